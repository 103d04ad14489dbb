//! One test for each fault of another breaker, budget or backoff, named after it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use phiward_resilience::{
    AtomicBreaker, Attempt, Breaker, BreakerConfig, BudgetConfig, Exponential, Factor, HalfOpen, Jitter,
    Outcome, Rate, Retry, RetryBudget, RetryConfig, RetryPolicy, RetryVerdict, State, Trip,
};

fn open() -> Breaker {
    let mut breaker = Breaker::new(BreakerConfig::default()).unwrap();
    for now in 0..5 {
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, Outcome::Failure, now);
    }
    assert_eq!(breaker.state(), State::Open);
    breaker
}

/// failsafe, recloser and nobreak admit every call while half-open.
#[test]
fn half_open_admits_no_crowd() {
    let mut breaker = open();
    let permitted = (0..100).filter(|_| breaker.acquire(70_000).is_ok()).count();
    assert_eq!(permitted, 1);

    let atomic = AtomicBreaker::new(BreakerConfig::default()).unwrap();
    for now in 0..5 {
        atomic.report(atomic.acquire(|| now).unwrap(), Outcome::Failure, || now);
    }
    let permits: Vec<_> = (0..100).filter_map(|_| atomic.acquire(|| 70_000).ok()).collect();
    assert_eq!(permits.len(), 1);
}

/// tower-resilience counts in windows that begin anew, so failures at the end of one and the start of the next are lost.
#[test]
fn a_count_window_slides() {
    let trip = Trip::CountWindow { size: 10, min_calls: 10, failure_rate: Rate::percent(50), slow: None };
    let mut breaker = Breaker::new(BreakerConfig { trip, ..BreakerConfig::default() }).unwrap();
    let outcomes = [vec![Outcome::Success; 7], vec![Outcome::Failure; 5]].concat();
    for (now, outcome) in (0..).zip(outcomes) {
        assert_eq!(breaker.state(), State::Closed);
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, outcome, now);
    }
    // Five of the last ten failed, three of them in the first ten calls and two after them.
    assert_eq!(breaker.state(), State::Open);
}

/// circuitbreaker-rs, resilience4j #544 #903 #935 #994 #1389 and opossum #57 #119 #388 wait for ever for a probe that
/// never reports.
#[test]
fn half_open_is_not_stuck() {
    let mut breaker = open();
    let lost = breaker.acquire(60_004).unwrap();
    assert_eq!(breaker.acquire(60_005).unwrap_err().retry_after_ms, Some(59_999));
    let probe = breaker.acquire(120_004).unwrap();
    // The lost one comes back, and is late.
    assert_eq!(breaker.report(lost, Outcome::Failure, 120_005), None);
    breaker.report(probe, Outcome::Success, 120_006);
    assert_eq!(breaker.state(), State::Closed);
}

/// resilience4j, Polly #217 and opossum close a half-open breaker on the success of a call from before it opened.
#[test]
fn a_late_success_does_not_close() {
    let mut breaker = Breaker::new(BreakerConfig::default()).unwrap();
    let slow = breaker.acquire(0).unwrap();
    for now in 0..5 {
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, Outcome::Failure, now);
    }
    let _probe = breaker.acquire(60_004).unwrap();
    breaker.report(slow, Outcome::Success, 60_005);
    assert_eq!(breaker.state(), State::HalfOpen);
}

/// cockatiel #64: failures from before a silence open the breaker at the first failure after it.
#[test]
fn failures_before_a_silence_do_not_count() {
    let trip =
        Trip::TimeWindow { window_ms: 10_000, min_calls: 5, failure_rate: Rate::percent(50), slow: None };
    let mut breaker = Breaker::new(BreakerConfig { trip, ..BreakerConfig::default() }).unwrap();
    for now in [0, 1, 2, 3, 3_600_000] {
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, Outcome::Failure, now);
    }
    assert_eq!(breaker.state(), State::Closed);
}

/// The budget of tower cuts what a retry costs to a whole number, so that 30 % become 33 %.
#[test]
fn a_percentage_is_not_rounded() {
    let config = BudgetConfig::Ratio { ratio: Rate::percent(30), min_per_s_milli: 0, ttl_ms: 10_000 };
    let mut budget = RetryBudget::new(config).unwrap();
    (0..100).for_each(|_| budget.call(0));
    assert_eq!((0..100).filter(|_| budget.try_retry(0)).count(), 30);
}

/// backon adds jitter to a delay that was cut to the longest one.
#[test]
fn jitter_stays_below_the_longest_delay() {
    for jitter in [Jitter::Full, Jitter::Equal, Jitter::Decorrelated] {
        let backoff = Exponential { initial_ms: 1000, factor: Factor::times(3), max_ms: Some(5000) };
        let config = RetryConfig { max_attempts: 20, backoff, jitter, idempotent: true };
        let policy = RetryPolicy::new(config).unwrap();
        let mut retry = Retry::default();
        for _ in 1..20 {
            let verdict = policy.next(&mut retry, Attempt::RETRYABLE, 0, u64::MAX);
            assert!(matches!(verdict, RetryVerdict::Retry { delay_ms } if delay_ms <= 5000), "{verdict:?}");
        }
    }
}

/// backon seeds its jitter with a constant on wasm. Ours is an argument, and other bits give another delay.
#[test]
fn jitter_is_what_the_host_makes_it() {
    let policy = RetryPolicy::new(RetryConfig { jitter: Jitter::Full, ..RetryConfig::API }).unwrap();
    let delay = |random| match policy.next(&mut Retry::default(), Attempt::RETRYABLE, 0, random) {
        RetryVerdict::Retry { delay_ms } => delay_ms,
        verdict => panic!("{verdict:?}"),
    };
    assert_eq!([0, u64::MAX / 4, u64::MAX / 2, u64::MAX].map(delay), [0, 250, 500, 1000]);
}

/// resilience4j waits for all of several probes before it opens again; gobreaker does not, and neither do we.
#[test]
fn one_failed_probe_of_several_is_enough() {
    let half_open = HalfOpen { max_concurrent: 3, successes_to_close: 3, lease_ms: None };
    let mut breaker = Breaker::new(BreakerConfig { half_open, ..BreakerConfig::default() }).unwrap();
    for now in 0..5 {
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, Outcome::Failure, now);
    }
    let (one, two) = (breaker.acquire(60_004).unwrap(), breaker.acquire(60_004).unwrap());
    breaker.report(one, Outcome::Failure, 60_010);
    assert_eq!(breaker.state(), State::Open);
    breaker.report(two, Outcome::Success, 60_020);
    assert_eq!(breaker.acquire(120_009).unwrap_err().retry_after_ms, Some(1));
}
