//! The breakers against the reference model, on scripts that nobody wrote.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod model;

use model::{Calls, Model, Op, as_trace, config, script};
use phiward_resilience::{AtomicBreaker, Breaker, BreakerConfig, HalfOpen, State};
use proptest::prelude::*;

proptest! {
    // A failure is shrunk, printed as a trace, and kept in `docs/spec/vectors/resilience-project.json`.
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_breaker_does_what_the_model_does(config in config(), script in script(true)) {
        let mut breaker = Breaker::new(config).unwrap();
        let mut model = Model::new(&config);
        let mut calls = Calls::default();
        let mut now = 0_u64;
        for (passed, op) in &script {
            now = now.saturating_add_signed(*passed);
            match op {
                Op::Acquire => {
                    let acquired = breaker.acquire(now);
                    let permitted = model.acquire(calls.next(), now);
                    prop_assert_eq!(acquired.is_ok(), permitted, "{}", as_trace(&config, &script));
                    calls.keep(acquired.ok());
                }
                Op::Report(ago, outcome) => {
                    if let Some((call, permit)) = calls.take(*ago) {
                        breaker.report(permit, *outcome, now);
                        model.report(call, *outcome, now);
                    }
                }
                Op::ForceOpen => {
                    breaker.force_open(now);
                    model.force("forced_open", now);
                }
                Op::ForceClose => {
                    breaker.force_close(now);
                    model.force("closed", now);
                }
            }
            prop_assert_eq!(breaker.state().name(), model.state, "{}", as_trace(&config, &script));
        }
    }

    /// With one probe at a time and a clock that goes forward, the one word decides like the whole state.
    #[test]
    fn the_atomic_breaker_does_what_the_breaker_does(config in config(), script in script(false)) {
        let half_open = HalfOpen { max_concurrent: 1, ..config.half_open };
        let config = BreakerConfig { half_open, ..config };
        let atomic = AtomicBreaker::new(config).unwrap();
        let mut breaker = Breaker::new(config).unwrap();
        let (mut atomic_calls, mut calls) = (Calls::default(), Calls::default());
        let mut now = 0_u64;
        for (passed, op) in &script {
            now = now.saturating_add_signed(*passed);
            match op {
                Op::Acquire => {
                    let (one, other) = (atomic.acquire(|| now), breaker.acquire(now));
                    let waits = |rejected: &Result<_, phiward_resilience::Rejected>| rejected.as_ref().err().copied();
                    prop_assert_eq!(waits(&one), waits(&other), "{}", as_trace(&config, &script));
                    atomic_calls.keep(one.ok());
                    calls.keep(other.ok());
                }
                Op::Report(ago, outcome) => {
                    if let (Some((_, one)), Some((_, other))) = (atomic_calls.take(*ago), calls.take(*ago)) {
                        prop_assert_eq!(
                            atomic.report(one, *outcome, || now),
                            breaker.report(other, *outcome, now)
                        );
                    }
                }
                Op::ForceOpen => prop_assert_eq!(atomic.force_open(), breaker.force_open(now)),
                Op::ForceClose => prop_assert_eq!(atomic.force_close(), breaker.force_close(now)),
            }
            prop_assert_eq!(atomic.state(), breaker.state(), "{}", as_trace(&config, &script));
        }
    }

    /// Saving and restoring at any moment loses nothing but the probes under way.
    #[test]
    fn a_restored_breaker_goes_on(config in config(), script in script(false), at in 0..80_usize) {
        let (mut breaker, mut restored) = (Breaker::new(config).unwrap(), Breaker::new(config).unwrap());
        let mut now = 0_u64;
        for (passed, op) in script.iter().take(at) {
            now = now.saturating_add_signed(*passed);
            drive(&mut breaker, op, now);
        }
        let bytes = breaker.snapshot();
        restored.restore(&bytes, now).unwrap();
        prop_assert_eq!(restored.state(), breaker.state());
        // All but the generation, and the checksum over it.
        let rest = |bytes: &[u8]| bytes[19..bytes.len() - 4].to_vec();
        prop_assert_eq!(rest(&restored.snapshot()), rest(&bytes));
        if breaker.state() == State::Open {
            prop_assert_eq!(restored.acquire(now).err(), breaker.acquire(now).err());
        }
        if breaker.state() == State::HalfOpen {
            prop_assert!(restored.acquire(now).is_ok());
        }
    }

    /// The word of an atomic breaker and the state of a breaker are saved alike.
    #[test]
    fn either_breaker_goes_on_where_the_other_stopped(config in config(), script in script(false)) {
        let half_open = HalfOpen { max_concurrent: 1, ..config.half_open };
        let config = BreakerConfig { half_open, ..config };
        let mut breaker = Breaker::new(config).unwrap();
        let mut now = 0_u64;
        for (passed, op) in &script {
            now = now.saturating_add_signed(*passed);
            drive(&mut breaker, op, now);
        }
        let atomic = AtomicBreaker::new(config).unwrap();
        atomic.restore(&breaker.snapshot(), now).unwrap();
        let mut again = Breaker::new(config).unwrap();
        again.restore(&atomic.snapshot(), now).unwrap();
        prop_assert_eq!(atomic.state(), breaker.state());
        prop_assert_eq!(again.state(), breaker.state());
        breaker.restore(&breaker.snapshot(), now).unwrap();
        let (one, two, three) = (atomic.acquire(|| now), breaker.acquire(now), again.acquire(now));
        prop_assert_eq!(one.as_ref().err(), two.as_ref().err());
        prop_assert_eq!(two.as_ref().err(), three.as_ref().err());
    }
}

/// Does one thing to a breaker, and drops what calls it leaves open.
fn drive(breaker: &mut Breaker, op: &Op, now: u64) {
    match op {
        Op::Acquire => drop(breaker.acquire(now)),
        Op::Report(_, outcome) => {
            if let Ok(permit) = breaker.acquire(now) {
                breaker.report(permit, *outcome, now);
            }
        }
        Op::ForceOpen => drop(breaker.force_open(now)),
        Op::ForceClose => drop(breaker.force_close(now)),
    }
}
