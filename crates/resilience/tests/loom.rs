//! Every order in which threads can touch the one word of a breaker: `RUSTFLAGS="--cfg phiward_loom" cargo test
//! --package phiward-resilience --test loom --release`.
#![cfg(phiward_loom)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use loom::sync::Arc;
use loom::thread;
use phiward_resilience::{
    AtomicBreaker, AtomicGcra, BreakerConfig, Gcra, LimitDecision, Outcome, State, Trip,
};

fn breaker(failures: u32) -> Arc<AtomicBreaker> {
    let config = BreakerConfig { trip: Trip::Consecutive { failures }, ..BreakerConfig::default() };
    Arc::new(AtomicBreaker::new(config).unwrap())
}

/// A breaker that opened at time 0 for 60 s, by one failure.
fn open() -> Arc<AtomicBreaker> {
    let breaker = breaker(1);
    breaker.report(breaker.acquire(|| 0).unwrap(), Outcome::Failure, || 0);
    breaker
}

#[test]
fn three_threads_get_exactly_one_probe() {
    loom::model(|| {
        let breaker = open();
        let acquire = |breaker: &Arc<AtomicBreaker>| breaker.acquire(|| 60_000).ok();
        let others: Vec<_> = (0..2)
            .map(|_| {
                let breaker = Arc::clone(&breaker);
                thread::spawn(move || acquire(&breaker))
            })
            .collect();
        let mut permits = vec![acquire(&breaker)];
        permits.extend(others.into_iter().map(|other| other.join().unwrap()));
        let permits: Vec<_> = permits.into_iter().flatten().collect();
        assert_eq!(permits.len(), 1);
        assert_eq!(permits.iter().filter(|permit| permit.transition().is_some()).count(), 1);
    });
}

#[test]
fn three_racing_failures_trip_once() {
    loom::model(|| {
        let breaker = breaker(3);
        let permits: Vec<_> = (0..3).map(|_| breaker.acquire(|| 0).unwrap()).collect();
        let threads: Vec<_> = permits
            .into_iter()
            .map(|permit| {
                let breaker = Arc::clone(&breaker);
                thread::spawn(move || breaker.report(permit, Outcome::Failure, || 5))
            })
            .collect();
        let transitions = threads.into_iter().filter_map(|thread| thread.join().unwrap()).count();
        assert_eq!((transitions, breaker.state()), (1, State::Open));
        assert_eq!(breaker.acquire(|| 5).unwrap_err().retry_after_ms, Some(60_000));
    });
}

#[test]
fn a_stale_success_cannot_close() {
    loom::model(|| {
        let breaker = breaker(1);
        let (slow, failing) = (breaker.acquire(|| 0).unwrap(), breaker.acquire(|| 0).unwrap());
        breaker.report(failing, Outcome::Failure, || 0);
        let other = Arc::clone(&breaker);
        let late = thread::spawn(move || other.report(slow, Outcome::Success, || 60_000));
        let probe = breaker.acquire(|| 60_000).unwrap();
        assert_eq!(late.join().unwrap(), None);
        assert_eq!(breaker.state(), State::HalfOpen);
        breaker.report(probe, Outcome::Success, || 60_001);
        assert_eq!(breaker.state(), State::Closed);
    });
}

#[test]
fn a_failing_probe_races_acquire() {
    loom::model(|| {
        let breaker = open();
        let probe = breaker.acquire(|| 60_000).unwrap();
        let other = Arc::clone(&breaker);
        let failing = thread::spawn(move || other.report(probe, Outcome::Failure, || 60_001));
        // Whether the slot is taken or the breaker is open again: nobody comes in.
        assert!(breaker.acquire(|| 60_001).is_err());
        assert!(failing.join().unwrap().is_some());
        assert_eq!(breaker.acquire(|| 60_001).unwrap_err().retry_after_ms, Some(60_000));
    });
}

#[test]
fn the_end_of_a_lease_races_a_late_report() {
    loom::model(|| {
        let breaker = open();
        let lost = breaker.acquire(|| 60_000).unwrap();
        let other = Arc::clone(&breaker);
        let late = thread::spawn(move || other.report(lost, Outcome::Success, || 120_000));
        let probe = breaker.acquire(|| 120_000).unwrap();
        assert_eq!(late.join().unwrap(), None);
        assert_eq!(breaker.state(), State::HalfOpen);
        // The slot is the probe's: the late report has not given it back.
        assert!(breaker.acquire(|| 120_001).is_err());
        breaker.report(probe, Outcome::Success, || 120_002);
        assert_eq!(breaker.state(), State::Closed);
    });
}

#[test]
fn threads_share_one_burst() {
    loom::model(|| {
        let limit = Arc::new(AtomicGcra::new(Gcra::new(2, 1000, 2).unwrap()));
        let check = |limit: &AtomicGcra| matches!(limit.check(1, 1000), LimitDecision::Allow { .. });
        let others: Vec<_> = (0..2)
            .map(|_| {
                let limit = Arc::clone(&limit);
                thread::spawn(move || check(&limit))
            })
            .collect();
        let mut allowed = usize::from(check(&limit));
        allowed += others.into_iter().map(|other| usize::from(other.join().unwrap())).sum::<usize>();
        assert_eq!(allowed, 2);
    });
}
