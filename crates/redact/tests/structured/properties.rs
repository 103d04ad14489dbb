//! What holds for any input.

use phiward_redact::{Format, TokenMap};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::{redactor, strict};

/// Values of all kinds, under names that mean something and names that do not.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ -~]{0,20}",
        "\\PC{0,12}",
        Just("Maria Lopez".into()),
        Just("MRN: 00625079".into()),
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        Just("{\"ssn\":\"1\"}".into()),
        Just("[\"a\",{\"dob\":\"x\"}]".into()),
        Just("<a b='c'>d</a>".into()),
        Just("MSH|^~\\&|A\rPID|1||7".into()),
        Just("/patients/42?dob=1".into()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((keys(), inner), 0..6)
                .prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

fn keys() -> impl Strategy<Value = String> {
    let known = vec![
        "name",
        "ssn",
        "dob",
        "note",
        "status",
        "address",
        "resourceType",
        "identifier",
        "value",
        "telecom",
        "url",
        "message",
        "age",
        "path",
        "name",
        "data",
        "extension",
    ];
    prop_oneof![
        proptest::sample::select(known).prop_map(String::from),
        "[a-zA-Z_]{1,10}",
        "\\PC{0,8}",
        "[0-9]{3}-[0-9]{2}-[0-9]{4}"
    ]
}

/// The shape of a value: its containers, and the names of members that are words of a program.
fn same_shape(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let plain = |key: &&String| {
                key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && key.len() < 4
            };
            one.len() == other.len()
                && one.keys().filter(plain).all(|key| other.contains_key(key))
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_none_or(|changed| same_shape(value, changed)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_shape(one, other))
        }
        (Value::String(_) | Value::Number(_), Value::String(_)) => true,
        (one, other) => one == other,
    }
}

pub(crate) fn assert_well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                for attribute in tag.attributes() {
                    attribute.unwrap_or_else(|error| panic!("{error} in {xml}"));
                }
            }
            Ok(quick_xml::events::Event::Text(text)) => assert!(!text.contains("]]>"), "{xml}"),
            Ok(_) => {}
            Err(error) => panic!("{error} in {xml}"),
        }
    }
}

/// XML as a tree of few names.
fn xml() -> impl Strategy<Value = String> {
    let names = vec!["a", "name", "ePatient.02", "ssn", "note", "eNarrative.01", "id", "value", "text"];
    let name = proptest::sample::select(names);
    let text = prop_oneof!["[ -~]{0,16}", "\\PC{0,8}", Just("Maria ]] MRN: 00625079".to_owned())];
    let escaped = text.prop_map(|text: String| {
        let kept: String = text.chars().filter(|c| !c.is_control()).collect();
        kept.replace('&', "&amp;").replace('<', "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    });
    let inner = prop_oneof![
        escaped.clone(),
        "[ -,.-~]{0,16}".prop_map(|text| format!("<!--{text}-->")),
        "[ -~]{0,16}".prop_map(|text| format!("<![CDATA[{}]]>", text.replace("]]>", ""))),
        "[ -=@-~]{0,8}".prop_map(|text| format!("<?pi {text}?>")),
    ];
    let tree = inner.prop_recursive(5, 32, 4, move |inner| {
        (name.clone(), escaped.clone(), proptest::collection::vec(inner, 0..4)).prop_map(
            |(name, attribute, children)| {
                format!("<{name} value=\"{attribute}\">{}</{name}>", children.concat())
            },
        )
    });
    tree.prop_map(|tree| format!("<root>{tree}</root>"))
}

fn counts(text: &str) -> Vec<Vec<usize>> {
    text.split(['\r', '\n'])
        .map(|segment| segment.split('|').map(|field| field.matches(['^', '~', '&']).count()).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_stays_json_of_the_same_shape(value in values()) {
        let text = value.to_string();
        // Reading a number may change its last digit.
        let value: Value = serde_json::from_str(&text).unwrap();
        for redactor in [redactor(), strict()] {
            let out = redactor.redact_json(&text, &mut TokenMap::new()).text;
            let after: Value = serde_json::from_str(&out).map_err(|error| TestCaseError::fail(format!("{error}: {out}")))?;
            prop_assert!(same_shape(&value, &after), "{} -> {}", text, out);
        }
    }

    #[test]
    fn the_manifests_places_ascend_within_the_input(value in values()) {
        let text = value.to_string();
        let redaction = redactor().redact_json(&text, &mut TokenMap::new());
        let mut last = 0;
        for entry in redaction.manifest.entries() {
            prop_assert!(entry.span.start >= last && entry.span.start <= entry.span.end && text.get(entry.span.range()).is_some(), "{} {:?}", text, entry);
            last = entry.span.end;
        }
    }

    #[test]
    fn xml_stays_well_formed(text in xml()) {
        assert_well_formed(&text);
        for redactor in [redactor(), strict()] {
            assert_well_formed(&redactor.redact_xml(&text, &mut TokenMap::new()).text);
        }
    }

    #[test]
    fn hl7_keeps_segments_fields_and_components(fields in proptest::collection::vec(("(PID|PV1|OBX|NTE|ZZZ|IN1|OBR|AL1)", proptest::collection::vec("[A-Za-z0-9 ^~&.]{0,12}", 0..12)), 0..8)) {
        let mut text = String::from("MSH|^~\\&|A|B|||20240501||ORU^R01|1|P|2.5");
        for (name, fields) in &fields {
            text.push('\r');
            text.push_str(name);
            for field in fields {
                text.push('|');
                // Free text may hold a separator within a span.
                text.push_str(&if matches!(name.as_str(), "OBX" | "NTE") { field.replace(['^', '&'], "") } else { field.clone() });
            }
        }
        let out = redactor().redact_hl7(&text, &mut TokenMap::new()).text;
        let (before, after) = (counts(&text), counts(&out));
        prop_assert_eq!(before.len(), after.len());
        for (one, other) in before.iter().zip(&after) {
            prop_assert_eq!(one.len(), other.len(), "{} -> {}", text, out);
        }
        prop_assert_eq!(before, after, "{} -> {}", text, out);
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,200}|[\\x00-\\x7f]{0,300}|[\\[\\]{}\":,'\\\\<>&;=|^~/?# a0-]{0,200}") {
        for format in Format::ALL {
            for redactor in [redactor(), strict()] {
                let redaction = redactor.redact_as(*format, &text, &mut TokenMap::new());
                for entry in redaction.manifest.entries() {
                    prop_assert!(text.get(entry.span.range()).is_some(), "{:?} {:?} {:?}", format, text, entry);
                }
            }
            let _ = Format::detect(&text);
        }
    }

    #[test]
    fn nothing_panics_on_documents_that_break_off(value in values(), cut in 0.0..1.0f64) {
        let text = value.to_string();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "any place will do")]
        let end = (0..=(text.len() as f64 * cut) as usize).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        for format in Format::ALL {
            let _ = redactor().redact_as(*format, &text[..end], &mut TokenMap::new());
        }
    }
}
