//! The constraints of the dictionary, against its own pattern in another engine.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use phiward_ems::{AgencyNumber, Fault, Impression, IncidentNumber, Weight};
use phiward_phi::{PseudonymKey, Scope};
use proptest::prelude::*;
use regex::Regex;
use support::audited;

/// The pattern of eSituation.11, as the dictionary prints it.
const PATTERN: &str =
    r"^((R[0-6][0-9](\.[0-9]{1,4})?|(R73\.9)|(R99))|([A-QSTUZ][0-9][0-9A-Z])((\.[0-9A-Z]{1,4})?))$";

#[test]
fn every_short_code_agrees_with_the_pattern() {
    let pattern = Regex::new(PATTERN).unwrap();
    let alphabet = ['A', 'Q', 'R', 'S', 'V', 'Z', 'a', '0', '3', '6', '7', '9', '.', '-'];
    let mut codes = vec![String::new()];
    for _ in 0..5 {
        let longer = codes.iter().flat_map(|code| alphabet.iter().map(move |next| format!("{code}{next}")));
        codes = longer.collect();
        for code in &codes {
            assert_eq!(Impression::parse(code).is_ok(), pattern.is_match(code), "{code}");
        }
    }
}

proptest! {
    #[test]
    fn every_code_agrees_with_the_pattern(code in "[A-Z][0-9A-Z]{2}(\\.[0-9A-Z]{0,5})?|\\PC{0,9}") {
        prop_assert_eq!(Impression::parse(&code).is_ok(), Regex::new(PATTERN).unwrap().is_match(&code));
    }

    #[test]
    fn a_weight_is_read_as_it_is_written(tenths in 0u16..=12_000) {
        let text = format!("{}.{}", tenths / 10, tenths % 10);
        match Weight::parse(&text) {
            Ok(weight) => {
                let (read, _) = audited(|audit| weight.open(audit, "user_weight_kg").unwrap().tenths_kg());
                prop_assert!(read == tenths && (1..=9999).contains(&tenths));
            }
            Err(fault) => prop_assert!(fault == Fault::OutOfRange && (tenths == 0 || tenths > 9999)),
        }
    }
}

#[test]
fn lengths_are_those_of_the_dictionary() {
    assert!(AgencyNumber::parse(&"7".repeat(15)).is_ok());
    assert_eq!(AgencyNumber::parse(&"7".repeat(16)).err(), Some(Fault::TooLong));
    assert_eq!(AgencyNumber::parse("").err(), Some(Fault::Empty));
    assert_eq!(AgencyNumber::parse("a@b").err(), Some(Fault::Malformed));
    assert_eq!(IncidentNumber::parse("12").err(), Some(Fault::TooShort));
    assert_eq!(IncidentNumber::parse(&"é".repeat(50)).err(), None);
    assert_eq!(IncidentNumber::parse(&"é".repeat(51)).err(), Some(Fault::TooLong));
}

#[test]
fn an_incident_has_the_pseudonym_of_its_bytes() {
    let key = PseudonymKey::from_bytes("k1", &[7; 32]).unwrap();
    let incident = IncidentNumber::parse("IT-12345").unwrap();
    let shown = incident.pseudonym(&key, &Scope::parse("incident_id").unwrap());
    assert_eq!(shown.as_str(), "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0");
}
