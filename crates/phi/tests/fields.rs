//! The field table is complete, and strict where it must be.

use phiward_phi::{
    Field,
    FieldPolicy::{self, LogAfterRedaction, LogPseudonym, Loggable, NeverLog},
    FieldTable, HoldsPhi, LAUNCH_FIELDS, OPERATIONAL_FIELDS,
};
use proptest::prelude::*;

/// The rows of the launch document, with the corrections of the NEMSIS dictionary.
#[test]
fn fields_of_the_launch_document_have_their_element_and_policy() {
    let table = FieldTable::launch();
    let expected: [(&str, Option<&str>, FieldPolicy); 14] = [
        ("agency_id", None, Loggable),
        ("agency_number", Some("dAgency.02"), Loggable),
        ("search_term", Some("eSituation.04"), LogAfterRedaction),
        ("user_age", Some("ePatient.15"), NeverLog),
        ("user_age_unit", Some("ePatient.16"), NeverLog),
        ("impression", Some("eSituation.11"), NeverLog),
        ("return_url", None, NeverLog),
        ("incident_id", Some("eResponse.03"), LogPseudonym),
        ("protocol_number", None, Loggable),
        ("protocol_title", None, Loggable),
        ("protocol_url", None, LogAfterRedaction),
        ("selected_sections", None, Loggable),
        ("medication_dosing", None, NeverLog),
        ("timestamp", None, NeverLog),
    ];
    for (name, nemsis, policy) in expected {
        let row = table.find(name).unwrap();
        assert_eq!((row.nemsis, row.policy), (nemsis, policy), "{name}");
        if let Some(element) = nemsis {
            assert_eq!(table.find_nemsis(element), Some(row));
        }
    }
}

#[test]
fn rows_are_unique_and_what_holds_phi_is_never_shown() {
    let table = FieldTable::launch();
    assert_eq!(table.rows().len(), LAUNCH_FIELDS.len() + OPERATIONAL_FIELDS.len());
    for row in table.rows() {
        assert_eq!(table.find(row.name), Some(row), "{} is there twice", row.name);
        match row.phi {
            HoldsPhi::Yes => assert!(row.policy >= LogPseudonym, "{}", row.name),
            HoldsPhi::Possibly => assert!(row.policy >= LogAfterRedaction, "{}", row.name),
            _ => {}
        }
        assert!(!row.source.is_empty());
    }
}

#[test]
fn names_match_in_every_spelling_and_nothing_else_does() {
    let table = FieldTable::launch();
    for name in ["incident_id", "incidentId", "IncidentID", "incident-id", "INCIDENT_ID"] {
        assert_eq!(table.policy(name), LogPseudonym, "{name}");
    }
    for name in [
        "",
        "_",
        "incident",
        "incident_ids",
        "xincident_id",
        "requestid2",
        "request.id",
        "ｓtatus",
        "ePatient.15",
    ] {
        assert_eq!(table.policy(name), NeverLog, "{name}");
        assert_eq!(table.find(name), None, "{name}");
    }
    assert_eq!(table.find_nemsis("ePatient.99"), None);
}

#[test]
fn rows_added_later_tighten_and_never_loosen() {
    let row = |name, policy| Field { name, nemsis: None, phi: HoldsPhi::No, policy, source: "a test" };
    let table = FieldTable::launch().with(&[
        row("userAge", Loggable),
        row("incident_id", LogAfterRedaction),
        row("agency_id", NeverLog),
        row("mine", Loggable),
    ]);
    assert_eq!(table.policy("user_age"), NeverLog);
    assert_eq!(table.policy("incident_id"), LogPseudonym);
    assert_eq!(table.policy("agency_id"), NeverLog);
    assert_eq!(table.policy("mine"), Loggable);
    assert_eq!(table.with(&[row("mine", NeverLog)]).policy("mine"), NeverLog);
}

proptest! {
    #[test]
    fn an_unknown_name_is_never_logged(name in "\\PC{0,24}") {
        let table = FieldTable::launch();
        if table.find(&name).is_none() {
            prop_assert_eq!(table.policy(&name), NeverLog);
        } else {
            let letters: String = name.chars().filter(|character| !"_-".contains(*character)).collect();
            prop_assert!(table.rows().iter().any(|row| row.name.replace('_', "").eq_ignore_ascii_case(&letters)));
        }
    }
}
