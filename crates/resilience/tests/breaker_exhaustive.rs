//! Every state that a small breaker can reach, by every order of events, against the list of what must always hold.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{HashSet, VecDeque};

use phiward_resilience::{Breaker, BreakerConfig, HalfOpen, OpenPeriod, Outcome, Permit, State, Trip};

/// The end of the time that is looked at: enough for two open periods and their leases.
const END: u64 = 9;
/// Most calls that are under way in a state that is looked at.
const MOST_CALLS: usize = 4;

/// A breaker, the permits that are out, and what we know of the past.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    breaker: Breaker,
    now: u64,
    /// Each permit as a number, when it was given, and whether it was given in the present period of the breaker.
    calls: Vec<(u64, u64, bool)>,
    /// When the breaker last opened.
    opened_at: u64,
}

fn config(max_concurrent: u16, successes_to_close: u16) -> BreakerConfig {
    BreakerConfig {
        trip: Trip::Consecutive { failures: 2 },
        open: OpenPeriod::Fixed { open_ms: 3 },
        half_open: HalfOpen { max_concurrent, successes_to_close, lease_ms: Some(2) },
        call_timeout_ms: None,
    }
}

const OUTCOMES: [Outcome; 3] = [Outcome::Success, Outcome::Failure, Outcome::Ignored];

/// What a breaker does from now on, without its counters and without the time that it has seen.
fn essence(breaker: &Breaker) -> Vec<u8> {
    breaker.snapshot()
}

impl World {
    /// Every world that one event leads to. Each event is judged here.
    fn successors(&self) -> Vec<Self> {
        let mut next = Vec::new();
        if self.now < END {
            next.push(Self { now: self.now + 1, ..self.clone() });
        }
        if self.calls.len() < MOST_CALLS {
            next.extend(self.acquire());
        }
        for at in 0..self.calls.len() {
            next.extend(OUTCOMES.map(|outcome| self.report(at, outcome)));
        }
        next
    }

    fn acquire(&self) -> Option<Self> {
        let mut world = self.clone();
        match world.breaker.acquire(self.now) {
            Err(rejected) => {
                assert_ne!(rejected.state, State::Closed, "a closed breaker permits");
                // A rejection tells when to come back, and that is never now.
                assert!(rejected.retry_after_ms.unwrap() > 0);
                assert_eq!(world.breaker.state(), self.breaker.state(), "a rejection changes nothing");
                Some(world)
            }
            Ok(permit) => {
                if self.breaker.state() == State::Open {
                    assert!(self.now >= self.opened_at + 3, "no permit before the deadline");
                    world.forget();
                }
                assert_eq!(permit.is_probe(), world.breaker.state() == State::HalfOpen);
                world.calls.push((permit.into_raw(), self.now, true));
                let max_concurrent = usize::from(world.breaker.config().half_open.max_concurrent);
                let is_live = |(_, given, counts): &&(u64, u64, bool)| *counts && self.now < given + 2;
                if world.breaker.state() == State::HalfOpen {
                    let live = world.calls.iter().filter(is_live).count();
                    assert!(live <= max_concurrent, "{live} live probes");
                }
                Some(world)
            }
        }
    }

    fn report(&self, at: usize, outcome: Outcome) -> Self {
        let mut world = self.clone();
        let (raw, given, counts) = world.calls.remove(at);
        let transition = world.breaker.report(Permit::from_raw(raw), outcome, self.now);
        let was_probe = self.breaker.state() == State::HalfOpen;
        if !counts || (was_probe && self.now >= given + 2) {
            let mut idle = self.breaker.clone();
            // Nothing but the time passes.
            idle.report(Permit::from_raw(u64::MAX), outcome, self.now);
            assert_eq!(essence(&world.breaker), essence(&idle), "a stale permit changes nothing");
        }
        // A permit reported once more, as a careless host may do, changes nothing where the first report ended it.
        if was_probe || transition.is_some() {
            let mut twice = world.breaker.clone();
            twice.report(Permit::from_raw(raw), outcome, self.now);
            assert_eq!(essence(&twice), essence(&world.breaker), "a report is idempotent");
        }
        if let Some(transition) = transition {
            assert_eq!((transition.from, transition.to), (self.breaker.state(), world.breaker.state()));
            assert_ne!(outcome, Outcome::Ignored, "what says nothing decides nothing");
            assert_eq!(transition.to == State::Open, outcome == Outcome::Failure);
            world.forget();
            if transition.to == State::Open {
                world.opened_at = self.now;
            }
        }
        world
    }

    /// A transition makes every permit stale.
    fn forget(&mut self) {
        self.calls.iter_mut().for_each(|(_, _, counts)| *counts = false);
    }

    /// With a healthy service and nobody else, the breaker closes again.
    fn recovers(&self) {
        let mut breaker = self.breaker.clone();
        // An open period, a lease, and a call for each success.
        for now in (self.now..).take(3 + 2 + 3) {
            if let Ok(permit) = breaker.acquire(now) {
                breaker.report(permit, Outcome::Success, now);
            }
            if breaker.state() == State::Closed {
                return;
            }
        }
        panic!("stuck in {}", breaker.state().name());
    }
}

fn explore(max_concurrent: u16, successes_to_close: u16) -> usize {
    let breaker = Breaker::new(config(max_concurrent, successes_to_close)).unwrap();
    let start = World { breaker, now: 0, calls: Vec::new(), opened_at: 0 };
    let mut seen = HashSet::from([start.key()]);
    let mut queue = VecDeque::from([start]);
    while let Some(world) = queue.pop_front() {
        world.recovers();
        for next in world.successors() {
            if seen.insert(next.key()) {
                queue.push_back(next);
            }
        }
    }
    seen.len()
}

impl World {
    /// What tells worlds apart: generations and counters do not decide, only which permits count.
    fn key(&self) -> Key {
        let mut bytes = essence(&self.breaker);
        // The generation, and the checksum over it.
        bytes.drain(11..19);
        bytes.truncate(bytes.len() - 4);
        let mut calls: Vec<_> = self.calls.iter().map(|(_, given, counts)| (*given, *counts)).collect();
        calls.sort_unstable();
        (bytes, self.now, self.opened_at, calls)
    }
}

/// The state of a breaker, the time, when it opened, and its calls.
type Key = (Vec<u8>, u64, u64, Vec<(u64, bool)>);

#[test]
fn one_probe() {
    assert!(explore(1, 1) > 1_000);
}

#[test]
fn two_probes_and_two_successes() {
    assert!(explore(2, 2) > 1_000);
}
