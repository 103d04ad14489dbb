//! Errors, bodies, health: what is answered, and that no input is in it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use phiward_observe::{
    ApiError, Check, ErrorKind, Health, HealthStatus, JsonLimits, Severity, parse_json_body,
};
use phiward_phi::RequestId;
use proptest::prelude::*;
use serde_json::{Value, json};

fn id() -> RequestId {
    RequestId::parse("it-1767225600000-9f8a2c41d07be653").unwrap()
}

#[test]
fn an_error_has_the_members_of_rfc_9457_and_ours() {
    let error = ApiError::new(ErrorKind::Invalid, id())
        .with_step("launch")
        .with_field("user_age_unit", "missing")
        .with_field("return_url", "not_allowed");
    let problem: Value = serde_json::from_str(&error.to_problem_json()).unwrap();
    assert_eq!(
        problem,
        json!({
            "type": "about:blank",
            "title": "The request does not have the expected shape.",
            "status": 400,
            "instance": "urn:phiward:request:it-1767225600000-9f8a2c41d07be653",
            "code": "invalid_request",
            "requestId": "it-1767225600000-9f8a2c41d07be653",
            "step": "launch",
            "errors": [
                { "field": "user_age_unit", "code": "missing" },
                { "field": "return_url", "code": "not_allowed" },
            ],
        })
    );
    assert_eq!(error.retry_after_header(), None);
}

#[test]
fn kinds_have_their_own_status_code_and_sentence() {
    let mut seen = std::collections::BTreeSet::new();
    for kind in ErrorKind::ALL {
        assert!(seen.insert(kind.status()), "{}", kind.code());
        assert!(kind.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        assert!(kind.message().ends_with('.'));
        assert_eq!(kind.is_retryable(), matches!(kind.status(), 429 | 502 | 503 | 504));
    }
    assert_eq!(ApiError::new(ErrorKind::Internal, id()).severity(), Severity::High);
}

#[test]
fn waiting_is_never_too_short() {
    for (ms, seconds) in
        [(0, "1"), (1, "1"), (999, "1"), (1_000, "1"), (1_001, "2"), (u64::MAX, "18446744073709552")]
    {
        let error = ApiError::new(ErrorKind::RateLimited, id()).with_retry_after_ms(ms);
        assert_eq!(error.retry_after_header().as_deref(), Some(seconds));
    }
}

#[test]
fn severities_say_how_soon() {
    let minutes = |severity: Severity| severity.response_ms() / 60_000;
    assert_eq!(
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(minutes),
        [0, 30, 120, 1440]
    );
    assert!(Severity::Critical.pages() && !Severity::High.pages());
}

#[test]
fn bodies_are_bounded() {
    let limits = JsonLimits { max_len: 100, max_depth: 3 };
    let parse = |body: &str| parse_json_body::<Value>(body.as_bytes(), &limits).map_err(ErrorKind::status);
    assert!(parse(r#"{"a":[{"b":"[[[[{{{{"}]}"#).is_ok());
    assert!(parse(r#"{"a":"\"[[[["}"#).is_ok());
    assert_eq!(parse("[[[[]]]]"), Err(400));
    assert_eq!(parse(&format!("\"{}\"", "x".repeat(99))), Err(413));
    for body in ["", "{", "nul", "{\"a\":1}x", "{\"a\":1,}", "\u{feff}{}"] {
        assert_eq!(parse(body), Err(400), "{body}");
    }
    assert_eq!(parse_json_body::<Value>(b"\xff", &limits).err(), Some(ErrorKind::Invalid));
    // Deep beyond any limit of the parser: no overflow of the stack.
    let deep = JsonLimits { max_len: 10_000_000, max_depth: 255 };
    assert!(parse_json_body::<Value>("[".repeat(1_000_000).as_bytes(), &deep).is_err());
}

#[test]
fn health_is_the_worst_that_is_needed() {
    let ok = || Check::ok("database", 3);
    let down = || Check::down("cache", 200, "timeout");
    assert_eq!(Health::of([]).status(), HealthStatus::Ok);
    assert_eq!(Health::of([ok(), down()]).status(), HealthStatus::Down);
    assert_eq!(Health::of([ok(), down().optional()]).status(), HealthStatus::Degraded);
    let shown: Value = serde_json::from_str(&Health::of([ok(), down()]).to_diagnostic_json()).unwrap();
    assert_eq!(
        shown["checks"][1],
        json!({"name":"cache","status":"down","required":true,"latencyMs":200,"code":"timeout"})
    );
    let public: Value = serde_json::from_str(&Health::of([ok(), down()]).to_json()).unwrap();
    assert_eq!(public, json!({"status":"down"}));
}

proptest! {
    #[test]
    fn any_body_is_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_json_body::<Value>(&body, &JsonLimits::default());
    }

    /// What passes the limit of depth is what `serde_json` finds, and no deeper.
    #[test]
    fn the_depth_is_that_of_the_value(depth in 1u8..20) {
        let body = format!("{}{}", "[".repeat(depth.into()), "]".repeat(depth.into()));
        for max_depth in 1..20 {
            let limits = JsonLimits { max_len: 1000, max_depth };
            prop_assert_eq!(parse_json_body::<Value>(body.as_bytes(), &limits).is_ok(), depth <= max_depth);
        }
    }
}
