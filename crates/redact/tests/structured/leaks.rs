use phiward_redact::{Format, PolicyFile, TokenMap};

use crate::{redact, redactor, strict};

/// What other redactors miss, each as a value that no output may hold.
#[test]
fn what_peers_miss_goes_in_every_format() {
    for (key, value) in [
        ("age", "93"),
        ("plate", "8ABC123"),
        ("vin", "1HGCM82633A004352"),
        ("deviceSerial", "1LL8-303883"),
        ("fingerprintId", "FP-9981-A"),
        ("groupNumber", "GRP95765"),
        ("badgeNumber", "4471"),
        ("incidentNumber", "24-001234"),
        ("subjectId", "SUBJ-1224"),
        ("visitDate", "3/14"),
        ("dob", "March 14th"),
        ("ssn", "123.45.6789"),
        ("ssnLast4", "6789"),
        ("ip", "10.191.44.113."),
        ("phone", "555-0123"),
        ("mobile", "610\u{2013}555\u{2013}0123"),
        ("name", "Lopez, Maria"),
        ("patientName", "maria lopez"),
        ("lastName", "Foley"),
        ("surname", "Parkinson"),
        ("firstName", "Rose"),
        ("given", "Will"),
        ("familyName", "May"),
    ] {
        let documents = [
            (Format::Json, format!(r#"{{"x":{{"{key}":"{value}"}}}}"#)),
            (Format::Xml, format!("<r><{key}>{value}</{key}><e {key}=\"{value}\"/></r>")),
            (Format::Log, format!("lookup {key}='{value}' done")),
            (Format::Log, format!("saved {{ {key}: \"{value}\" }}")),
            (Format::Log, format!(r#"saved {{"{key}":"{value}"}}"#)),
            (Format::Url, format!("/find?{key}={value}")),
        ];
        for (format, text) in documents {
            let out = redact(format, &text);
            assert!(!out.contains(value), "{format:?} {text} -> {out}");
            assert!(out.contains(key), "{format:?} {text} -> {out}");
        }
    }
}

#[test]
fn debug_output_and_manifests_hold_no_value() {
    let canary = "Qzcanary";
    let text = format!(r#"{{"lastName":"{canary}","note":"{canary} MRN: 00625079"}}"#);
    let mut map = TokenMap::new();
    for redactor in [redactor(), strict()] {
        let redaction = redactor.redact_json(&text, &mut map);
        let shown = format!("{redaction:?} {:?} {map:?} {redactor:?}", redaction.manifest);
        assert!(!shown.contains(canary) && !shown.contains("00625079"), "{shown}");
    }
}

#[test]
fn an_error_of_a_policy_shows_no_value() {
    for text in [
        r#"{"mode":"Qzcanary"}"#,
        r#"{"deny":[{"term":"Qzcanary","category":"Qzcanary"}]}"#,
        r#"{"Qz canary 123-45-6789":1}"#,
        "Qzcanary",
        r#"{"allow":"Qzcanary"}"#,
    ] {
        let error = PolicyFile::from_json(text).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary") && !shown.contains("6789"), "{shown}");
    }
}
