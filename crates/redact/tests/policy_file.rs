//! Policy files: what they may say, and how errors name the place.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use phiward_redact::{Category, Mode, Operator, PolicyError, PolicyFile, Profile, Redactor};

const WHOLE: &str = r#"{
    "mode": "strict", "profile": "limited_data_set", "reference_year": 2026,
    "operators": {"NAME": "numbered_tag", "DATE": "generalise", "AGE": "tag", "URL": "keep"},
    "allow": ["Glasgow", "77812"],
    "deny": [{"term": "Project Bluebird", "category": "ORG"}],
    "recognisers": [{"name": "crew badge", "category": "OTHER_ID", "pattern": "ZQ-####"}, {"name": "b", "category": "DEVICE", "pattern": "Q@#{2}"}]
}"#;

#[test]
fn a_whole_file_is_read() {
    let file = PolicyFile::from_json(WHOLE).unwrap();
    let policy = &file.policy;
    assert_eq!(
        (policy.mode(), policy.profile(), policy.reference_year()),
        (Mode::Strict, Profile::LimitedDataSet, Some(2026))
    );
    assert_eq!(
        (policy.operator(Category::Name), policy.operator(Category::Date), policy.operator(Category::Mrn)),
        (Operator::NumberedTag, Operator::Generalise, Operator::Tag)
    );
    assert_eq!(file.mode, Some(Mode::Strict));
    assert_eq!(policy.clone().with_mode(Mode::Balanced).mode(), Mode::Balanced);
    assert_eq!(file.terms.recognisers().collect::<Vec<_>>(), ["crew badge", "b"]);
    let redactor = Redactor::new(file.policy).unwrap().with_terms(file.terms);
    assert_eq!(redactor.redact("zq-2041 77812 project bluebird").text, "[OTHER_ID] 77812 [ORG]");
}

#[test]
fn an_empty_file_is_the_default() {
    let file = PolicyFile::from_json("{}").unwrap();
    assert_eq!((file.policy, file.mode), (phiward_redact::Policy::default(), None));
}

#[test]
fn errors_name_the_place() {
    for (text, code, place) in [
        (r#"{"mod":"strict"}"#, "unknown_name", "mod"),
        (r#"{"mode":"lenient"}"#, "unknown_name", "mode"),
        (r#"{"mode":1}"#, "malformed", "mode"),
        (r#"{"profile":"safe"}"#, "unknown_name", "profile"),
        (r#"{"operators":{"NAMES":"tag"}}"#, "unknown_name", "operators.NAMES"),
        (r#"{"operators":{"NAME":"tga"}}"#, "unknown_name", "operators.NAME"),
        (r#"{"operators":{"NAME":"surrogate"}}"#, "operator_not_admitted", "operators.NAME"),
        (r#"{"operators":{"NAME":"keep"}}"#, "operator_not_admitted", "operators.NAME"),
        (r#"{"operators":{"NAME":"tag","NAME":"mask"}}"#, "malformed", "operators.NAME"),
        (r#"{"operators":[]}"#, "malformed", "operators"),
        (r#"{"reference_year":"2026"}"#, "malformed", "reference_year"),
        (r#"{"reference_year":99}"#, "malformed", "reference_year"),
        (r#"{"allow":["ok",7]}"#, "malformed", "allow[1]"),
        (r#"{"allow":["ok","-"]}"#, "malformed", "allow[1]"),
        (r#"{"deny":[{"term":"x"}]}"#, "malformed", "deny[0].category"),
        (r#"{"deny":[{"term":"x","category":"ORG","why":"y"}]}"#, "unknown_name", "deny[0].why"),
        (r#"{"recognisers":[{"name":"a","category":"ORG","pattern":"@"}]}"#, "malformed", "recognisers[0]"),
        (
            r##"{"recognisers":[{"name":"a","category":"ORG","pattern":"#{64}"}]}"##,
            "limit_exceeded",
            "recognisers[0]",
        ),
        (
            r#"{"recognisers":[{"name":"a","category":"X","pattern":"Q#"}]}"#,
            "unknown_name",
            "recognisers[0].category",
        ),
        (r#"{"Maria Lopez":1}"#, "unknown_name", "?"),
        ("[]", "malformed", ""),
        ("", "malformed", ""),
        ("{", "malformed", ""),
        ("{} {}", "malformed", ""),
        ("{\"deny\":[[[[]]]]}", "malformed", ""),
        ("null", "malformed", ""),
    ] {
        let error = PolicyFile::from_json(text).unwrap_err();
        assert_eq!((error.code(), error.place()), (code, place), "{text}");
        assert!(error.to_string().ends_with(place));
    }
}

#[test]
fn files_and_lists_have_limits() {
    let long = format!(r#"{{"allow":["{}"]}}"#, "x".repeat(1 << 20));
    assert_eq!(PolicyFile::from_json(&long).unwrap_err().error(), &PolicyError::LimitExceeded);
    let terms = vec!["\"term\""; 10_001].join(",");
    let error = PolicyFile::from_json(&format!(r#"{{"allow":[{terms}]}}"#)).unwrap_err();
    assert_eq!((error.code(), error.place()), ("limit_exceeded", "allow[10000]"));
    let deep = format!(r#"{{"allow":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(PolicyFile::from_json(&deep).unwrap_err().code(), "malformed");
}

#[cfg(feature = "toml")]
#[test]
fn toml_says_the_same() {
    let toml = r##"
mode = "strict"
profile = "limited_data_set"
reference_year = 2026
allow = ["Glasgow", "77812"]
deny = [{ term = "Project Bluebird", category = "ORG" }]

[operators]
NAME = "numbered_tag"
DATE = "generalise"
AGE = "tag"
URL = "keep"

[[recognisers]]
name = "crew badge"
category = "OTHER_ID"
pattern = "ZQ-####"

[[recognisers]]
name = "b"
category = "DEVICE"
pattern = "Q@#{2}"
"##;
    let (one, other) = (PolicyFile::from_toml(toml).unwrap(), PolicyFile::from_json(WHOLE).unwrap());
    assert_eq!(one.policy, other.policy);
    assert_eq!(format!("{:?}", one.terms), format!("{:?}", other.terms));
    for (text, code, place) in [
        ("mode = 1", "malformed", "mode"),
        ("x = 1", "unknown_name", "x"),
        ("mode = ", "malformed", ""),
        ("[operators]\nNAME = 'keep'", "operator_not_admitted", "operators.NAME"),
        ("mode = 'strict'\nmode = 'strict'", "malformed", ""),
        ("a = 2024-01-01", "unknown_name", "a"),
    ] {
        let error = PolicyFile::from_toml(text).unwrap_err();
        assert_eq!((error.code(), error.place()), (code, place), "{text}");
    }
}
