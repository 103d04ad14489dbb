//! Every row of the tables of errors, written down a second time from the documents.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use phiward_resilience::vendor::{
    Action, BreakerAdvice, On, RateLimitHints, RetryAdvice, Vendor, VendorError, parse_retry_after,
};
use phiward_resilience::{AttemptClass, Outcome, PushBack};

/// What a line of the expectations is checked against: `vendor error -> retry breaker action`.
fn check(vendor: Vendor, lines: &str) {
    let mut covered = BTreeSet::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [error, retry, breaker, action] = words[..] else { panic!("{line}") };
        covered.insert(error.to_owned());
        let name = vendor.rows().iter().find_map(|row| match row.on {
            On::Name(name) if name == error => Some(name),
            _ => None,
        });
        let status = if name.is_none() { Some(error.parse().unwrap()) } else { None };
        let class = vendor.classify(&VendorError { status, name, ..VendorError::default() });
        let got = format!("{:?} {:?} {:?}", class.retry, class.breaker, class.action);
        assert_eq!(got, format!("{retry} {breaker} {action}"), "{vendor:?} {error}");
    }
    for row in vendor.rows() {
        let (first, last) = match row.on {
            On::Name(name) => (name.to_owned(), name.to_owned()),
            On::Status(status) => (status.to_string(), status.to_string()),
            On::Statuses(first, last) => (first.to_string(), last.to_string()),
            _ => panic!("another way to know an error"),
        };
        assert!(covered.contains(&first) && covered.contains(&last), "{vendor:?} {first} has no line here");
    }
}

#[test]
fn resend() {
    check(
        Vendor::Resend,
        "rate_limit_exceeded Yes Ignore Wait
        daily_quota_exceeded No Ignore Alert
        monthly_quota_exceeded No Ignore Alert
        missing_api_key No Ignore Page
        invalid_api_key No Ignore Page
        restricted_api_key No Ignore Page
        validation_error No Success FixPayload
        invalid_from_address No Success FixPayload
        missing_required_field No Success FixPayload
        invalid_attachment No Success FixPayload
        invalid_idempotent_request No Success FixPayload
        concurrent_idempotent_requests Yes Success Wait
        application_error Yes Failure BackOff
        internal_server_error Yes Failure BackOff
        401 No Ignore Page
        403 No Ignore Page
        422 No Success FixPayload
        429 Yes Ignore Wait
        500 Yes Failure BackOff
        503 Yes Failure BackOff",
    );
}

#[test]
fn twilio() {
    check(
        Vendor::Twilio,
        "20003 No Ignore Page
        20429 Yes Ignore Wait
        21211 No Success FixNumber
        21408 No Success EnableRegion
        21608 No Success Page
        21610 No Success SuppressRecipient
        21614 No Success FixNumber
        30003 Yes Ignore RetryLater
        30005 No Ignore Drop
        30006 No Ignore OtherChannel",
    );
}

#[test]
fn supabase_storage() {
    check(
        Vendor::SupabaseStorage,
        "401 No Ignore RefreshOnce
        403 No Ignore RefreshOnce
        409 No Success DoneIfSame
        413 No Success Split
        500 Yes Failure BackOff",
    );
}

#[test]
fn ai_provider() {
    check(
        Vendor::AiProvider,
        "insufficient_quota No Ignore Alert
        billing_hard_limit_reached No Ignore Alert
        rate_limit_exceeded Yes Ignore Wait
        rate_limit_error Yes Ignore Wait
        overloaded_error Yes Failure BackOffOrOtherModel
        context_length_exceeded No Success Split
        401 No Ignore Page
        429 Yes Ignore Wait
        500 Yes Failure BackOffOrOtherModel
        503 Yes Failure BackOffOrOtherModel
        529 Yes Failure BackOffOrOtherModel",
    );
}

#[test]
fn web_rtc() {
    check(
        Vendor::WebRtc,
        "NotAllowedError No Ignore AskUser
        NotFoundError No Ignore AskUser
        NotReadableError ByUser Ignore ReleaseDevice
        AbortError ByUser Ignore ReleaseDevice
        OverconstrainedError Yes Ignore Relax
        ice_failed Yes Ignore Reconnect
        signaling_timeout Yes Ignore Reconnect
        track_ended Yes Ignore Reconnect",
    );
}

#[test]
fn x12() {
    check(
        Vendor::X12,
        "A No Ignore Done
        E No Ignore DoneWithWarning
        R No Ignore FixPayload
        P Part Ignore ResendRejected
        M No Ignore Page
        W No Ignore Page
        X No Ignore Page
        no_ack UnknownOutcome Ignore Query",
    );
}

#[test]
fn postgres() {
    check(
        Vendor::Postgres,
        "P2024 Yes Failure BackOff
        P1001 Yes Failure BackOff
        P1002 Yes Failure BackOff
        P1008 UnknownOutcome Failure Query
        P1017 UnknownOutcome Failure Query
        P2002 No Success DoneIfSame
        P2025 No Success FixPayload
        P2034 Yes Success BackOff
        40001 Yes Success BackOff
        40P01 Yes Success BackOff
        53300 Yes Failure BackOff
        57P01 UnknownOutcome Failure Query
        57P03 Yes Failure BackOff
        08001 Yes Failure BackOff
        08006 UnknownOutcome Failure Query
        23505 No Success DoneIfSame
        28P01 No Ignore Page",
    );
}

#[test]
fn http() {
    check(
        Vendor::Http,
        "connect Yes Failure BackOff
        timeout UnknownOutcome Failure Query
        abort UnknownOutcome Ignore Query
        reset UnknownOutcome Failure Query
        400 No Success FixPayload
        401 No Ignore Page
        403 No Ignore Page
        404 No Success FixPayload
        408 Yes Failure BackOff
        409 No Success DoneIfSame
        413 No Success Split
        425 Yes Success BackOff
        429 Yes Ignore Wait
        499 No Success FixPayload
        500 Yes Failure BackOff
        501 No Success FixPayload
        502 Yes Failure BackOff
        504 UnknownOutcome Failure Query
        505 No Success FixPayload
        599 Yes Failure BackOff",
    );
}

#[test]
fn the_name_says_more_than_the_status() {
    let error = VendorError { status: Some(429), name: Some("insufficient_quota"), ..VendorError::default() };
    assert_eq!(Vendor::AiProvider.classify(&error).retry, RetryAdvice::No);
    let error = VendorError { status: Some(429), name: Some("another_name"), ..VendorError::default() };
    assert_eq!(Vendor::AiProvider.classify(&error).retry, RetryAdvice::Yes);
}

#[test]
fn what_a_vendor_does_not_know_is_http() {
    let error = VendorError { status: Some(502), ..VendorError::default() };
    for vendor in Vendor::ALL {
        assert_eq!(vendor.classify(&error).breaker, BreakerAdvice::Failure, "{vendor:?}");
    }
}

#[test]
fn what_nobody_knows_may_have_worked() {
    for error in [
        VendorError::default(),
        VendorError { status: Some(700), ..VendorError::default() },
        VendorError { name: Some("NotAName"), ..VendorError::default() },
        VendorError { name: Some(""), ..VendorError::default() },
    ] {
        for vendor in Vendor::ALL {
            let class = vendor.classify(&error);
            assert_eq!(class.action, Action::Investigate);
            assert_eq!(class.attempt().class, AttemptClass::UnknownOutcome);
            assert_eq!(class.outcome(), Outcome::Failure);
        }
    }
}

#[test]
fn the_push_back_is_handed_on() {
    let push_back = parse_retry_after("7", 0);
    let error = VendorError { status: Some(429), push_back, ..VendorError::default() };
    assert_eq!(Vendor::Resend.classify(&error).attempt().push_back, PushBack::After(7_000));
}

#[test]
fn retry_after() {
    for (value, expected) in [
        ("0", PushBack::After(0)),
        (" 120 ", PushBack::After(120_000)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", PushBack::After(60_000)),
        // A date that is past.
        ("Wed, 21 Oct 2015 07:20:00 GMT", PushBack::After(0)),
        ("99999999999999999999999", PushBack::After(u64::MAX)),
        ("", PushBack::Unreadable),
        ("-1", PushBack::Unreadable),
        ("1.5", PushBack::Unreadable),
        ("soon", PushBack::Unreadable),
        ("Wed, 21 Oct 2015 07:28:00", PushBack::Unreadable),
    ] {
        assert_eq!(parse_retry_after(value, 1_445_412_420_000), expected, "{value}");
    }
    assert_eq!(parse_retry_after(&"9".repeat(100_000), 0), PushBack::Unreadable);
}

#[test]
fn hints_of_several_services() {
    let read = |headers: &[(&str, &str)]| RateLimitHints::read(headers.iter().copied(), 1_700_000_000_000);
    let resend = read(&[("ratelimit-limit", "2"), ("ratelimit-remaining", "1"), ("ratelimit-reset", "1")]);
    assert_eq!((resend.limit, resend.remaining, resend.wait_ms()), (Some(2), Some(1), None));
    let github = read(&[("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1700000030")]);
    assert_eq!(github.wait_ms(), Some(30_000));
    let model = read(&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "6m0s")]);
    assert_eq!(model.wait_ms(), Some(360_000));
    assert_eq!(
        read(&[("content-type", "text/plain"), ("x-ratelimit-limit", "many")]),
        RateLimitHints::default()
    );
}
