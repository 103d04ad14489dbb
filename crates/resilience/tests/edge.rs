//! Circuits as programs use them: guards, panics, threads, futures that are dropped, snapshots, metrics.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex};
use std::thread;

use phiward_resilience::edge::{CallError, Circuit, CircuitEvent, Clock as _, ManualClock, UnixClock};
use phiward_resilience::{
    Attempt, BreakerConfig, HalfOpen, OpenPeriod, Outcome, Rate, SlowCalls, State, Transition, Trip,
};

/// One that fits into a word, and one that has a lock.
fn configs() -> [BreakerConfig; 2] {
    let failure_rate = Rate::percent(100);
    let trip = Trip::CountWindow { size: 5, min_calls: 5, failure_rate, slow: None };
    [BreakerConfig::default(), BreakerConfig { trip, ..BreakerConfig::default() }]
}

fn fail<C: phiward_resilience::edge::Clock, O: phiward_resilience::edge::Observer>(circuit: &Circuit<C, O>) {
    for _ in 0..5 {
        assert_eq!(circuit.run(|| Err::<(), _>("down")), Err(CallError::Failed("down")));
    }
    assert_eq!(circuit.state(), State::Open);
}

#[test]
fn a_circuit_opens_rejects_and_comes_back() {
    for config in configs() {
        let clock = ManualClock::default();
        let circuit = Circuit::new(config, clock.clone()).unwrap();
        assert_eq!(circuit.run(|| Ok::<_, ()>(7)), Ok(7));
        fail(&circuit);
        clock.advance(59_999);
        let Err(CallError::Rejected(rejected)) = circuit.run(|| Ok::<_, ()>(7)) else { panic!("it is open") };
        assert_eq!(rejected.retry_after_ms, Some(1));
        clock.advance(1);
        assert_eq!(circuit.run(|| Ok::<_, ()>(7)), Ok(7));
        assert_eq!(circuit.state(), State::Closed);
    }
}

#[test]
fn a_panic_is_a_failure() {
    for config in configs() {
        let circuit = Circuit::new(config, ManualClock::default()).unwrap();
        for _ in 0..5 {
            let call = || circuit.run(|| -> Result<(), ()> { panic!("as a bug would") });
            assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
        }
        assert_eq!(circuit.state(), State::Open);
    }
}

#[test]
fn a_guard_that_is_made_while_another_panic_unwinds_is_cancelled() {
    struct CallsOnDrop<'a>(&'a Circuit<ManualClock>);
    impl Drop for CallsOnDrop<'_> {
        fn drop(&mut self) {
            drop(self.0.acquire());
        }
    }
    let circuit = Circuit::new(BreakerConfig::default(), ManualClock::default()).unwrap();
    for _ in 0..5 {
        let unwinding = || {
            let _calls = CallsOnDrop(&circuit);
            panic!("of somebody else");
        };
        assert!(catch_unwind(AssertUnwindSafe(unwinding)).is_err());
    }
    assert_eq!(circuit.state(), State::Closed);
}

#[test]
fn a_dropped_future_gives_its_probe_back() {
    for config in configs() {
        let clock = ManualClock::default();
        let circuit = Circuit::new(config, clock.clone()).unwrap();
        fail(&circuit);
        clock.advance(60_000);
        let mut probe =
            Box::pin(circuit.run_async(core::future::pending::<Result<(), ()>>, |_| Outcome::Success));
        let mut context = core::task::Context::from_waker(core::task::Waker::noop());
        assert!(probe.as_mut().poll(&mut context).is_pending());
        assert!(circuit.acquire().is_err());
        drop(probe);
        assert_eq!(circuit.state(), State::HalfOpen);
        assert!(circuit.acquire().is_ok_and(|guard| guard.is_probe()));
    }
}

use core::future::Future as _;

#[test]
fn many_threads_get_one_probe() {
    for config in configs() {
        let clock = ManualClock::default();
        let circuit = Circuit::new(config, clock.clone()).unwrap();
        for _ in 0..20 {
            circuit.force_close();
            fail(&circuit);
            clock.advance(60_000);
            let permits = thread::scope(|scope| {
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| circuit.acquire().ok())).collect();
                threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
            });
            assert_eq!(permits.len(), 1);
        }
    }
}

#[test]
fn slow_calls_are_timed() {
    let slow = Some(SlowCalls { slow_ms: 100, slow_rate: Rate::percent(50) });
    let trip = Trip::CountWindow { size: 4, min_calls: 4, failure_rate: Rate::percent(100), slow };
    let clock = ManualClock::default();
    let circuit = Circuit::new(BreakerConfig { trip, ..BreakerConfig::default() }, clock.clone()).unwrap();
    let call = |ms| {
        circuit.run(|| {
            clock.advance(ms);
            Ok::<_, ()>(())
        })
    };
    // Exactly as long as is allowed is not slow.
    for ms in [100, 101, 5, 101] {
        assert_eq!(circuit.state(), State::Closed);
        call(ms).unwrap();
    }
    assert_eq!(circuit.state(), State::Open);
}

#[test]
fn observers_see_everything() {
    for config in configs() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let clock = ManualClock::default();
        let log = Arc::clone(&seen);
        let observer = move |event| log.lock().unwrap().push(event);
        let half_open = HalfOpen { max_concurrent: 1, ..HalfOpen::default() };
        let circuit =
            Circuit::observed(BreakerConfig { half_open, ..config }, clock.clone(), observer).unwrap();
        fail(&circuit);
        circuit.run(|| Ok::<_, ()>(())).unwrap_err();
        clock.advance(60_000);
        drop(circuit.acquire());
        circuit.acquire().unwrap().report(Outcome::Ignored);
        circuit.run(|| Ok::<_, ()>(())).unwrap();
        let seen = seen.lock().unwrap();
        let to = |from, to| CircuitEvent::Transition(Transition { from, to });
        assert_eq!(
            seen[8..11],
            [CircuitEvent::Permitted, CircuitEvent::Failed, to(State::Closed, State::Open)]
        );
        assert_eq!(
            seen[11..],
            [
                CircuitEvent::Rejected,
                CircuitEvent::Permitted,
                to(State::Open, State::HalfOpen),
                CircuitEvent::Cancelled,
                CircuitEvent::Permitted,
                CircuitEvent::Ignored,
                CircuitEvent::Permitted,
                CircuitEvent::Succeeded,
                to(State::HalfOpen, State::Closed),
            ]
        );
    }
}

#[test]
fn another_process_goes_on_where_this_one_stopped() {
    for config in configs() {
        let clock = ManualClock::default();
        clock.set(1_000);
        let circuit = Circuit::new(config, clock.clone()).unwrap();
        fail(&circuit);
        clock.advance(20_000);
        let bytes = circuit.snapshot();
        let again = Circuit::new(config, clock.clone()).unwrap();
        again.restore(&bytes).unwrap();
        assert_eq!(again.acquire().unwrap_err().retry_after_ms, Some(40_000));
        // A clock that begins anew does not lengthen the wait.
        let other = Circuit::new(config, ManualClock::default()).unwrap();
        other.restore(&bytes).unwrap();
        assert!(other.acquire().unwrap_err().retry_after_ms.unwrap() <= 60_000);
        assert_eq!(again.restore(b"PHRS").unwrap_err().code(), "truncated");
        assert_eq!(again.state(), State::Open);
    }
}

#[test]
fn forcing() {
    for config in configs() {
        let circuit = Circuit::new(config, UnixClock).unwrap();
        circuit.force_open();
        assert_eq!(circuit.acquire().unwrap_err().retry_after_ms, None);
        circuit.force_close();
        assert!(circuit.acquire().is_ok());
    }
}

#[test]
fn a_rejection_is_not_worth_a_retry() {
    let circuit = Circuit::new(BreakerConfig::default(), ManualClock::default()).unwrap();
    circuit.force_open();
    let error = circuit.run(|| Err::<(), _>("down")).unwrap_err();
    assert_eq!(error.attempt(|_| Attempt::RETRYABLE), Attempt::TERMINAL);
    circuit.force_close();
    let error = circuit.run(|| Err::<(), _>("down")).unwrap_err();
    assert_eq!(error.attempt(|_| Attempt::RETRYABLE), Attempt::RETRYABLE);
}

#[test]
fn the_unix_clock_tells_the_year() {
    // Between 2025 and 2109, the end of the time that a word holds.
    assert!((1_735_689_600_000..(1 << 42)).contains(&UnixClock.now_ms()));
}

#[test]
fn what_fits_no_word_still_works() {
    let open = OpenPeriod::Fixed { open_ms: 1000 };
    let trip = Trip::Consecutive { failures: 5000 };
    let circuit = Circuit::new(BreakerConfig { trip, open, ..BreakerConfig::default() }, UnixClock).unwrap();
    (0..5000).for_each(|_| assert!(circuit.run(|| Err::<(), _>("down")).is_err()));
    assert_eq!(circuit.state(), State::Open);
}
