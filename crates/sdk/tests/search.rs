//! Search from the outside, as a binding sees it.

use phiward_sdk::Units;
use phiward_sdk::search::{ProtocolLibrary, build_index};
use serde_json::Value;

const CORPUS: &str = r#"
{"_id": "A:101#T", "agency": "A", "number": "TP-101", "name": "Cardiac Chest Pain", "section": "Treatment", "text": "Sample text \ud83d\ude91 not clinical guidance. Aspirin is a word here.", "codes": ["CPSC"]}
{"_id": "A:102#T", "agency": "A", "number": "TP-102", "name": "Seizure", "section": "Treatment", "text": "Sample text, not clinical guidance."}
{"_id": "B:7#T", "agency": "B", "number": "7", "name": "Burns", "section": "Treatment", "text": "Sample text."}
"#;

fn code<T>(result: Result<T, phiward_sdk::Error>) -> &'static str {
    result.err().expect("it fails").code
}

fn search(library: &ProtocolLibrary, text: &str, options: &str, units: Units) -> Value {
    let answer = library.search(text, options, units).expect("the query is one");
    let value: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    assert_eq!(value.to_string(), answer, "it is written in its shortest form, with ascending names");
    value
}

#[test]
fn an_answer_says_where_the_words_are_in_the_units_of_the_host() {
    let library = ProtocolLibrary::open(build_index(CORPUS, "").unwrap()).unwrap();
    assert_eq!(library.agencies(), ["A", "B"]);
    for units in [Units::Bytes, Units::Utf16, Units::CodePoints] {
        let answer = search(&library, "aspirin", r#"{"agency": "A", "explain": true}"#, units);
        assert_eq!(answer["answer"], "hits", "{answer}");
        let hit = &answer["protocols"][0];
        let section = &hit["sections"][0];
        let text = section["snippet"]["text"].as_str().unwrap();
        let range = &section["snippet"]["highlights"][0];
        let at = |i: usize| usize::try_from(range[i].as_u64().unwrap()).unwrap();
        let found = match units {
            Units::Bytes => text.get(at(0)..at(1)).unwrap().to_owned(),
            Units::Utf16 => {
                String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[at(0)..at(1)]).unwrap()
            }
            _ => text.chars().skip(at(0)).take(at(1) - at(0)).collect(),
        };
        assert_eq!(found, "Aspirin", "{answer}");
        assert_eq!((section["rank"].as_u64(), section["id"].as_str()), (Some(1), Some("A:101#T")));
        let reasons = hit["explanation"]["reasons"].as_array().unwrap();
        let sum: i64 = reasons.iter().map(|reason| reason["points"].as_i64().unwrap()).sum();
        assert_eq!(Some(sum), hit["score"].as_i64());
    }
}

#[test]
fn silence_has_a_reason_and_options_are_read_strictly() {
    let library = ProtocolLibrary::open(build_index(CORPUS, "").unwrap()).unwrap();
    let answer = search(&library, "tp 999", r#"{"agency": "A"}"#, Units::Utf16);
    assert_eq!(
        (answer["answer"].as_str(), answer["reason"].as_str()),
        (Some("abstain"), Some("number_not_in_agency"))
    );
    let answer = search(&library, "7", r#"{"agency": "B", "snippet": 0}"#, Units::Utf16);
    assert_eq!(answer["protocols"][0]["sections"][0]["snippet"], Value::Null);
    for (options, expected) in [
        ("", "unknown_agency"),
        (r#"{"agency": "C"}"#, "unknown_agency"),
        (r#"{"agency": "A", "age": "old"}"#, "invalid_configuration"),
        (r#"{"agency": "A", "level": "x"}"#, "invalid_configuration"),
        (r#"{"agency": "A", "agee": "adult"}"#, "invalid_configuration"),
        (r#"{"agency": "A", "limit": 100000}"#, "invalid_configuration"),
        (r#"{"agency": "A", "limit": 1001}"#, "invalid_configuration"),
        (r#"{"agency": "A", "limit": -0}"#, "invalid_configuration"),
        (r#"{"agency": "A", "limit": 10.0}"#, "invalid_configuration"),
        (r#"{"agency": "A", "limit": null}"#, "invalid_configuration"),
        (r#"{"agency": "A", "snippet": 1048577}"#, "invalid_configuration"),
        (r#"{"agency": "A", "explain": null}"#, "invalid_configuration"),
        (r#"{"agency": "A", "explain": 1}"#, "invalid_configuration"),
        (r#"{"agency": "A", "code": ["a"]}"#, "invalid_configuration"),
        (r#"{"agency": "A", "agency": "A"}"#, "invalid_configuration"),
        (r#"["A"]"#, "invalid_configuration"),
        (r#"{"agency": "A"} {}"#, "invalid_configuration"),
        ("null", "invalid_configuration"),
    ] {
        assert_eq!(code(library.search("burns", options, Units::Utf16)), expected, "{options}");
    }
    for options in [
        r#"{"agency": "A", "age": null, "code": null, "level": null}"#,
        r#"{"agency": "A", "limit": 1000, "snippet": 1048576, "explain": false}"#,
    ] {
        assert!(library.search("burns", options, Units::Utf16).is_ok(), "{options}");
    }
    let suggestions = library.suggest("sei", r#"{"agency": "A"}"#).unwrap();
    assert_eq!(suggestions, r#"[{"name":"Seizure","number":"TP-102"}]"#);
}

#[test]
fn agencies_are_swapped_all_or_none() {
    let library = ProtocolLibrary::open(build_index(CORPUS, "").unwrap()).unwrap();
    let new = build_index(
        r#"{"_id": "B:8", "agency": "B", "number": "8", "name": "Smoke", "text": "Sample text."}
{"_id": "C:1", "agency": "C", "number": "TP-901", "name": "Hypothermia", "text": "Sample text."}"#,
        r#"{"profiles": {"B": {"aliases": ["bee"], "pediatric_below": [15, "years"]}}}"#,
    )
    .unwrap();
    let mut torn = new.clone();
    let last = torn.len() - 1;
    torn.truncate(last);
    assert!(library.swap(&torn).is_err());
    assert_eq!(search(&library, "7", r#"{"agency": "B"}"#, Units::Utf16)["answer"], "hits");
    library.swap(&new).unwrap();
    assert_eq!(library.agencies(), ["A", "B", "C"]);
    assert_eq!(search(&library, "7", r#"{"agency": "B"}"#, Units::Utf16)["answer"], "abstain");
    assert_eq!(search(&library, "hypothermia", r#"{"agency": "C"}"#, Units::Utf16)["answer"], "hits");
    assert_eq!(search(&library, "seizure", r#"{"agency": "A"}"#, Units::Utf16)["answer"], "hits");
}

#[test]
fn what_is_no_corpus_is_refused() {
    for (lines, options, expected) in [
        ("", "", "empty_corpus"),
        ("{}", "", "malformed"),
        (r#"{"_id": ""}"#, "", "missing_id"),
        (CORPUS, "[]", "invalid_configuration"),
        (CORPUS, r#"{"profile": {}}"#, "invalid_configuration"),
        (CORPUS, r#"{"profiles": {"A": []}}"#, "invalid_configuration"),
        (CORPUS, r#"{"profiles": {"A": {"pediatric_up_to_kg": 30}}}"#, "invalid_configuration"),
        (CORPUS, r#"{"profiles": {"A": {"pediatric_below": [1, "weeks"]}}}"#, "invalid_configuration"),
    ] {
        assert_eq!(code(build_index(lines, options)), expected, "{lines} {options}");
    }
    assert!(build_index("{\"_id\": \"a\"}\n{\"_id\": \"a\"}", "").unwrap_err().reason.starts_with("line 2"));
    assert_eq!(code(ProtocolLibrary::open(b"not an index at all, no".to_vec())), "not_an_index");
}

/// What the JavaScript packages ask when they load, and what their tests ask of the smallest index there is.
#[test]
fn an_index_of_one_protocol_answers() {
    let index = build_index(r#"{"_id":"a","number":"101","name":"Seizure"}"#, "").unwrap();
    let library = ProtocolLibrary::open(index).unwrap();
    for text in ["101", "seizure"] {
        let answer = search(&library, text, "", Units::Utf16);
        assert_eq!(answer["answer"], "hits", "{text}");
        assert_eq!(answer["protocols"][0]["sections"][0]["id"], "a");
    }
}
