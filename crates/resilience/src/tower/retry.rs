//! Retries around a service, within a budget.

use alloc::boxed::Box;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::{Arc, Mutex, PoisonError};

use tower_layer::Layer;
use tower_service::Service;

use crate::edge::{RetryHost, TokioHost};
use crate::{Attempt, AttemptClass, Retry, RetryBudget, RetryPolicy, RetryVerdict};

/// Makes calls again as a [`RetryPolicy`] says, as long as the [`RetryBudget`] of all services of the layer lasts.
/// It waits on tokio's clock.
#[derive(Debug, Clone)]
pub struct RetryLayer<F> {
    policy: RetryPolicy,
    budget: Arc<Mutex<RetryBudget>>,
    host: TokioHost,
    classify: F,
}

/// A service whose calls are made again.
#[derive(Debug, Clone)]
pub struct RetryService<S, F> {
    inner: S,
    layer: RetryLayer<F>,
}

impl<F> RetryLayer<F> {
    /// `classify` tells whether a result is worth another attempt. It is made inside a tokio runtime.
    pub fn new(policy: RetryPolicy, budget: RetryBudget, classify: F) -> Self {
        Self { policy, budget: Arc::new(Mutex::new(budget)), host: TokioHost::default(), classify }
    }

    fn with_budget<T>(&self, use_it: impl FnOnce(&mut RetryBudget) -> T) -> T {
        use_it(&mut self.budget.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How long to wait before the next attempt, if there is one.
    fn wait_ms(&self, retry: &mut Retry, attempt: Attempt) -> Option<u64> {
        let now_ms = self.host.now_ms();
        if attempt.class == AttemptClass::Success {
            self.with_budget(RetryBudget::success);
        }
        match self.policy.next(retry, attempt, now_ms, self.host.random()) {
            RetryVerdict::Retry { delay_ms } => {
                self.with_budget(|budget| budget.try_retry(now_ms)).then_some(delay_ms)
            }
            RetryVerdict::GiveUp { .. } | RetryVerdict::Done => None,
        }
    }
}

impl<S, F: Clone> Layer<S> for RetryLayer<F> {
    type Service = RetryService<S, F>;

    fn layer(&self, inner: S) -> Self::Service {
        RetryService { inner, layer: self.clone() }
    }
}

impl<S, F, Q> Service<Q> for RetryService<S, F>
where
    S: Service<Q> + Clone + Send + 'static,
    S::Future: Send,
    S::Response: Send,
    S::Error: Send,
    F: Fn(&Result<S::Response, S::Error>) -> Attempt + Clone + Send + Sync + 'static,
    Q: Clone + Send + Sync + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        // The service that was asked whether it is ready is the one that is called.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let layer = self.layer.clone();
        Box::pin(async move {
            layer.with_budget(|budget| budget.call(layer.host.now_ms()));
            let mut retry = Retry::default();
            loop {
                let result = inner.call(request.clone()).await;
                let Some(delay_ms) = layer.wait_ms(&mut retry, (layer.classify)(&result)) else {
                    return result;
                };
                drop(result);
                layer.host.sleep(delay_ms).await;
                poll_fn(|cx| inner.poll_ready(cx)).await?;
            }
        })
    }
}
