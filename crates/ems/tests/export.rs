//! Exports and widget messages.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use phiward_ems::{
    AgeCategory, Fault, LaunchHandle, ProtocolExport, RedirectTarget, WidgetError, WidgetMessage,
    WidgetPolicy,
};
use serde_json::{Value, json};
use support::{NOW_MS, audited};

fn export() -> ProtocolExport {
    ProtocolExport::new("TP-101", "Sample \"Pain\"\u{2028}é", NOW_MS + 7).unwrap()
}

#[test]
fn the_payload_is_canonical_json() {
    let export = export()
        .with_section("Assessment")
        .and_then(|export| export.with_section("Treatment"))
        .and_then(|export| export.with_url("https://guide.example.org/TP-101"))
        .and_then(|export| export.with_medication_dosing("0.1 mg/kg\nonce"))
        .unwrap();
    let (body, opened) = audited(|audit| export.to_canonical_json(audit).unwrap());
    assert_eq!(opened, ["medication_dosing"]);
    assert_eq!(
        body.as_str(),
        concat!(
            r#"{"format":"phiward-export/1","medication_dosing":"0.1 mg/kg\nonce","protocol_number":"TP-101","#,
            "\"protocol_title\":\"Sample \\\"Pain\\\"\u{2028}é\",",
            r#""protocol_url":"https://guide.example.org/TP-101","selected_sections":["Assessment","Treatment"],"#,
            r#""timestamp":"2026-01-01T00:00:00.007Z"}"#,
        )
    );
    // `serde_json` sorts the names of a map, which for ASCII is the order of RFC 8785.
    let value: Value = serde_json::from_str(body.as_str()).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), body.as_str());
    assert_eq!(format!("{body:?}"), "[REDACTED]");
    assert!(!format!("{export:?}").contains("mg/kg"));
}

#[test]
fn without_dosing_nothing_is_opened() {
    let (body, opened) = audited(|audit| export().to_canonical_json(audit).unwrap());
    assert!(opened.is_empty());
    let value: Value = serde_json::from_str(body.as_str()).unwrap();
    assert_eq!(value["selected_sections"], json!([]));
    assert!(value.get("medication_dosing").is_none());
}

#[test]
fn limits() {
    let fault = |export: Result<ProtocolExport, Fault>| export.err();
    assert_eq!(fault(ProtocolExport::new("", "x", 0)), Some(Fault::Empty));
    assert_eq!(fault(ProtocolExport::new("x", &"x".repeat(256), 0)), Some(Fault::TooLong));
    assert_eq!(fault(ProtocolExport::new("x\n", "x", 0)), Some(Fault::Malformed));
    assert_eq!(fault(ProtocolExport::new("x", "x", u64::MAX)), Some(Fault::OutOfRange));
    assert_eq!(fault(export().with_url("http://guide.example.org/")), Some(Fault::NotAllowed));
    assert_eq!(fault(export().with_medication_dosing(&"x".repeat(4097))), Some(Fault::TooLong));
    let full = (0..64).try_fold(export(), |export, _| export.with_section("x")).unwrap();
    assert_eq!(fault(full.with_section("x")), Some(Fault::TooLong));
}

#[test]
fn a_redirect_holds_a_category_and_a_handle() {
    let handle = LaunchHandle::from_random([0xab; 16]);
    assert_eq!(LaunchHandle::parse(&handle.expose()), Some(handle.clone()));
    let target = RedirectTarget::new("/app", AgeCategory::Unknown, &handle);
    assert_eq!(target.as_str(), format!("/app?age=unknown&launch={}", "ab".repeat(16)));
    // Who has the handle has the launch.
    assert!(!format!("{handle:?} {target:?}").contains("ab"));
    for text in ["", "ab", &"AB".repeat(16), &"ab".repeat(17), &"zz".repeat(16)] {
        assert_eq!(LaunchHandle::parse(text), None);
    }
}

#[test]
fn messages_are_read_from_listed_pages_only() {
    let policy = WidgetPolicy::none().allow("https://epcr.example.org").unwrap();
    let launch = format!(r#"{{"type":"phiward.launch","launch":"{}"}}"#, "ab".repeat(16));
    let read = policy.read("https://epcr.example.org", &launch).unwrap();
    assert_eq!(read, WidgetMessage::Launch { launch: "ab".repeat(16) });
    assert_eq!(policy.read("https://epcr.example.org", &read.to_json()).unwrap(), read);
    for origin in [
        "null",
        "",
        "*",
        "http://epcr.example.org",
        "https://epcr.example.org/",
        "https://EPCR.example.org",
        "https://epcr.example.org:8443",
        "https://x.epcr.example.org",
    ] {
        assert_eq!(policy.read(origin, &launch).err(), Some(WidgetError::Origin), "{origin}");
    }
    for message in [
        "",
        "1",
        "[]",
        "{}",
        r#"{"type":"other"}"#,
        r#"{"type":"phiward.close","user_age":62}"#,
        r#"{"type":"phiward.launch","launch":"ab"}"#,
        r#"{"type":"phiward.launch"}"#,
        r#"{"type":"phiward.export","protocol_number":"<b>"}"#,
        r#"{"type":"phiward.export","protocol_number":""}"#,
    ] {
        assert_eq!(
            policy.read("https://epcr.example.org", message).err(),
            Some(WidgetError::Malformed),
            "{message}"
        );
    }
    let long = "x".repeat(5000);
    assert_eq!(policy.read("https://epcr.example.org", &long).err(), Some(WidgetError::TooLong));
    for origin in [
        "null",
        "*",
        "http://epcr.example.org",
        "https://*",
        "https://epcr.example.org/",
        "https://127.0.0.1",
    ] {
        assert!(WidgetPolicy::none().allow(origin).is_err(), "{origin}");
    }
}
