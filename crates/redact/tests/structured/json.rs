use phiward_redact::{Category, Format, TokenMap};
use serde_json::{Value, json};

use crate::{redact, redactor, strict};

fn redact_json(text: &str) -> String {
    redact(Format::Json, text)
}

#[test]
fn keys_decide_whatever_the_value_says() {
    let text = r#"{"firstName":"Will","last_name":"May","dob":"3/14","SSN":"6789","mrn":"7","email":"x at y","homePhone":"x",
        "address":{"line1":"12 Elm St","city":"Reading","state":"PA","zip":19601,"country":"US"},"vin":"1","plate":"8ABC123",
        "deviceId":"abc","ip":"10.0.0.1.","memberId":"W1","accountNumber":"12","npi":1184011074,"fax":"1","website":"x.org"}"#;
    let expected = r#"{"firstName":"[NAME]","last_name":"[NAME]","dob":"[DATE]","SSN":"[SSN]","mrn":"[MRN]","email":"[EMAIL]","homePhone":"[PHONE]",
        "address":{"line1":"[GEO]","city":"[GEO]","state":"PA","zip":"[GEO]","country":"US"},"vin":"[VEHICLE]","plate":"[VEHICLE]",
        "deviceId":"[DEVICE]","ip":"[IP]","memberId":"[HEALTH_PLAN]","accountNumber":"[ACCOUNT]","npi":"[LICENSE]","fax":"[FAX]","website":"[URL]"}"#;
    assert_eq!(redact_json(text), expected);
}

#[test]
fn harmless_values_and_the_writing_stay() {
    let text = "{ \"code\" : \"I21.4\",\n\t\"status\":\"active\", \"unit\" :\"mmHg\", \"value\":98.6, \"ok\":true, \"none\":null,\r\n\"state\":\"CA\", \"a\\u0062c\":[1,2.50,-3e2]}\n";
    assert_eq!(redact_json(text), text);
}

#[test]
fn numbers_that_identify_become_strings() {
    assert_eq!(
        redact_json(
            r#"{"ssn":123456789,"count":123456789,"x":1234567,"y":123456,"z":-12345678,"f":1234567.5,"e":1.5e30}"#
        ),
        r#"{"ssn":"[SSN]","count":123456789,"x":"[OTHER_ID]","y":123456,"z":"[OTHER_ID]","f":"[OTHER_ID]","e":1.5e30}"#
    );
    let out = strict().redact_json(r#"{"x":12345,"y":1234}"#, &mut TokenMap::new()).text;
    assert_eq!(out, r#"{"x":"[OTHER_ID]","y":1234}"#);
}

#[test]
fn times_stay_and_dates_go() {
    let text = r#"{"created_at":"2024-05-01T12:00:00Z","start_time":"12:30","year_built":1998,"issued":"1998","updated":1714567890123,"effective":20240501,"visitDate":"March 14th","low":4.0,"high":"1200"}"#;
    let expected = r#"{"created_at":"[DATE]","start_time":"12:30","year_built":1998,"issued":"1998","updated":"[DATE]","effective":"[DATE]","visitDate":"[DATE]","low":4.0,"high":"1200"}"#;
    assert_eq!(redact_json(text), expected);
}

#[test]
fn ages_over_89_go_and_others_stay() {
    assert_eq!(
        redact_json(
            r#"{"age":89,"patientAge":"90","user_age":101,"ageYears":"93 years","age2":"18 months"}"#
        ),
        r#"{"age":89,"patientAge":"[AGE_OVER_89]","user_age":"[AGE_OVER_89]","ageYears":"[AGE_OVER_89]","age2":"18 months"}"#
    );
}

#[test]
fn what_is_within_a_name_or_an_address_is_part_of_it() {
    assert_eq!(
        redact_json(
            r#"{"name":{"x":"Maria","y":["Lopez"]},"address":{"foo":"Elm","type":"home"},"phones":["1",{"n":"2"}],"identifier":{"value":"7"}}"#
        ),
        r#"{"name":{"x":"[NAME]","y":["[NAME]"]},"address":{"foo":"[GEO]","type":"home"},"phones":["[PHONE]",{"n":"[PHONE]"}],"identifier":{"value":"[OTHER_ID]"}}"#
    );
}

#[test]
fn a_sibling_may_name_the_value() {
    assert_eq!(
        redact_json(
            r#"[{"name":"patient_ssn","value":"x"},{"key":"dob","value":"x"},{"label":"Home phone","answer":"x"},{"name":"status","value":"ok"}]"#
        ),
        r#"[{"name":"patient_ssn","value":"[SSN]"},{"key":"dob","value":"[DATE]"},{"label":"Home phone","answer":"[PHONE]"},{"name":"status","value":"ok"}]"#
    );
}

#[test]
fn free_text_goes_through_the_engine() {
    assert_eq!(
        redact_json(r#"{"note":"Pt MRN: 00625079,\n\"stable\"","text":"IP 10.191.44.113."}"#),
        r#"{"note":"Pt MRN: [MRN],\n\"stable\"","text":"IP [IP]."}"#
    );
}

#[test]
fn a_name_that_a_field_tells_is_found_in_the_note_before_it() {
    let text = r#"{"note":"Spoke with Qwertz today; QWERTZ agrees.","patient":{"lastName":"Qwertz"}}"#;
    assert_eq!(
        redact_json(text),
        r#"{"note":"Spoke with [NAME] today; [NAME] agrees.","patient":{"lastName":"[NAME]"}}"#
    );
}

#[test]
fn identifiers_of_unknown_fields_go_whole() {
    assert_eq!(
        redact_json(
            r#"{"foo":"AB-99812-X","bar":"0.123456","baz":"v1.2","qux":"3f2504e0-4f89-11d3-9a0c-0305e82c3301"}"#
        ),
        r#"{"foo":"[OTHER_ID]","bar":"0.123456","baz":"v1.2","qux":"[OTHER_ID]"}"#
    );
    let blob = format!(r#"{{"foo":"{}"}}"#, "abcdEFGH".repeat(100));
    assert_eq!(redact_json(&blob), r#"{"foo":"[OTHER_ID]"}"#);
}

#[test]
fn escapes_are_understood_and_kept() {
    // S S N in escapes, and a value that only its escapes hide.
    assert_eq!(
        redact_json(r#"{"\u0073sn":"x","note":"and\/or MRN: \u0030\u0030625079. The \u00e9lan is good\t"}"#),
        r#"{"\u0073sn":"[SSN]","note":"and\/or MRN: [MRN]. The \u00e9lan is good\t"}"#
    );
}

#[test]
fn names_of_members_that_are_phi_go_and_stay_unique() {
    let out = redact_json(
        r#"{"123-45-6789":{"a":1},"987-65-4321":{"a":2},"jo@example.com":3,"+1 415 555 0123":4,"heart_rate":5}"#,
    );
    let value: Value = serde_json::from_str(&out).unwrap();
    let object = value.as_object().unwrap();
    assert_eq!(object.len(), 5, "{out}");
    assert!(
        !out.contains("6789") && !out.contains("4321") && !out.contains("jo@") && !out.contains("555"),
        "{out}"
    );
    assert_eq!(object["heart_rate"], 5);
}

#[test]
fn json_within_strings_is_redacted_inside() {
    let inner = json!({"ssn": "123-45-6789", "status": "ok", "deeper": json!({"dob": "1957-03-14", "q": "\"x\""}).to_string()}).to_string();
    let out = redact_json(&json!({ "payload": inner, "n": 1 }).to_string());
    let outer: Value = serde_json::from_str(&out).unwrap();
    let middle: Value = serde_json::from_str(outer["payload"].as_str().unwrap()).unwrap();
    assert_eq!((&middle["ssn"], &middle["status"]), (&json!("[SSN]"), &json!("ok")));
    let deepest: Value = serde_json::from_str(middle["deeper"].as_str().unwrap()).unwrap();
    assert_eq!(deepest, json!({"dob": "[DATE]", "q": "\"x\""}));
}

#[test]
fn json_within_strings_is_read_eight_deep_and_no_deeper() {
    let mut text = json!({"status": "deepest"}).to_string();
    for _ in 0..7 {
        text = json!({ "data": text }).to_string();
    }
    assert!(redact_json(&json!({ "data": text }).to_string()).contains("deepest"));
    let deeper = json!({ "data": json!({ "data": text }).to_string() }).to_string();
    let out = redact_json(&deeper);
    assert!(!out.contains("deepest") && out.contains("[REDACTED]"), "{out}");
    assert!(serde_json::from_str::<Value>(&out).is_ok());
}

#[test]
fn xml_and_hl7_within_strings_are_redacted_inside() {
    let text = json!({"message": "MSH|^~\\&|A|B\rPID|1||77^^^^MR||LOPEZ^MARIA", "document": "<a><ssn>1</ssn><status>ok</status></a>"}).to_string();
    let out: Value = serde_json::from_str(&redact_json(&text)).unwrap();
    assert_eq!(out["message"], "MSH|^~\\&|A|[ORG]\rPID|1||[MRN]^^^^MR||[NAME]^[NAME]");
    assert_eq!(out["document"], "<a><ssn>[SSN]</ssn><status>ok</status></a>");
}

#[test]
fn a_hundred_thousand_levels_are_walked() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}\"MRN: 00625079\"{}", open.repeat(100_000), close.repeat(100_000));
        let out = redact_json(&text);
        assert_eq!(out, text.replace("00625079", "[MRN]"));
        let cut = redact_json(&text[..text.len() - 50_000]);
        assert!(!cut.contains("00625079"));
    }
}

#[test]
fn from_a_fault_on_the_rest_is_redacted_in_strict_mode() {
    for (text, expected) in [
        (r#"{"status":"ok","ssn":"123-45-6789"#, r#"{"status":"ok","ssn":"[SSN]"#),
        (r#"{"status":"ok","lastName":"Lop"#, r#"{"status":"ok","lastName":"[NAME]"#),
        (r#"{"status":"ok",}"#, r#"{"status":"ok",}"#),
        (r#"{"a":1} trailing 778812"#, r#"{"a":1} [NAME] [OTHER_ID]"#),
        (r#"{"a":tru, "ssn":"x", 'mrn': '7'}"#, r#"{"a":[NAME], "ssn":"[SSN]", 'mrn': '[MRN]'}"#),
    ] {
        let out = redact_json(text);
        // The words depend on the lexicon; what identifies does not.
        assert_eq!(out.replace("trailing", "[NAME]").replace(":tru,", ":[NAME],"), expected, "{text}");
    }
}

#[test]
fn lines_of_json_are_values_in_a_row() {
    assert_eq!(
        redact_json("{\"ssn\":\"1\"}\n{\"ssn\":\"2\"}\n"),
        "{\"ssn\":\"[SSN]\"}\n{\"ssn\":\"[SSN]\"}\n"
    );
}

#[test]
fn the_manifest_tells_places_in_the_input() {
    let text = r#"{"note":"\u00e9\n MRN: 00625079","data":"{\"ssn\":\"12\"}","x":1234567}"#;
    let redaction = redactor().redact_json(text, &mut TokenMap::new());
    let places: Vec<_> = redaction
        .manifest
        .entries()
        .iter()
        .map(|entry| (entry.span.category, &text[entry.span.range()]))
        .collect();
    assert_eq!(places, [(Category::Mrn, "00625079"), (Category::Ssn, "12"), (Category::OtherId, "1234567")]);
    assert_eq!(redaction.manifest.count(Category::Ssn), 1);
}

#[test]
fn redacting_twice_is_redacting_once() {
    let text = r#"{"name":"Maria","dob":"1957-03-14","ssn":123456789,"note":"MRN: 00625079","123-45-6789":1,"age":93}"#;
    let once = redact_json(text);
    assert_eq!(redact_json(&once), once);
}

#[test]
fn words_for_nothing_stay() {
    let text = r#"{"phone":"null","ssn":"","email":"-","dob":"  ","mrn":"N/A"}"#;
    assert_eq!(redact_json(text), text);
}

#[test]
fn a_map_from_names_shows_no_name_and_a_field_keeps_its_own() {
    let out = redact_json(
        r#"{"Patricia":{"a":1},"maria_lopez":2,"JenniferMiller":3,"heartRate":4,"ana":5,"val":6,"Vitals":7,"chief_complaint":8}"#,
    );
    let value: Value = serde_json::from_str(&out).unwrap();
    let object = value.as_object().unwrap();
    assert_eq!(object.len(), 8, "{out}");
    for name in ["Patricia", "maria_lopez", "JenniferMiller"] {
        assert!(!out.contains(name), "{out}");
    }
    for name in ["heartRate", "ana", "val", "Vitals", "chief_complaint"] {
        assert!(object.contains_key(name), "{out}");
    }
}

#[test]
fn an_identifier_that_a_field_tells_is_found_in_the_note_without_a_label() {
    let text =
        r#"{"note":"as of QX77X812 all well, and so 1998 is","memberId":"QX77X812","ref":{"year":1998}}"#;
    assert_eq!(
        redact_json(text),
        r#"{"note":"as of [HEALTH_PLAN] all well, and so 1998 is","memberId":"[HEALTH_PLAN]","ref":{"year":1998}}"#
    );
}

#[test]
fn ids_are_identifiers_as_numbers_too() {
    let json = r#"{"id":255814,"recordId":255814,"lineCount":255814,"paid":255814}"#;
    let expected = r#"{"id":"[OTHER_ID]","recordId":"[OTHER_ID]","lineCount":255814,"paid":255814}"#;
    assert_eq!(redact(Format::Json, json), expected);
}
