//! What threads share, breakers and limits, and what one thread does alone: ten delays of a retry.

use core::time::Duration;
use std::sync::Barrier;
use std::thread;

use cpu_time::ThreadTime;
use phiward_resilience::edge::{Circuit, Clock as _, MonotonicClock, QuantaClock};
use phiward_resilience::{
    AtomicBreaker, AtomicGcra, BreakerConfig, Exponential, Factor, Gcra, Jitter, LimitDecision, Outcome,
    RetryConfig, RetryPolicy, RetryVerdict,
};

/// Something that several threads use at a time.
pub trait Shared: Sync + Default {
    /// The name of the peer.
    const NAME: &'static str;

    /// One operation, for one thread. True when it was permitted.
    fn operation(&self) -> impl FnMut() -> bool + Send + '_;
}

/// The processor time of one operation times `count`, for one of so many threads that do it on the same object.
///
/// # Panics
/// When one of a hundred operations is not permitted: then something else was measured.
pub fn time_of<S: Shared>(shared: &S, threads: usize, count: u64) -> Duration {
    let barrier = Barrier::new(threads);
    let work = || {
        let mut operation = shared.operation();
        barrier.wait();
        let start = ThreadTime::now();
        let permitted = (0..count).filter(|_| operation()).count();
        let elapsed = start.elapsed();
        // A thread that is put aside between reading the clock and asking may be refused.
        assert!(permitted as u64 >= count - count / 100, "{} refused", S::NAME);
        elapsed
    };
    let total: Duration = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        work() + others.into_iter().map(|other| other.join().expect("no operation panics")).sum::<Duration>()
    });
    total / u32::try_from(threads).expect("few threads")
}

/// A permitted call that succeeds, through our breaker.
#[derive(Debug)]
pub struct PhiwardBreaker(AtomicBreaker, MonotonicClock);

impl Default for PhiwardBreaker {
    fn default() -> Self {
        let breaker = AtomicBreaker::new(BreakerConfig::default()).expect("the default is valid");
        Self(breaker, MonotonicClock::new())
    }
}

impl Shared for PhiwardBreaker {
    const NAME: &'static str = "phiward";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || {
            let permit = self.0.acquire(|| self.1.now_ms());
            permit.map(|permit| self.0.report(permit, Outcome::Success, || self.1.now_ms())).is_ok()
        }
    }
}

/// The same through our circuit, which adds a guard.
#[derive(Debug)]
pub struct PhiwardCircuit(Circuit);

impl Default for PhiwardCircuit {
    fn default() -> Self {
        Self(Circuit::new(BreakerConfig::default(), MonotonicClock::new()).expect("the default is valid"))
    }
}

impl Shared for PhiwardCircuit {
    const NAME: &'static str = "phiward-circuit";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || self.0.run(|| Ok::<_, core::convert::Infallible>(())).is_ok()
    }
}

/// A rate limit that allows a thousand million units a second, with its clock.
#[derive(Debug)]
pub struct PhiwardLimit(AtomicGcra, QuantaClock);

impl Default for PhiwardLimit {
    fn default() -> Self {
        Self(AtomicGcra::new(Gcra::new(1_000_000, 1, 1_000_000).expect("in range")), QuantaClock::new())
    }
}

impl Shared for PhiwardLimit {
    const NAME: &'static str = "phiward";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || matches!(self.0.check(1, self.1.now_ms()), LimitDecision::Allow { .. })
    }
}

/// The sum of ten delays, each spread by jitter: 1 s, 2 s and so on, at most a minute. The host has the random bits.
#[must_use]
pub fn phiward_delays(policy: &RetryPolicy, random: &mut fastrand::Rng) -> u64 {
    let mut retry = phiward_resilience::Retry::default();
    (0..10)
        .map(|_| match policy.next(&mut retry, phiward_resilience::Attempt::RETRYABLE, 0, random.u64(..)) {
            RetryVerdict::Retry { delay_ms } => delay_ms,
            RetryVerdict::GiveUp { .. } | RetryVerdict::Done => 0,
        })
        .sum()
}

/// The policy of [`phiward_delays`].
///
/// # Panics
/// Never: the policy is valid.
#[must_use]
pub fn ten_retries() -> RetryPolicy {
    let backoff = Exponential { initial_ms: 1000, factor: Factor::times(2), max_ms: Some(60_000) };
    let config = RetryConfig { max_attempts: 11, backoff, jitter: Jitter::Full, idempotent: true };
    RetryPolicy::new(config).expect("in range")
}
