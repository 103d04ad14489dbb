//! Ids of requests and traces.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use phiward_observe::{RequestIdParts, Sampled, TraceParent};
use phiward_phi::ParseError;
use proptest::prelude::*;

#[test]
fn only_the_exact_form_is_an_id() {
    let good = "it-1767225600000-9f8a2c41d07be653";
    assert!(RequestIdParts::parse(good).is_ok());
    for bad in [
        "IT-1767225600000-9f8a2c41d07be653",
        "it-176722560000-9f8a2c41d07be653",
        "it-1767225600000-9F8A2C41D07BE653",
        "it-1767225600000-9f8a2c41d07be65",
        "it-+767225600000-9f8a2c41d07be653",
        "it-1767225600000_9f8a2c41d07be653",
        "it-1767225600000-9f8a2c41d07be6é",
        "usr-4711",
    ] {
        assert_eq!(RequestIdParts::parse(bad), Err(ParseError::Malformed), "{bad}");
    }
    assert_eq!(RequestIdParts::parse(""), Err(ParseError::Empty));
    assert_eq!(RequestIdParts::parse(&good.repeat(2)), Err(ParseError::TooLong));
}

#[test]
fn a_trace_is_read_as_the_recommendation_says() {
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assert_eq!(TraceParent::parse(good).unwrap().to_string(), good);
    assert_eq!(TraceParent::parse(good).unwrap().trace_id(), "0af7651916cd43dd8448eb211c80319c");
    for bad in [
        "",
        "00",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
    ] {
        assert!(TraceParent::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(TraceParent::begin([0; 16], [1; 8], Sampled::Yes), None);
    assert_eq!(TraceParent::parse(good).unwrap().child([0; 8]).to_string(), good);
}

proptest! {
    #[test]
    fn an_id_is_read_back_and_sorts_by_time(a in 0u64..=9_999_999_999_999, b in 0u64..=9_999_999_999_999, random in any::<[u8; 8]>()) {
        let (one, two) = (RequestIdParts { at_ms: a, random }, RequestIdParts { at_ms: b, random });
        prop_assert_eq!(RequestIdParts::parse(one.to_request_id().as_str()), Ok(one));
        let texts = (one.to_request_id(), two.to_request_id());
        prop_assert_eq!(texts.0.as_str().cmp(texts.1.as_str()), a.cmp(&b));
    }

    #[test]
    fn any_time_makes_an_id(at_ms in any::<u64>(), random in any::<[u8; 8]>()) {
        let id = RequestIdParts { at_ms, random }.to_request_id();
        prop_assert!(RequestIdParts::parse(id.as_str()).is_ok());
    }

    #[test]
    fn a_trace_is_read_back(trace in any::<[u8; 16]>(), span in any::<[u8; 8]>()) {
        if let Some(begun) = TraceParent::begin(trace, span, Sampled::No) {
            prop_assert_eq!(TraceParent::parse(&begun.to_string()), Ok(begun));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = (RequestIdParts::parse(&text), TraceParent::parse(&text));
    }
}
