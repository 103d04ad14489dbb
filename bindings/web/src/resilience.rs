//! Breakers, retries, budgets, limits, idempotency keys.

use alloc::{borrow::ToOwned as _, string::String};

use phiward_sdk::resilience;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::resilience::CircuitBreaker`.
#[wasm_bindgen]
pub struct CircuitBreaker(resilience::CircuitBreaker);

#[wasm_bindgen]
impl CircuitBreaker {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<Self, JsValue> {
        Ok(Self(resilience::CircuitBreaker::new(config).map_err(thrown)?))
    }

    /// `restore`.
    #[wasm_bindgen]
    pub fn restore(config: &str, snapshot: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(resilience::CircuitBreaker::restore(config, snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[wasm_bindgen]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `state`.
    #[wasm_bindgen]
    pub fn state(&self) -> String {
        self.0.state().to_owned()
    }

    /// `counts`.
    #[wasm_bindgen]
    pub fn counts(&self) -> String {
        self.0.counts()
    }

    /// `acquire`.
    #[wasm_bindgen]
    pub fn acquire(&self, now_ms: f64) -> f64 {
        self.0.acquire(now_ms)
    }

    /// `succeed`.
    #[wasm_bindgen]
    pub fn succeed(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.0.succeed(ticket, duration_ms, now_ms)
    }

    /// `fail`.
    #[wasm_bindgen]
    pub fn fail(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.0.fail(ticket, duration_ms, now_ms)
    }

    /// `cancel`.
    #[wasm_bindgen]
    pub fn cancel(&self, ticket: f64, now_ms: f64) {
        self.0.cancel(ticket, now_ms);
    }

    /// `force_open`.
    #[wasm_bindgen(js_name = forceOpen)]
    pub fn force_open(&self, now_ms: f64) {
        self.0.force_open(now_ms);
    }

    /// `force_close`.
    #[wasm_bindgen(js_name = forceClose)]
    pub fn force_close(&self, now_ms: f64) {
        self.0.force_close(now_ms);
    }
}

/// `phiward_sdk::resilience::RetryPolicy`.
#[wasm_bindgen]
pub struct RetryPolicy(resilience::RetryPolicy);

#[wasm_bindgen]
impl RetryPolicy {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<Self, JsValue> {
        Ok(Self(resilience::RetryPolicy::new(config).map_err(thrown)?))
    }

    /// `begin`.
    #[wasm_bindgen]
    pub fn begin(&self, deadline_ms: Option<f64>) -> Retry {
        Retry(self.0.begin(deadline_ms))
    }

    /// `restore`.
    #[wasm_bindgen]
    pub fn restore(&self, snapshot: &str) -> Result<Retry, JsValue> {
        Ok(Retry(self.0.restore(snapshot).map_err(thrown)?))
    }
}

/// `phiward_sdk::resilience::Retry`.
#[wasm_bindgen]
pub struct Retry(resilience::Retry);

#[wasm_bindgen]
impl Retry {
    /// `next`, as JSON.
    #[wasm_bindgen]
    pub fn next(
        &self,
        class: &str,
        push_back_ms: Option<f64>,
        now_ms: f64,
        random: f64,
    ) -> Result<String, JsValue> {
        Ok(self.0.next(class, push_back_ms, now_ms, random).map_err(thrown)?.json())
    }

    /// `snapshot`.
    #[wasm_bindgen]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }
}

/// `phiward_sdk::resilience::RetryBudget`.
#[wasm_bindgen]
pub struct RetryBudget(resilience::RetryBudget);

#[wasm_bindgen]
impl RetryBudget {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<Self, JsValue> {
        Ok(Self(resilience::RetryBudget::new(config).map_err(thrown)?))
    }

    /// `restore`.
    #[wasm_bindgen]
    pub fn restore(config: &str, snapshot: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(resilience::RetryBudget::restore(config, snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[wasm_bindgen]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `call`.
    #[wasm_bindgen]
    pub fn call(&self, now_ms: f64) {
        self.0.call(now_ms);
    }

    /// `success`.
    #[wasm_bindgen]
    pub fn success(&self) {
        self.0.success();
    }

    /// `try_retry`.
    #[wasm_bindgen(js_name = tryRetry)]
    pub fn try_retry(&self, now_ms: f64) -> bool {
        self.0.try_retry(now_ms)
    }
}

/// `phiward_sdk::resilience::RateLimiter`.
#[wasm_bindgen]
pub struct RateLimiter(resilience::RateLimiter);

#[wasm_bindgen]
impl RateLimiter {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, capacity: u32) -> Result<Self, JsValue> {
        Ok(Self(resilience::RateLimiter::new(config, capacity).map_err(thrown)?))
    }

    /// `restore`.
    #[wasm_bindgen]
    pub fn restore(config: &str, capacity: u32, snapshot: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(resilience::RateLimiter::restore(config, capacity, snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[wasm_bindgen]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `check`, as JSON.
    #[wasm_bindgen]
    pub fn check(&self, key: &str, cost: u32, now_ms: f64) -> String {
        self.0.check(key, cost, now_ms).json()
    }
}

/// `phiward_sdk::resilience::IdempotencyStore`.
#[wasm_bindgen]
pub struct IdempotencyStore(resilience::IdempotencyStore);

#[wasm_bindgen]
impl IdempotencyStore {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, capacity: u32) -> Result<Self, JsValue> {
        Ok(Self(resilience::IdempotencyStore::new(config, capacity).map_err(thrown)?))
    }

    /// `begin`, as JSON.
    #[wasm_bindgen]
    pub fn begin(&self, key: &str, fingerprint: &[u8], now_ms: f64) -> Result<String, JsValue> {
        Ok(self.0.begin(key, fingerprint, now_ms).map_err(thrown)?.json())
    }

    /// `complete`.
    #[wasm_bindgen]
    pub fn complete(&self, key: &str, execution: f64, response: &str, now_ms: f64) -> Result<bool, JsValue> {
        self.0.complete(key, execution, response, now_ms).map_err(thrown)
    }

    /// `abandon`.
    #[wasm_bindgen]
    pub fn abandon(&self, key: &str, execution: f64, now_ms: f64) -> Result<bool, JsValue> {
        self.0.abandon(key, execution, now_ms).map_err(thrown)
    }
}

/// `phiward_sdk::resilience::IdempotencyPolicy`.
#[wasm_bindgen]
pub struct IdempotencyPolicy(resilience::IdempotencyPolicy);

#[wasm_bindgen]
impl IdempotencyPolicy {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<Self, JsValue> {
        Ok(Self(resilience::IdempotencyPolicy::new(config).map_err(thrown)?))
    }

    /// `begin`, as JSON.
    #[wasm_bindgen]
    pub fn begin(&self, record: &str, fingerprint: &[u8], now_ms: f64) -> Result<String, JsValue> {
        Ok(self.0.begin(record, fingerprint, now_ms).map_err(thrown)?.json())
    }

    /// `complete`.
    #[wasm_bindgen]
    pub fn complete(&self, record: &str, response: &str, now_ms: f64) -> Result<String, JsValue> {
        self.0.complete(record, response, now_ms).map_err(thrown)
    }
}

/// `phiward_sdk::resilience::classify_error`, as JSON.
#[wasm_bindgen(js_name = classifyError)]
pub fn classify_error(
    vendor: &str,
    status: u32,
    name: &str,
    retry_after: &str,
    now_ms: f64,
) -> Result<String, JsValue> {
    Ok(resilience::classify_error(vendor, status, name, retry_after, now_ms).map_err(thrown)?.json())
}
