//! Resilience from the outside, as a binding sees it.

use phiward_sdk::resilience::{
    CircuitBreaker, IdempotencyPolicy, IdempotencyStore, RateLimiter, RetryBudget, RetryPolicy,
    classify_error, vendors,
};

const ONE_FAILURE: &str = r#"{"trip": {"kind": "consecutive", "failures": 1}, "open_ms": 1000}"#;

fn code<T>(result: Result<T, phiward_sdk::Error>) -> &'static str {
    result.err().expect("it fails").code
}

#[test]
fn configuration_is_read_strictly() {
    for config in ["[]", "{", r#"{"opne_ms": 1}"#, r#"{"open_ms": 0}"#, r#"{"trip": {"kind": "other"}}"#] {
        assert_eq!(code(CircuitBreaker::new(config)), "invalid_config", "{config}");
    }
    assert_eq!(
        CircuitBreaker::new(r#"{"open_ms": 0}"#).unwrap_err().reason,
        "the field `open_ms` must be at least one"
    );
    assert_eq!(code(RetryPolicy::new("")), "invalid_config");
    assert_eq!(code(RetryPolicy::new(r#""batch""#)), "unknown_name");
    assert_eq!(code(RetryBudget::new(r#"{"kind": "ratio"}"#)), "invalid_config");
    assert_eq!(code(RateLimiter::new(r#"{"tier": "gold"}"#, 10)), "unknown_name");
    assert_eq!(code(RateLimiter::new(r#"{"tier": "free", "limits": []}"#, 10)), "invalid_configuration");
    assert_eq!(code(RateLimiter::new(r#"{"tier": "free"}"#, 0)), "invalid_config");
    assert_eq!(code(IdempotencyStore::new(r#"{"ttl_ms": 1}"#, 10)), "invalid_config");
    assert_eq!(code(IdempotencyPolicy::new(r#"{"ttl_ms": 0, "in_flight_lease_ms": 1}"#)), "invalid_config");
}

#[test]
fn a_breaker_opens_waits_probes_and_closes() {
    let breaker = CircuitBreaker::new(ONE_FAILURE).unwrap();
    let ticket = breaker.acquire(0.0);
    assert_eq!(code(breaker.report(ticket, "broken", -1.0, 0.0)), "unknown_name");
    assert_eq!(breaker.report(ticket, "failure", 10.0, 0.0).unwrap(), "open");
    assert_eq!(breaker.acquire(400.0), -601.0);
    let probe = breaker.acquire(1000.0);
    assert!(probe >= 0.0);
    assert_eq!((breaker.state(), breaker.acquire(1000.0) < 0.0), ("half_open", true));
    breaker.cancel(probe, 1000.0);
    let probe = breaker.acquire(1000.0);
    assert_eq!(breaker.report(probe, "success", -1.0, 1001.0).unwrap(), "closed");
    assert_eq!(breaker.report(probe, "failure", -1.0, 1001.0).unwrap(), "", "a ticket counts once");
    let ticket = breaker.acquire(1001.0);
    assert!(!breaker.succeed(ticket, 5.0, 1001.0));
    let ticket = breaker.acquire(1001.0);
    assert!(breaker.fail(ticket, 5.0, 1001.0));
    breaker.force_open(1002.0);
    assert_eq!((breaker.acquire(9e15), breaker.state()), (f64::NEG_INFINITY, "forced_open"));
    breaker.force_close(1003.0);
    assert!(breaker.acquire(1004.0) >= 0.0);
    assert!(breaker.counts().contains(r#""rejected":3"#), "{}", breaker.counts());
    // Times that are none are the earliest one, which a later one has passed.
    assert!(breaker.acquire(f64::NAN) >= 0.0);
}

#[test]
fn a_breaker_goes_on_from_a_snapshot_and_voids_earlier_tickets() {
    let breaker = CircuitBreaker::new(ONE_FAILURE).unwrap();
    let stale = breaker.acquire(0.0);
    let mut snapshot = breaker.snapshot();
    for _ in 0..40 {
        let restored = CircuitBreaker::restore(ONE_FAILURE, &snapshot, 5.0).unwrap();
        assert_eq!(restored.report(stale, "failure", -1.0, 6.0).unwrap(), "", "a ticket of another life");
        snapshot = restored.snapshot();
    }
    let restored = CircuitBreaker::restore(ONE_FAILURE, &snapshot, 5.0).unwrap();
    let ticket = restored.acquire(7.0);
    assert_eq!(restored.report(ticket, "failure", -1.0, 8.0).unwrap(), "open");
    let again = CircuitBreaker::restore(ONE_FAILURE, &restored.snapshot(), 500.0).unwrap();
    assert_eq!(again.acquire(500.0), -509.0);
    for (text, expected) in [("zz", "corrupt"), ("", "truncated"), ("50485253", "truncated")] {
        assert_eq!(code(CircuitBreaker::restore(ONE_FAILURE, text, 0.0)), expected, "{text}");
    }
    let limiter = RateLimiter::new(r#"{"tier": "agency"}"#, 4).unwrap();
    let _ = limiter.check("a", 1, 0.0);
    let line = limiter.snapshot();
    let other = line.split(' ').next().unwrap();
    assert_eq!(code(CircuitBreaker::restore(ONE_FAILURE, other, 0.0)), "wrong_kind");
}

#[test]
fn retries_end_and_go_on_from_a_snapshot() {
    let policy = RetryPolicy::new(
        r#"{"max_attempts": 3, "backoff": {"initial_ms": 100, "factor": 2, "max_ms": 1000}, "jitter": "full", "idempotent": false}"#,
    )
    .unwrap();
    let call = policy.begin(Some(10_000.0));
    let verdict = call.next("retryable", None, 0.0, 0.999_999).unwrap();
    assert_eq!((verdict.action, verdict.delay_ms), ("retry", Some(100.0)));
    let call = policy.restore(&call.snapshot()).unwrap();
    assert_eq!(call.attempts(), 1);
    let verdict = call.next("retryable", Some(700.0), 0.0, 0.0).unwrap();
    assert_eq!(verdict.delay_ms, Some(700.0));
    assert_eq!(verdict.json(), r#"{"action":"retry","delay_ms":700.0,"reason":"","retry_after_ms":null}"#);
    let verdict = call.next("retryable", Some(700.0), 0.0, 0.0).unwrap();
    assert_eq!(
        (verdict.action, verdict.reason, verdict.retry_after_ms),
        ("give_up", "attempts_exhausted", Some(700.0))
    );
    for (class, push_back, now, reason) in [
        ("terminal", None, 0.0, "not_retryable"),
        ("unknown_outcome", None, 0.0, "not_retryable"),
        ("retryable", Some(-1.0), 0.0, "pushback"),
        ("retryable", Some(1001.0), 0.0, "pushback"),
        ("retryable", None, 9_999.0, "deadline"),
    ] {
        let verdict = policy.begin(Some(10_000.0)).next(class, push_back, now, 0.5).unwrap();
        assert_eq!((verdict.action, verdict.reason), ("give_up", reason));
    }
    assert_eq!(policy.begin(None).next("success", None, 0.0, 0.0).unwrap().action, "done");
    assert_eq!(code(policy.begin(None).next("maybe", None, 0.0, 0.0)), "unknown_name");
    for text in
        ["", "[1,2,3]", r#"{"attempts":1}"#, r#"{"attempts":1,"delay_ms":0,"deadline_ms":null,"x":1}"#]
    {
        assert_eq!(code(policy.restore(text)), "corrupt", "{text}");
    }
}

#[test]
fn budgets_and_limits_go_on_from_a_snapshot() {
    let config = r#"{"kind": "grpc_tokens", "max_tokens": 10, "token_ratio": 0.1}"#;
    let budget = RetryBudget::new(config).unwrap();
    let allowed = (0..10).filter(|_| budget.try_retry(0.0)).count();
    assert_eq!(allowed, 4);
    let budget = RetryBudget::restore(config, &budget.snapshot(), 1.0).unwrap();
    assert!(!budget.try_retry(1.0));
    (0..100).for_each(|_| budget.success());
    assert!(budget.try_retry(1.0));

    let config = r#"{"algorithm": "fixed_window", "limits": [{"limit": 3, "window_ms": 1000}]}"#;
    let limiter = RateLimiter::new(config, 2).unwrap();
    assert_eq!(limiter.check("a b", 2, 0.0).remaining, Some(1));
    let limiter = RateLimiter::restore(config, 2, &limiter.snapshot(), 1.0).unwrap();
    assert_eq!(limiter.check("a b", 2, 1.0).decision, "deny");
    assert_eq!(limiter.check("a b", 4, 1.0).decision, "never");
    assert_eq!(limiter.check("other", 3, 1.0).decision, "allow");
    let unlimited = RateLimiter::new(r#"{"tier": "enterprise"}"#, 1).unwrap();
    assert_eq!(
        (unlimited.check("a", u32::MAX, 0.0).decision, unlimited.snapshot()),
        ("allow", String::new())
    );
    assert_eq!(code(RateLimiter::restore(config, 2, "00", 0.0)), "corrupt");
}

#[test]
fn a_request_is_executed_once() {
    let store = IdempotencyStore::new(r#"{"ttl_ms": 1000, "in_flight_lease_ms": 100}"#, 2).unwrap();
    let first = store.begin("k", b"f", 0.0).unwrap();
    assert_eq!(store.begin("k", b"g", 1.0).unwrap().decision, "mismatch");
    let waiting = store.begin("k", b"f", 1.0).unwrap();
    assert_eq!((waiting.decision, waiting.retry_after_ms), ("in_flight", Some(99.0)));
    // Its lease ends, another takes over, and the late one changes nothing.
    let second = store.begin("k", b"f", 100.0).unwrap();
    assert_eq!(second.decision, "execute");
    assert!(!store.complete("k", first.execution, "late", 101.0).unwrap());
    assert!(store.complete("k", second.execution, "answer", 102.0).unwrap());
    assert_eq!(store.begin("k", b"f", 103.0).unwrap().response.as_deref(), Some("answer"));
    let third = store.begin("l", b"f", 103.0).unwrap();
    assert!(store.abandon("l", third.execution, 104.0).unwrap());
    assert_eq!(store.begin("l", b"f", 105.0).unwrap().decision, "execute");
    assert_eq!(code(store.begin("m", b"f", 106.0)), "store_full");
}

#[test]
fn records_of_a_store_of_the_host_are_texts() {
    let policy = IdempotencyPolicy::new("").unwrap();
    let begun = policy.begin("", b"f", 7.0).unwrap();
    let record = begun.record.unwrap();
    assert_eq!(policy.begin(&record, b"f", 8.0).unwrap().decision, "in_flight");
    assert_eq!(policy.begin(&record, b"g", 8.0).unwrap().decision, "mismatch");
    let done = policy.complete(&record, "é", 9.0).unwrap();
    let replayed = policy.begin(&done, b"f", 10.0).unwrap();
    assert_eq!(
        (replayed.decision, replayed.response.as_deref(), replayed.record),
        ("replay", Some("é"), None)
    );
    assert_eq!(code(policy.complete(&done, "again", 11.0)), "corrupt");
    for text in ["null", "[1]", "{}"] {
        assert_eq!(code(policy.begin(text, b"f", 0.0)), "corrupt", "{text}");
    }
}

#[test]
fn errors_of_services_have_classes() {
    assert_eq!(vendors().len(), 8);
    let class = classify_error("resend", 429, "daily_quota_exceeded", "", 0.0).unwrap();
    assert_eq!((class.retry, class.breaker, class.action), ("no", "ignore", "alert"));
    let class = classify_error("http", 503, "", "Thu, 01 Jan 1970 00:01:00 GMT", 50_000.0).unwrap();
    assert_eq!((class.attempt, class.outcome, class.push_back_ms), ("retryable", "failure", Some(10_000.0)));
    let class = classify_error("http", 503, "", "soon", 0.0).unwrap();
    assert_eq!(class.push_back_ms, Some(-1.0));
    assert_eq!(classify_error("http", 0, "", "", 0.0).unwrap().attempt, "unknown_outcome");
    assert_eq!(code(classify_error("acme", 500, "", "", 0.0)), "unknown_name");
}
