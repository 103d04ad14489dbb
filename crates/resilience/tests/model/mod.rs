//! The circuit breaker once more, as short as the semantics allow, and scripts of calls to compare with.
#![allow(dead_code, clippy::panic, reason = "each test takes what it needs, and fails by panicking")]

use phiward_resilience::{BreakerConfig, HalfOpen, OpenPeriod, Outcome, Permit, Trip};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A breaker of consecutive failures, as a list of rules.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) failures_to_open: u32,
    pub(crate) open_ms: u64,
    pub(crate) lease_ms: u64,
    pub(crate) max_concurrent: usize,
    pub(crate) successes_to_close: u32,
    pub(crate) state: &'static str,
    now: u64,
    until: u64,
    failures: u32,
    successes: u32,
    /// Calls whose result counts, with the end of their lease.
    live: Vec<(usize, u64)>,
}

impl Model {
    pub(crate) fn acquire(&mut self, call: usize, now: u64) -> bool {
        self.now = self.now.max(now);
        if self.state == "open" && self.now >= self.until {
            self.enter("half_open");
        }
        if self.state == "half_open" {
            self.live.retain(|(_, lease)| self.now < *lease);
        }
        let probe_fits = self.state == "half_open" && self.live.len() < self.max_concurrent;
        let permitted = self.state == "closed" || probe_fits;
        if permitted {
            let lease = if self.state == "closed" { u64::MAX } else { self.now + self.lease_ms };
            self.live.push((call, lease));
        }
        permitted
    }

    pub(crate) fn report(&mut self, call: usize, outcome: Outcome, now: u64) {
        self.now = self.now.max(now);
        let Some(at) = self.live.iter().position(|(live, lease)| *live == call && self.now < *lease) else {
            return;
        };
        self.live.remove(at);
        match (self.state, outcome) {
            (_, Outcome::Ignored) => {}
            ("closed", Outcome::Success) => self.failures = 0,
            ("half_open", Outcome::Success) => self.successes += 1,
            _ => self.failures += 1,
        }
        let probe_failed = self.state == "half_open" && self.failures > 0;
        if probe_failed || self.failures >= self.failures_to_open {
            self.enter("open");
            self.until = self.now + self.open_ms;
        } else if self.successes >= self.successes_to_close {
            self.enter("closed");
        }
    }

    pub(crate) fn force(&mut self, state: &'static str, now: u64) {
        self.now = self.now.max(now);
        if self.state != state || state == "closed" {
            self.enter(state);
        }
    }

    fn enter(&mut self, state: &'static str) {
        (self.state, self.failures, self.successes) = (state, 0, 0);
        self.live.clear();
    }

    pub(crate) fn new(config: &BreakerConfig) -> Self {
        let Trip::Consecutive { failures } = config.trip else { panic!("another rule") };
        let OpenPeriod::Fixed { open_ms } = config.open else { panic!("another period") };
        Self {
            failures_to_open: failures,
            open_ms,
            lease_ms: config.half_open.lease_ms.unwrap_or(open_ms),
            max_concurrent: config.half_open.max_concurrent.into(),
            successes_to_close: config.half_open.successes_to_close.into(),
            state: "closed",
            now: 0,
            until: 0,
            failures: 0,
            successes: 0,
            live: Vec::new(),
        }
    }
}

/// One thing that a host does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Op {
    Acquire,
    /// The call that was permitted so many calls ago ends.
    Report(usize, Outcome),
    ForceOpen,
    ForceClose,
}

/// What a host does, each with the milliseconds that pass before it. A negative number sets the clock back.
pub(crate) type Script = Vec<(i64, Op)>;

pub(crate) fn script(steps_back: bool) -> impl Strategy<Value = Script> {
    let outcome = prop_oneof![
        3 => Just(Outcome::Failure),
        2 => Just(Outcome::Success),
        1 => Just(Outcome::Ignored),
    ];
    let op = prop_oneof![
        8 => Just(Op::Acquire),
        8 => (0..4_usize, outcome).prop_map(|(ago, outcome)| Op::Report(ago, outcome)),
        1 => Just(Op::ForceOpen),
        2 => Just(Op::ForceClose),
    ];
    let least = if steps_back { -150 } else { 0 };
    prop::collection::vec((least..120_i64, op), 0..80)
}

pub(crate) fn config() -> impl Strategy<Value = BreakerConfig> {
    (1..4_u32, 1..100_u64, 1..4_u16, 1..4_u16, proptest::option::of(1..150_u64)).prop_map(
        |(failures, open_ms, max_concurrent, successes_to_close, lease_ms)| BreakerConfig {
            trip: Trip::Consecutive { failures },
            open: OpenPeriod::Fixed { open_ms },
            half_open: HalfOpen { max_concurrent, successes_to_close, lease_ms },
            call_timeout_ms: None,
        },
    )
}

/// The permits of a script, each with the number of its call.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    next: usize,
    permits: Vec<(usize, Permit)>,
}

impl Calls {
    pub(crate) fn next(&self) -> usize {
        self.next
    }

    pub(crate) fn keep(&mut self, permit: Option<Permit>) {
        self.permits.extend(permit.map(|permit| (self.next, permit)));
        self.next += 1;
    }

    /// The call that was permitted so many calls ago and has not ended.
    pub(crate) fn take(&mut self, ago: usize) -> Option<(usize, Permit)> {
        let at = self.permits.len().checked_sub(ago + 1)?;
        Some(self.permits.remove(at))
    }
}

/// A trace of a script, for `docs/spec/vectors/resilience-project.json`: what the model says is what is expected.
pub(crate) fn as_trace(config: &BreakerConfig, script: &Script) -> Value {
    let mut model = Model::new(config);
    let (mut now, mut next, mut open) = (0_u64, 0, Vec::new());
    let mut steps = Vec::new();
    for (passed, op) in script {
        now = now.saturating_add_signed(*passed);
        let mut step = match op {
            Op::Acquire => {
                let permitted = model.acquire(next, now);
                if permitted {
                    open.push(next);
                }
                next += 1;
                let decision = if permitted { "permit" } else { "reject" };
                json!({ "op": "acquire", "call": format!("c{}", next - 1), "expect": { "decision": decision } })
            }
            Op::Report(ago, outcome) => {
                let Some(at) = open.len().checked_sub(ago + 1) else { continue };
                let call = open.remove(at);
                model.report(call, *outcome, now);
                let outcome = format!("{outcome:?}").to_lowercase();
                json!({ "op": "report", "call": format!("c{call}"), "outcome": outcome, "expect": {} })
            }
            Op::ForceOpen => {
                model.force("forced_open", now);
                json!({ "op": "force_open", "expect": {} })
            }
            Op::ForceClose => {
                model.force("closed", now);
                json!({ "op": "force_close", "expect": {} })
            }
        };
        step["t"] = json!(now);
        step["expect"]["state"] = json!(model.state);
        steps.push(step);
    }
    let config = json!({
        "trip": { "kind": "consecutive", "failures": model.failures_to_open },
        "open_ms": model.open_ms,
        "half_open": {
            "max_concurrent": model.max_concurrent,
            "successes_to_close": model.successes_to_close,
            "lease_ms": model.lease_ms,
        },
    });
    json!({ "component": "breaker", "config": config, "steps": steps })
}
