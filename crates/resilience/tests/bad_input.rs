//! Configurations that cannot be, and bytes that are no snapshot: refused with the field or a code, and nothing breaks.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use phiward_resilience::{
    AtomicBreaker, Breaker, BreakerConfig, BudgetConfig, Cache, CacheConfig, ConfigError, ConfigFault,
    Exponential, Factor, Gcra, HalfOpen, Hedge, Idempotency, IdempotencyConfig, LimitRule, MemoryStore,
    OpenPeriod, Outcome, Rate, RateLimiter, RetryBudget, RetryConfig, RetryPolicy, Saga, SagaEvent, SagaStep,
    SlowCalls, State, Trip,
};

/// The field that is refused.
fn field<T>(made: Result<T, ConfigError>) -> &'static str {
    let error = made.err().expect("it cannot be");
    assert_eq!(error.code(), "invalid_config");
    error.field()
}

const TOO_LONG: u64 = u64::MAX;

#[test]
fn breakers_that_cannot_be() {
    let trip = |trip| Breaker::new(BreakerConfig { trip, ..BreakerConfig::default() });
    let rate = Rate::percent(50);
    let window =
        |size, min_calls, failure_rate, slow| trip(Trip::CountWindow { size, min_calls, failure_rate, slow });
    let time = |window_ms| trip(Trip::TimeWindow { window_ms, min_calls: 1, failure_rate: rate, slow: None });
    let slow = |slow_ms, slow_rate| window(10, 5, rate, Some(SlowCalls { slow_ms, slow_rate }));
    assert_eq!(field(trip(Trip::Consecutive { failures: 0 })), "trip.failures");
    assert_eq!(field(window(0, 1, rate, None)), "trip.size");
    assert_eq!(field(window(10_001, 1, rate, None)), "trip.size");
    assert_eq!(field(window(10, 0, rate, None)), "trip.min_calls");
    assert_eq!(field(window(10, 11, rate, None)), "trip.min_calls");
    assert_eq!(field(window(10, 5, Rate::percent(101), None)), "trip.failure_rate");
    assert_eq!(field(window(10, 5, Rate::from_f64(-0.1), None)), "trip.failure_rate");
    assert_eq!(field(slow(0, rate)), "trip.slow_ms");
    assert_eq!(field(slow(1, Rate::from_f64(f64::NAN))), "trip.slow_rate");
    assert_eq!(field(time(0)), "trip.window_ms");
    assert_eq!(field(time(TOO_LONG)), "trip.window_ms");

    let open = |open| Breaker::new(BreakerConfig { open, ..BreakerConfig::default() });
    let growing =
        |initial_ms, factor, max_ms| open(OpenPeriod::Growing(Exponential { initial_ms, factor, max_ms }));
    assert_eq!(field(open(OpenPeriod::Fixed { open_ms: 0 })), "open_ms");
    assert_eq!(field(open(OpenPeriod::Fixed { open_ms: TOO_LONG })), "open_ms");
    assert_eq!(field(growing(0, Factor::times(2), None)), "open_backoff.initial_ms");
    assert_eq!(field(growing(1, Factor::from_milli(999), None)), "open_backoff.factor");
    assert_eq!(field(growing(1, Factor::from_f64(f64::INFINITY), None)), "open_backoff.factor");
    assert_eq!(field(growing(10, Factor::times(2), Some(9))), "open_backoff.max_ms");
    assert_eq!(field(growing(10, Factor::times(2), Some(TOO_LONG))), "open_backoff.max_ms");

    let half_open = |max_concurrent, successes_to_close, lease_ms| {
        let half_open = HalfOpen { max_concurrent, successes_to_close, lease_ms };
        Breaker::new(BreakerConfig { half_open, ..BreakerConfig::default() })
    };
    assert_eq!(field(half_open(0, 1, None)), "half_open.max_concurrent");
    assert_eq!(field(half_open(1001, 1, None)), "half_open.max_concurrent");
    assert_eq!(field(half_open(1, 0, None)), "half_open.successes_to_close");
    assert_eq!(field(half_open(1, 1, Some(0))), "half_open.lease_ms");
    let config = BreakerConfig { call_timeout_ms: Some(TOO_LONG), ..BreakerConfig::default() };
    assert_eq!(field(Breaker::new(config)), "call_timeout_ms");
}

#[test]
fn what_does_not_fit_into_a_word() {
    let atomic = |config| field(AtomicBreaker::new(config));
    let default = BreakerConfig::default();
    let rate = Rate::percent(50);
    let window = Trip::TimeWindow { window_ms: 1, min_calls: 1, failure_rate: rate, slow: None };
    assert_eq!(atomic(BreakerConfig { trip: window, ..default }), "trip.kind");
    assert_eq!(
        atomic(BreakerConfig { trip: Trip::Consecutive { failures: 4096 }, ..default }),
        "trip.failures"
    );
    let half_open = HalfOpen { max_concurrent: 16, ..HalfOpen::default() };
    assert_eq!(atomic(BreakerConfig { half_open, ..default }), "half_open.max_concurrent");
    let half_open = HalfOpen { successes_to_close: 16, ..HalfOpen::default() };
    assert_eq!(atomic(BreakerConfig { half_open, ..default }), "half_open.successes_to_close");
    // It would take more openings to reach the most than the word can count.
    let backoff = Exponential { initial_ms: 1, factor: Factor::from_milli(1001), max_ms: Some(1000) };
    assert_eq!(
        atomic(BreakerConfig { open: OpenPeriod::Growing(backoff), ..default }),
        "open_backoff.max_ms"
    );
}

#[test]
fn the_others_that_cannot_be() {
    let backoff = RetryConfig::API.backoff;
    assert_eq!(field(RetryPolicy::new(RetryConfig { max_attempts: 0, ..RetryConfig::API })), "max_attempts");
    let backoff = Exponential { initial_ms: 0, ..backoff };
    assert_eq!(field(RetryPolicy::new(RetryConfig { backoff, ..RetryConfig::API })), "backoff.initial_ms");

    let tokens =
        |max_tokens, token_ratio| RetryBudget::new(BudgetConfig::GrpcTokens { max_tokens, token_ratio });
    let ratio = |ratio, min_per_s_milli, ttl_ms| {
        RetryBudget::new(BudgetConfig::Ratio { ratio, min_per_s_milli, ttl_ms })
    };
    assert_eq!(field(tokens(0, Rate::percent(10))), "max_tokens");
    assert_eq!(field(tokens(1, Rate::percent(110))), "token_ratio");
    assert_eq!(field(ratio(Rate::from_f64(30.0), 0, 1)), "ratio");
    assert_eq!(field(ratio(Rate::percent(10), u32::MAX, 1)), "min_per_s");
    assert_eq!(field(ratio(Rate::percent(10), 0, 0)), "ttl_ms");

    let limit = |rule| RateLimiter::new(&[rule]);
    assert_eq!(field(RateLimiter::new(&[])), "limits");
    assert_eq!(field(RateLimiter::new(&[LimitRule::FixedWindow { limit: 1, window_ms: 1 }; 17])), "limits");
    assert_eq!(field(limit(LimitRule::FixedWindow { limit: 0, window_ms: 1 })), "limits.limit");
    assert_eq!(field(limit(LimitRule::SlidingLog { limit: 100_001, window_ms: 1 })), "limits.limit");
    assert_eq!(field(limit(LimitRule::SlidingLog { limit: 1, window_ms: 0 })), "limits.window_ms");
    assert_eq!(field(Gcra::new(1, TOO_LONG, 1)), "limits.window_ms");
    assert_eq!(field(Gcra::new(1, 1, 0)), "limits.burst");
    let period = phiward_resilience::CalendarPeriod::Day;
    assert_eq!(
        field(limit(LimitRule::Calendar { limit: 1, period, utc_offset_min: 841 })),
        "limits.utc_offset_min"
    );

    let store = || MemoryStore::new(1).unwrap();
    let requests = |ttl_ms, in_flight_lease_ms| {
        Idempotency::new(IdempotencyConfig { ttl_ms, in_flight_lease_ms }, store())
    };
    assert_eq!(field(requests(0, 1)), "ttl_ms");
    assert_eq!(field(requests(1, TOO_LONG)), "in_flight_lease_ms");
    assert_eq!(field(MemoryStore::new(0)), "capacity");
    assert_eq!(field(Hedge::new(0, 2)), "delay_ms");
    assert_eq!(field(Hedge::new(1, 11)), "max_copies");
    assert_eq!(field(Saga::new(&[])), "steps");
    assert_eq!(field(Saga::new(&[SagaStep::Once; 1001])), "steps");
    let cache = |config| Cache::<u8>::new(config);
    assert_eq!(field(cache(CacheConfig { max_bytes: 0, ..CacheConfig::default() })), "max_bytes");
    assert_eq!(field(cache(CacheConfig { ttl_ms: 0, ..CacheConfig::default() })), "ttl_ms");
    assert_eq!(Hedge::new(0, 2).unwrap_err().fault(), ConfigFault::Zero);
}

/// A snapshot of everything that has one, with what reads it.
type Restore = fn(&[u8]) -> Result<(), &'static str>;

fn window_config() -> BreakerConfig {
    let trip =
        Trip::TimeWindow { window_ms: 1000, min_calls: 5, failure_rate: Rate::percent(50), slow: None };
    BreakerConfig { trip, ..BreakerConfig::default() }
}

fn ring_config() -> BreakerConfig {
    let trip = Trip::CountWindow { size: 5, min_calls: 5, failure_rate: Rate::percent(50), slow: None };
    BreakerConfig { trip, ..BreakerConfig::default() }
}

const RULES: [LimitRule; 3] = [
    LimitRule::Gcra { limit: 9, window_ms: 1000, burst: 9 },
    LimitRule::FixedWindow { limit: 9, window_ms: 1000 },
    LimitRule::SlidingLog { limit: 9, window_ms: 1000 },
];
const STEPS: [SagaStep; 2] = [SagaStep::Once; 2];

fn snapshots() -> Vec<(Vec<u8>, Restore)> {
    let breaker = |config| {
        let mut breaker = Breaker::new(config).unwrap();
        for now in 0..4 {
            let permit = breaker.acquire(now).unwrap();
            breaker.report(permit, Outcome::Failure, now);
        }
        breaker.snapshot()
    };
    let mut limiter = RateLimiter::new(&RULES).unwrap();
    for now in 0..5 {
        limiter.check(1, now);
    }
    let mut budget = RetryBudget::new(BudgetConfig::default()).unwrap();
    (0..5).for_each(|now| budget.call(now));
    let mut saga = Saga::new(&STEPS).unwrap();
    for event in [SagaEvent::Started(0), SagaEvent::Succeeded(0)] {
        saga.record(event).unwrap();
    }
    vec![
        (breaker(BreakerConfig::default()), |bytes| restore_breaker(BreakerConfig::default(), bytes)),
        (breaker(ring_config()), |bytes| restore_breaker(ring_config(), bytes)),
        (breaker(window_config()), |bytes| restore_breaker(window_config(), bytes)),
        (limiter.snapshot(), |bytes| {
            let mut limiter = RateLimiter::new(&RULES).unwrap();
            let untouched = limiter.clone();
            let restored = limiter.restore(bytes, 5).map_err(|error| error.code());
            assert!(restored.is_ok() || limiter == untouched);
            restored
        }),
        (budget.snapshot(), |bytes| {
            let mut budget = RetryBudget::new(BudgetConfig::default()).unwrap();
            let untouched = budget.clone();
            let restored = budget.restore(bytes, 5).map_err(|error| error.code());
            assert!(restored.is_ok() || budget == untouched);
            restored
        }),
        (saga.journal(), |bytes| Saga::resume(&STEPS, bytes).map(|_| ()).map_err(|error| error.code())),
    ]
}

fn restore_breaker(config: BreakerConfig, bytes: &[u8]) -> Result<(), &'static str> {
    let mut breaker = Breaker::new(config).unwrap();
    let restored = breaker.restore(bytes, 5).map_err(|error| error.code());
    if restored.is_err() {
        assert_eq!(breaker, Breaker::new(config).unwrap(), "it is as it was");
        assert!(breaker.acquire(0).is_ok_and(|_| breaker.state() == State::Closed));
    }
    restored
}

#[test]
fn a_snapshot_that_is_cut_anywhere_is_truncated() {
    for (bytes, restore) in snapshots() {
        assert_eq!(restore(&bytes), Ok(()));
        for len in 0..bytes.len() {
            assert_eq!(restore(&bytes[..len]), Err("truncated"), "{len}");
        }
    }
}

#[test]
fn a_snapshot_with_any_bit_changed_is_refused() {
    for (bytes, restore) in snapshots() {
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let code = restore(&changed).unwrap_err();
            let expected: &[&str] = match bit / 8 {
                0..=3 => &["corrupt"],
                4 => &["unsupported_version"],
                6..=9 => &["corrupt", "truncated"],
                _ => &["corrupt"],
            };
            assert!(expected.contains(&code), "bit {bit}: {code}");
        }
    }
}

#[test]
fn a_snapshot_of_something_else_or_with_more_behind_it_is_refused() {
    let all = snapshots();
    for (bytes, restore) in &all {
        assert_eq!(restore(&[bytes.as_slice(), &[0]].concat()), Err("corrupt"));
        for (other, _) in &all {
            if other[5] != bytes[5] {
                assert_eq!(restore(other), Err("wrong_kind"));
            }
        }
    }
    // Of a limiter with other rules, and of a saga with other steps.
    let mut other = RateLimiter::new(&RULES[..2]).unwrap();
    assert_eq!(other.restore(&all[3].0, 5).unwrap_err().code(), "wrong_kind");
    assert_eq!(Saga::resume(&STEPS[..1], &all[5].0).unwrap_err().code(), "wrong_kind");
}

#[test]
fn a_snapshot_of_another_rule_keeps_the_state_and_drops_the_counts() {
    let all = snapshots();
    for (bytes, _) in &all[..3] {
        for config in [BreakerConfig::default(), ring_config(), window_config()] {
            assert_eq!(restore_breaker(config, bytes), Ok(()));
        }
    }
}

#[test]
fn times_at_the_end_of_time() {
    for config in [BreakerConfig::default(), ring_config(), window_config()] {
        let mut breaker = Breaker::new(config).unwrap();
        for _ in 0..5 {
            if let Ok(permit) = breaker.acquire(u64::MAX) {
                breaker.report(permit, Outcome::Failure, u64::MAX);
            }
        }
        assert_eq!(breaker.state(), State::Open);
        drop(breaker.acquire(u64::MAX));
    }
    let atomic = AtomicBreaker::new(BreakerConfig::default()).unwrap();
    for _ in 0..10 {
        if let Ok(permit) = atomic.acquire(|| u64::MAX) {
            atomic.report(permit, Outcome::Failure, || u64::MAX);
        }
    }
    let mut limiter = RateLimiter::new(&RULES).unwrap();
    for _ in 0..20 {
        limiter.check(u32::MAX, u64::MAX);
        limiter.check(1, u64::MAX);
    }
}

#[cfg(feature = "json")]
mod json {
    use phiward_resilience::json;

    #[test]
    fn the_field_is_named() {
        for (text, field) in [
            ("", ""),
            ("[]", ""),
            ("{} x", ""),
            (r#"{"opne_ms": 5}"#, "opne_ms"),
            (r#"{"open_ms": -1}"#, "open_ms"),
            (r#"{"open_ms": 1.5}"#, "open_ms"),
            (r#"{"open_ms": "5"}"#, "open_ms"),
            (r#"{"open_ms": 18446744073709551616}"#, "open_ms"),
            (r#"{"open_ms": 5, "open_backoff": {"initial_ms": 1, "factor": 2}}"#, "open_backoff"),
            (r#"{"open_backoff": {"initial_ms": 1}}"#, "open_backoff.factor"),
            (r#"{"open_backoff": {"initial_ms": 1, "factor": 2, "jitter": 1}}"#, "open_backoff.jitter"),
            (r#"{"trip": 5}"#, "trip"),
            (r#"{"trip": {}}"#, "trip.kind"),
            (r#"{"trip": {"kind": "sometimes"}}"#, "trip.kind"),
            (r#"{"trip": {"kind": "consecutive"}}"#, "trip.failures"),
            (r#"{"trip": {"kind": "consecutive", "failures": 4294967296}}"#, "trip.failures"),
            (r#"{"trip": {"kind": "consecutive", "failures": 5, "size": 5}}"#, "trip.size"),
            (r#"{"half_open": {"max_concurrent": 1}}"#, "half_open.successes_to_close"),
            (
                r#"{"half_open": {"max_concurrent": 70000, "successes_to_close": 1}}"#,
                "half_open.max_concurrent",
            ),
            (r#"{"a canary: 42": 1}"#, "acanary42"),
        ] {
            let error = json::breaker(text).unwrap_err();
            assert_eq!((error.code(), error.field()), ("invalid_config", field), "{text}");
        }
        let long = format!(r#"{{"{}": 1}}"#, "x".repeat(1000));
        assert_eq!(json::breaker(&long).unwrap_err().field().len(), 64);
        assert!(json::breaker("{}").is_ok());
    }

    #[test]
    fn every_component_is_strict() {
        let retry = r#"{"max_attempts": 3, "jitter": "full", "backoff": {"initial_ms": 1, "factor": 2}"#;
        assert!(json::retry(&format!("{retry}}}")).is_ok());
        assert_eq!(json::retry(&format!(r#"{retry}, "cap": 1}}"#)).unwrap_err().field(), "cap");
        assert_eq!(
            json::retry(&retry.replace("full", "some").replace(r#"2}"#, r#"2}}"#)).unwrap_err().field(),
            "jitter"
        );
        assert_eq!(
            json::budget(r#"{"kind": "ratio", "ratio": 0.1, "ttl_ms": 1}"#).unwrap_err().field(),
            "min_per_s"
        );
        assert_eq!(json::budget(r#"{"kind": "money"}"#).unwrap_err().field(), "kind");
        let limits = r#"{"algorithm": "gcra", "limits": [{"limit": 1, "window_ms": 1, "brust": 2}]}"#;
        assert_eq!(json::limits(limits).unwrap_err().field(), "limits.brust");
        assert_eq!(
            json::limits(r#"{"algorithm": "leaky", "limits": [{"limit": 1}]}"#).unwrap_err().field(),
            "algorithm"
        );
        assert_eq!(json::idempotency(r#"{"ttl_ms": 1}"#).unwrap_err().field(), "in_flight_lease_ms");
    }
}
