//! A rate limit in front of a service.

use alloc::boxed::Box;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::{Arc, Mutex, PoisonError};

use tower_layer::Layer;
use tower_service::Service;

use crate::edge::Clock;
use crate::{LimitDecision, RateLimiter};

/// Puts a [`RateLimiter`] in front of services. All of them share it. A call that is denied fails at once: waiting in
/// front of a limit is a queue without an end.
#[derive(Debug)]
pub struct RateLimitLayer<C> {
    limiter: Arc<Mutex<RateLimiter>>,
    clock: Arc<C>,
}

/// A service that is called not too often.
#[derive(Debug)]
pub struct RateLimitService<S, C> {
    inner: S,
    layer: RateLimitLayer<C>,
}

/// Why a call gave no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the two")]
pub enum LimitError<E> {
    /// It was not made: too many were.
    Denied {
        /// In how many milliseconds it would be made.
        retry_after_ms: u64,
    },
    /// It was made, and failed.
    Failed(E),
}

impl<E: fmt::Display> fmt::Display for LimitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied { .. } => f.write_str("the rate limit does not allow the call"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for LimitError<E> {}

impl<C> RateLimitLayer<C> {
    /// Each call costs one unit.
    pub fn new(limiter: RateLimiter, clock: C) -> Self {
        Self { limiter: Arc::new(Mutex::new(limiter)), clock: Arc::new(clock) }
    }
}

// Derived, it would ask that the clock can be cloned.
impl<C> Clone for RateLimitLayer<C> {
    fn clone(&self) -> Self {
        Self { limiter: Arc::clone(&self.limiter), clock: Arc::clone(&self.clock) }
    }
}

impl<S: Clone, C> Clone for RateLimitService<S, C> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, C> Layer<S> for RateLimitLayer<C> {
    type Service = RateLimitService<S, C>;

    fn layer(&self, inner: S) -> Self::Service {
        RateLimitService { inner, layer: self.clone() }
    }
}

impl<S, C, Q> Service<Q> for RateLimitService<S, C>
where
    S: Service<Q>,
    S::Future: Send + 'static,
    C: Clock,
{
    type Response = S::Response;
    type Error = LimitError<S::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(LimitError::Failed)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        let now_ms = self.layer.clock.now_ms();
        let decision = self.layer.limiter.lock().unwrap_or_else(PoisonError::into_inner).check(1, now_ms);
        let retry_after_ms = match decision {
            LimitDecision::Allow { .. } => {
                let call = self.inner.call(request);
                return Box::pin(async move { call.await.map_err(LimitError::Failed) });
            }
            LimitDecision::Deny { retry_after_ms } => retry_after_ms,
            // One unit is never more than a burst.
            LimitDecision::Never => u64::MAX,
        };
        Box::pin(async move { Err(LimitError::Denied { retry_after_ms }) })
    }
}
