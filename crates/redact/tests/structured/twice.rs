//! Redacting twice, and restoring.

use phiward_redact::{Format, Mode, Policy, Redactor, TokenMap};
use proptest::prelude::*;

use crate::{
    corpus::{documents, redacted},
    redact,
};

/// Documents in which the tagger, which weighs the words around a word, may guess anew next to a tag.
const MOST_GUESSED_ANEW: usize = 10;

#[test]
fn redacting_twice_is_redacting_once() {
    let mut anew = Vec::new();
    for document in documents() {
        let once = redacted(document).text;
        let twice = redact(document.format, &once);
        let tags = |text: &str| text.matches(['[', ']']).count();
        assert!(tags(&twice) >= tags(&once), "{}", document.id);
        if twice != once {
            anew.push(document.id.as_str());
        }
    }
    assert!(anew.len() <= MOST_GUESSED_ANEW, "{anew:?}");
}

#[test]
fn what_the_places_of_a_document_tell_is_redacted_once() {
    for (format, text) in [
        (
            Format::Json,
            r#"{"name":"Maria","dob":"1957-03-14","ssn":123456789,"note":"MRN: 00625079","age":93}"#,
        ),
        (Format::Hl7, "MSH|^~\\&|A|B|||20240501||ADT^A01|7|P|2.5\rPID|1||77^^^^MR||LOPEZ^MARIA||19570314|F"),
        (Format::Xml, "<a><ssn>1</ssn><name>Maria</name><eVitals.06>90</eVitals.06></a>"),
        (Format::Log, "2024-05-01 12:00:00,001 INFO mrn=7 name='Maria Lopez' age=93 status=ok"),
        (Format::Url, "https://ehr.example/patients/42?dob=1957-03-14&tab=labs"),
    ] {
        let once = redact(format, text);
        assert_ne!(once, text);
        assert_eq!(redact(format, &once), once);
    }
}

/// A text without the quotes that a number gets when it becomes a token.
fn unquoted(json: &str) -> String {
    json.replace('"', "")
}

#[test]
fn tokens_of_every_document_are_restored() {
    let redactor = Redactor::new(Policy::ai_round_trip(Mode::Balanced)).unwrap();
    for document in documents() {
        // A photograph is masked and a host is replaced whatever the policy says.
        let mut map = TokenMap::new();
        let redaction = redactor.redact_as(document.format, &document.text, &mut map);
        let masked = redaction.text.contains("[REDACTED]") || redaction.text.contains("redacted.invalid");
        let restored = map.restore(&redaction.text);
        assert_eq!(map.is_empty(), document.gold.is_empty(), "{}", document.id);
        if !masked {
            assert_eq!(unquoted(&restored), unquoted(&document.text), "{}", document.id);
        }
    }
}

/// Lines of a log: names, values and words of all kinds.
fn lines() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(mrn|name|dob|status|to|path|user|x)=[A-Za-z0-9/.-]{1,10}",
        "(INFO|WARN|GET|ok|patient|Maria|Lopez|level=info)",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        Just("{\"ssn\":\"123-45-6789\",\"age\":93}".into()),
        Just("MSH|^~\\&|A|B|||20240501||ORU^R01|1|P|2.5".into()),
    ];
    proptest::collection::vec(proptest::collection::vec(word, 1..6), 1..4)
        .prop_map(|lines| lines.iter().map(|line| line.join(" ")).collect::<Vec<_>>().join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn keys_of_log_lines_survive(text in lines()) {
        let out = redact(Format::Log, &text);
        prop_assert_eq!(text.lines().count(), out.lines().count());
        for (before, after) in text.lines().zip(out.lines()) {
            if before.contains(['{', '|']) {
                continue;
            }
            let keys = |line: &str| line.split(' ').filter(|word| word.contains('=')).filter_map(|word| word.split('=').next().map(str::to_owned)).collect::<Vec<_>>();
            prop_assert_eq!(keys(before), keys(after), "{} -> {}", before, after);
        }
    }

    #[test]
    fn tokens_of_log_lines_are_restored(text in lines()) {
        let redactor = Redactor::new(Policy::ai_round_trip(Mode::Balanced)).unwrap();
        let mut map = TokenMap::new();
        let out = redactor.redact_log(&text, &mut map).text;
        prop_assert_eq!(unquoted(&map.restore(&out)), unquoted(&text), "{}", out);
    }
}
