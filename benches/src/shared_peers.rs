//! Other breakers, limits and delays.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::num::NonZeroU32;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use backoff::backoff::Backoff as _;
use backon::BackoffBuilder as _;
use circuitbreaker_rs::{CircuitBreaker as CircuitBreakerRs, DefaultPolicy};
use failsafe::failure_policy::ConsecutiveFailures;
use failsafe::{CircuitBreaker as _, StateMachine, backoff as failsafe_backoff};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tower_layer::Layer as _;
use tower_resilience_circuitbreaker::{CircuitBreaker, CircuitBreakerLayer, DefaultClassifier};
use tower_service::Service;

use crate::shared::Shared;

const OPEN: Duration = Duration::from_secs(60);

/// The crate `failsafe`: five failures in a row.
#[expect(missing_debug_implementations, reason = "nobody prints a peer")]
pub struct Failsafe(StateMachine<ConsecutiveFailures<failsafe_backoff::Constant>, ()>);

impl Default for Failsafe {
    fn default() -> Self {
        let policy = failsafe::failure_policy::consecutive_failures(5, failsafe_backoff::constant(OPEN));
        Self(failsafe::Config::new().failure_policy(policy).build())
    }
}

impl Shared for Failsafe {
    const NAME: &'static str = "failsafe";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || self.0.call(|| Ok::<_, Infallible>(())).is_ok()
    }
}

/// The crate `recloser`: half of the last hundred calls.
#[expect(missing_debug_implementations, reason = "nobody prints a peer")]
pub struct Recloser(recloser::Recloser);

impl Default for Recloser {
    fn default() -> Self {
        Self(recloser::Recloser::custom().error_rate(0.5).closed_len(100).open_wait(OPEN).build())
    }
}

impl Shared for Recloser {
    const NAME: &'static str = "recloser";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || self.0.call(|| Ok::<_, Infallible>(())).is_ok()
    }
}

/// The crate `circuitbreaker-rs`: five failures in a row.
#[expect(missing_debug_implementations, reason = "nobody prints a peer")]
pub struct CircuitBreakerCrate(CircuitBreakerRs<DefaultPolicy, Infallible>);

impl Default for CircuitBreakerCrate {
    fn default() -> Self {
        Self(
            CircuitBreakerRs::<DefaultPolicy, Infallible>::builder()
                .consecutive_failures(5)
                .cooldown(OPEN)
                .build(),
        )
    }
}

impl Shared for CircuitBreakerCrate {
    const NAME: &'static str = "circuitbreaker-rs";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || self.0.call(|| Ok(())).is_ok()
    }
}

/// A service that answers at once.
#[derive(Debug, Clone, Copy)]
struct AtOnce;

impl Service<()> for AtOnce {
    type Response = ();
    type Error = Infallible;
    type Future = Ready<Result<(), Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, (): ()) -> Self::Future {
        ready(Ok(()))
    }
}

/// The layer of `tower-resilience`: five failures in a row.
#[expect(missing_debug_implementations, reason = "nobody prints a peer")]
pub struct TowerResilience(CircuitBreaker<AtOnce, DefaultClassifier>);

impl Default for TowerResilience {
    fn default() -> Self {
        let layer =
            CircuitBreakerLayer::builder().consecutive_failures(5).wait_duration_in_open(OPEN).build();
        Self(layer.expect("the configuration is valid").layer(AtOnce))
    }
}

impl Shared for TowerResilience {
    const NAME: &'static str = "tower-resilience";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        let mut service = self.0.clone();
        move || {
            let mut context = Context::from_waker(Waker::noop());
            // It waits for a lock that the other thread has for a moment.
            while service.poll_ready(&mut context).is_pending() {}
            let mut call = pin!(service.call(()));
            loop {
                if let Poll::Ready(response) = call.as_mut().poll(&mut context) {
                    return response.is_ok();
                }
            }
        }
    }
}

/// The crate `governor`, with its clock.
#[expect(missing_debug_implementations, reason = "nobody prints a peer")]
pub struct Governor(DefaultDirectRateLimiter);

impl Default for Governor {
    fn default() -> Self {
        let rate = NonZeroU32::new(1_000_000_000).expect("not zero");
        Self(RateLimiter::direct(Quota::per_second(rate)))
    }
}

impl Shared for Governor {
    const NAME: &'static str = "governor";

    fn operation(&self) -> impl FnMut() -> bool + Send + '_ {
        || self.0.check().is_ok()
    }
}

/// Ten delays of the crate `backon`.
#[must_use]
pub fn backon_delays() -> Duration {
    let builder = backon::ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(1))
        .with_max_delay(Duration::from_secs(60))
        .with_max_times(10)
        .with_jitter();
    builder.build().sum()
}

/// Ten delays of the crate `backoff`.
#[must_use]
pub fn backoff_delays() -> Duration {
    let mut backoff = backoff::ExponentialBackoffBuilder::new()
        .with_initial_interval(Duration::from_secs(1))
        .with_multiplier(2.0)
        .with_max_interval(Duration::from_secs(60))
        .with_max_elapsed_time(None)
        .build();
    (0..10).filter_map(|_| backoff.next_backoff()).sum()
}
