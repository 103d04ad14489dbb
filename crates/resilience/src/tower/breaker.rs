//! A breaker around a service.

use alloc::boxed::Box;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use tower_layer::Layer;
use tower_service::Service;

use crate::Outcome;
use crate::edge::{CallError, Circuit, Clock, Observer};

/// Puts a [`Circuit`] around services. All of them share it.
#[derive(Debug)]
pub struct BreakerLayer<C, O, F> {
    circuit: Arc<Circuit<C, O>>,
    classify: F,
}

/// A service that the breaker stops calling while it fails.
#[derive(Debug)]
pub struct BreakerService<S, C, O, F> {
    inner: S,
    layer: BreakerLayer<C, O, F>,
}

impl<C, O, F> BreakerLayer<C, O, F> {
    /// `classify` tells what a response or an error says about the other side.
    pub const fn new(circuit: Arc<Circuit<C, O>>, classify: F) -> Self {
        Self { circuit, classify }
    }
}

// Derived, it would ask that the clock and the observer can be cloned.
impl<C, O, F: Clone> Clone for BreakerLayer<C, O, F> {
    fn clone(&self) -> Self {
        Self { circuit: Arc::clone(&self.circuit), classify: self.classify.clone() }
    }
}

impl<S: Clone, C, O, F: Clone> Clone for BreakerService<S, C, O, F> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, C, O, F: Clone> Layer<S> for BreakerLayer<C, O, F> {
    type Service = BreakerService<S, C, O, F>;

    fn layer(&self, inner: S) -> Self::Service {
        BreakerService { inner, layer: self.clone() }
    }
}

impl<S, C, O, F, Q> Service<Q> for BreakerService<S, C, O, F>
where
    S: Service<Q> + Clone + Send + 'static,
    S::Future: Send,
    S::Response: Send,
    S::Error: Send,
    C: Clock + 'static,
    O: Observer + 'static,
    F: Fn(&Result<S::Response, S::Error>) -> Outcome + Clone + Send + 'static,
    Q: Send + 'static,
{
    type Response = S::Response;
    type Error = CallError<S::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(CallError::Failed)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        // The service that was asked whether it is ready is the one that is called.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let BreakerLayer { circuit, classify } = self.layer.clone();
        Box::pin(async move { circuit.run_async(|| inner.call(request), classify).await })
    }
}
