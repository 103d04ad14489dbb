//! The same documents are JSON here and in `serde_json`, and mean the same.

use std::collections::BTreeMap;

use phiward_json::{Fields, Raw, Value, Writer, push_text};
use proptest::prelude::*;
use serde_json::value::RawValue;

fn as_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => serde_json::from_str(number.as_str()).unwrap_or_default(),
        Value::Text(text) => text.as_str().into(),
        Value::List(values) => values.iter().map(as_serde).collect::<Vec<_>>().into(),
        Value::Object(fields) => serde_json::Value::Object(
            fields.iter().map(|(name, value)| (name.clone(), as_serde(value))).collect(),
        ),
        _ => unreachable!(),
    }
}

/// A number that no double holds is no number for `serde_json`.
fn is_json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

/// Texts that are nearly JSON.
fn nearly() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(r#""a""#.to_owned()),
        Just(r#""a":"#.to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("-".to_owned()),
        Just("0".to_owned()),
        Just("12".to_owned()),
        Just(".5".to_owned()),
        Just("e1".to_owned()),
        Just("E-2".to_owned()),
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("\\u00e9".to_owned()),
        Just("\\ud83d".to_owned()),
        Just("\\ude00".to_owned()),
        Just("\\n".to_owned()),
        Just("\u{1}".to_owned()),
        "[a-z\u{e9}\u{1F600}]{0,3}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Documents.
fn document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
        "[\u{0}-\u{20}\"\\\\]{0,6}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(".{0,4}", inner, 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn doubles_are_those_of_serde_json(number in any::<f64>(), digits in 0..1_000_000_000_000_000_u64, point in 0..16_usize) {
        // Exactly for the numbers that people write.
        let mut text = format!("{digits:016}");
        text.insert(16 - point, '.');
        let text = text.trim_start_matches('0');
        let text = format!("{}{text}{}", if text.starts_with('.') { "0" } else { "" }, if point == 0 { "0" } else { "" });
        let ours = Value::parse(&text).and_then(|value| value.as_f64());
        prop_assert_eq!(ours, text.parse().ok(), "{}", text);
        // Nearly for all others.
        for text in [number.to_string(), format!("{number:e}")] {
            let Some(exact) = is_json(&text).and_then(|value| value.as_f64()) else { continue };
            let ours = Value::parse(&text).and_then(|value| value.as_f64()).unwrap();
            prop_assert!((ours - exact).abs() <= exact.abs() * 1e-13 + 1e-300, "{} {}", text, ours);
        }
    }

    #[test]
    fn signed_numbers_are_read_as_they_are(number in any::<i64>()) {
        let value = Value::parse(&number.to_string()).unwrap();
        prop_assert_eq!(value.as_i64(), Some(number));
        prop_assert_eq!(value.as_u64(), u64::try_from(number).ok());
    }

    #[test]
    fn what_is_json_for_one_is_json_for_the_other(text in nearly()) {
        let ours = Value::parse(&text);
        prop_assert_eq!(ours.as_ref().map(as_serde), is_json(&text), "{}", text);
    }

    #[test]
    fn parts_are_as_they_were_written(text in nearly()) {
        let ours = Raw::parse(&text);
        let theirs = serde_json::from_str::<&RawValue>(&text).ok();
        prop_assert_eq!(ours.map(|raw| raw.as_str()), theirs.map(RawValue::get), "{}", text);
        let items = ours.and_then(|raw| raw.items());
        let items = items.map(|items| items.iter().map(Raw::as_str).collect::<Vec<_>>());
        let theirs = serde_json::from_str::<Vec<&RawValue>>(&text).ok();
        prop_assert_eq!(items, theirs.map(|items| items.iter().map(|item| item.get()).collect()), "{}", text);
        let members = ours.and_then(|raw| raw.members());
        let members = members.map(|members| {
            members.into_iter().map(|(name, value)| (name, value.as_str())).collect::<BTreeMap<_, _>>()
        });
        let theirs = serde_json::from_str::<BTreeMap<String, &RawValue>>(&text).ok();
        let theirs = theirs.map(|members| members.into_iter().map(|(name, value)| (name, value.get())).collect());
        prop_assert_eq!(members, theirs, "{}", text);
        let string = ours.and_then(|raw| raw.text());
        prop_assert_eq!(string, serde_json::from_str::<String>(&text).ok(), "{}", text);
    }

    #[test]
    fn parts_of_documents_are_found(document in document()) {
        let text = serde_json::to_string_pretty(&document).unwrap();
        let raw = Raw::parse(&text).unwrap();
        prop_assert_eq!(raw.as_str(), text.as_str());
        let read = |raw: &Raw<'_>| serde_json::from_str::<serde_json::Value>(raw.as_str()).unwrap();
        let items = raw.items().map(|items| items.iter().map(read).collect::<Vec<_>>());
        prop_assert_eq!(items.as_ref(), document.as_array());
        let members = raw.members().map(|members| {
            members.iter().map(|(name, value)| (name.clone(), read(value))).collect::<serde_json::Map<_, _>>()
        });
        prop_assert_eq!(members.as_ref(), document.as_object());
        let string = raw.text();
        prop_assert_eq!(string.as_deref(), document.as_str());
    }

    #[test]
    fn strings_are_written_as_serde_json_writes_them(string in ".{0,12}|[\u{0}-\u{20}\"\\\\]{0,6}") {
        let mut text = String::new();
        push_text(&string, &mut text);
        prop_assert_eq!(text, serde_json::to_string(&string).unwrap());
    }

    #[test]
    fn documents_are_read_and_written_as_they_are(document in document()) {
        for text in [document.to_string(), serde_json::to_string_pretty(&document).unwrap()] {
            let ours = Value::parse(&text).unwrap();
            prop_assert_eq!(as_serde(&ours), document.clone());
            prop_assert_eq!(ours.to_text(), document.to_string());
            prop_assert_eq!(ours.to_string(), document.to_string());
        }
    }

    #[test]
    fn pieces_are_written_as_a_tree_is(
        text in "[\u{0}-\u{20}\"\\\\a-c\u{e9}\u{1F600}]{0,12}",
        unsigned in any::<u64>(),
        signed in any::<i64>(),
        whole in -1_000_000_000_000_i64..1_000_000_000_000,
        flags in prop::collection::vec(any::<bool>(), 0..4),
    ) {
        let mut writer = Writer::default();
        writer.list([0, 1], |writer, i| {
            writer.object(|writer| {
                writer.field("flags").list(&flags, |writer, flag| writer.bool(*flag));
                writer.field("nothing").object(|_| ());
                writer.field("null").null();
                writer.field("number").unsigned(unsigned);
                writer.field("optional").string_or_null((i == 0).then_some(text.as_str()));
                writer.field("rank").unsigned_or_null((i == 1).then_some(7));
                writer.field("signed").signed(signed);
                writer.field(&format!("text{text}")).string(&text);
                writer.field("whole").whole(whole as f64);
            });
        });
        let object = |i: i32| serde_json::json!({
            "flags": flags, "nothing": {}, "null": null, "number": unsigned,
            "optional": (i == 0).then_some(&text), "rank": (i == 1).then_some(7), "signed": signed,
            format!("text{text}"): text, "whole": whole as f64,
        });
        prop_assert_eq!(writer.into_text(), serde_json::json!([object(0), object(1)]).to_string());
    }

    #[test]
    fn whole_numbers_are_read_as_they_are(number in any::<u64>(), other in any::<f64>()) {
        let value = Value::from(number);
        prop_assert_eq!(value.to_text(), number.to_string());
        prop_assert_eq!(value.as_u64(), Some(number));
        prop_assert_eq!(value.as_u32(), u32::try_from(number).ok());
        for text in [other.to_string(), format!("-{number}"), format!("{number}.0"), format!("{number}0e0")] {
            let ours = Value::parse(&text).and_then(|value| value.as_u64());
            prop_assert_eq!(ours, is_json(&text).and_then(|value| value.as_u64()), "{}", text);
        }
    }
}

#[test]
fn doubles_end_where_they_end() {
    let double = |text: &str| Value::parse(text).and_then(|value| value.as_f64());
    assert!(double("1e308").is_some_and(|found| (found - 1e308).abs() < 1e294));
    for text in ["1e309", "-1e309", "1e99999999999"] {
        assert_eq!(double(text), None, "{text}");
    }
    assert_eq!(double("1e-2000"), Some(0.0));
    assert_eq!(double("0e2000"), Some(0.0));
    // Exponents that fit no integer, and digits that make up for one.
    assert_eq!(double("1e-99999999999999999999"), Some(0.0));
    assert_eq!(double("0e99999999999999999999"), Some(0.0));
    assert_eq!(double("1e99999999999999999999"), None);
    let small = format!("0.{}1e2501", "0".repeat(2400));
    assert!(double(&small).is_some_and(|found| (found / 1e100 - 1.0).abs() < 1e-12), "{small}");
    let large = format!("1{}e-2300", "0".repeat(2400));
    assert!(double(&large).is_some_and(|found| (found / 1e100 - 1.0).abs() < 1e-12), "{large}");
    assert_eq!(double("true"), None);
    assert_eq!(Value::parse("-0").and_then(|value| value.as_i64()), None);
}

#[test]
fn depth_has_one_bound() {
    for (depth, fits) in [(1, true), (127, true), (128, false), (100_000, false)] {
        let lists = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(Value::parse(&lists).is_some(), fits, "{depth}");
        assert_eq!(is_json(&lists).is_some(), fits, "{depth}");
        let objects = r#"{"a":"#.repeat(depth) + "0" + &"}".repeat(depth);
        assert_eq!(Value::parse(&objects).is_some(), fits, "{depth}");
    }
}

#[test]
fn parts_have_no_bound_of_depth() {
    let deep = r#"{"a":["#.repeat(100_000) + "1.50" + &"]}".repeat(100_000);
    let raw = Raw::parse(&deep).unwrap();
    assert_eq!(raw.members().unwrap().len(), 1);
    assert_eq!(Raw::parse(deep.strip_suffix('}').unwrap()), None);
    // Half a code point matters where it is looked at.
    let halves = Raw::parse(r#"[{"\ud800": 1}, "\ud800"]"#).unwrap();
    let items = halves.items().unwrap();
    assert_eq!((items[0].members(), items[1].text()), (None, None));
}

#[test]
fn fields_are_known_given_once_and_all_taken() {
    let fields = |text: &str| Value::parse(text).and_then(Fields::of);
    assert_eq!(fields("[]"), None);
    assert_eq!(fields(r#"{"a": 1, "b": 2, "a": 3}"#), None);
    assert_eq!(fields(r#"{"a": 1, "\u0061": 3}"#), None);
    let mut found = fields(r#"{"a": 1, "b": null}"#).unwrap();
    assert_eq!(found.take("c"), None);
    assert_eq!(found.take("a").and_then(|value| value.as_u32()), Some(1));
    assert_eq!(found.take("a"), None);
    assert!(!found.is_empty());
    assert_eq!(found.take("b"), Some(Value::Null));
    assert!(found.is_empty());
}

#[test]
fn a_field_that_is_given_twice_is_the_last_one_for_who_looks_it_up() {
    let value = Value::parse(r#"{"v": 1, "v": 2}"#).unwrap();
    assert_eq!(value.get("v").and_then(Value::as_u64), Some(2));
    assert_eq!(value.get("w"), None);
}
