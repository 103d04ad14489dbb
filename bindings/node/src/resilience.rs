//! Breakers, retries, budgets, limits, idempotency keys.

use napi::Result;
use napi_derive::napi;
use phiward_sdk::resilience;

use crate::error::thrown;

/// `phiward_sdk::resilience::CircuitBreaker`.
#[napi]
pub struct CircuitBreaker(resilience::CircuitBreaker);

#[napi]
impl CircuitBreaker {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String) -> Result<Self> {
        Ok(Self(resilience::CircuitBreaker::new(&config).map_err(thrown)?))
    }

    /// `restore`.
    #[napi(factory)]
    pub fn restore(config: String, snapshot: String, now_ms: f64) -> Result<Self> {
        Ok(Self(resilience::CircuitBreaker::restore(&config, &snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[napi]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `state`.
    #[napi]
    pub fn state(&self) -> String {
        self.0.state().to_owned()
    }

    /// `counts`.
    #[napi]
    pub fn counts(&self) -> String {
        self.0.counts()
    }

    /// `acquire`.
    #[napi]
    pub fn acquire(&self, now_ms: f64) -> f64 {
        self.0.acquire(now_ms)
    }

    /// `succeed`.
    #[napi]
    pub fn succeed(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.0.succeed(ticket, duration_ms, now_ms)
    }

    /// `fail`.
    #[napi]
    pub fn fail(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.0.fail(ticket, duration_ms, now_ms)
    }

    /// `cancel`.
    #[napi]
    pub fn cancel(&self, ticket: f64, now_ms: f64) {
        self.0.cancel(ticket, now_ms);
    }

    /// `force_open`.
    #[napi]
    pub fn force_open(&self, now_ms: f64) {
        self.0.force_open(now_ms);
    }

    /// `force_close`.
    #[napi]
    pub fn force_close(&self, now_ms: f64) {
        self.0.force_close(now_ms);
    }
}

/// `phiward_sdk::resilience::RetryPolicy`.
#[napi]
pub struct RetryPolicy(resilience::RetryPolicy);

#[napi]
impl RetryPolicy {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String) -> Result<Self> {
        Ok(Self(resilience::RetryPolicy::new(&config).map_err(thrown)?))
    }

    /// `begin`.
    #[napi]
    pub fn begin(&self, deadline_ms: Option<f64>) -> Retry {
        Retry(self.0.begin(deadline_ms))
    }

    /// `restore`.
    #[napi]
    pub fn restore(&self, snapshot: String) -> Result<Retry> {
        Ok(Retry(self.0.restore(&snapshot).map_err(thrown)?))
    }
}

/// `phiward_sdk::resilience::Retry`.
#[napi]
pub struct Retry(resilience::Retry);

#[napi]
impl Retry {
    /// `next`, as JSON.
    #[napi]
    pub fn next(&self, class: String, push_back_ms: Option<f64>, now_ms: f64, random: f64) -> Result<String> {
        Ok(self.0.next(&class, push_back_ms, now_ms, random).map_err(thrown)?.json())
    }

    /// `snapshot`.
    #[napi]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }
}

/// `phiward_sdk::resilience::RetryBudget`.
#[napi]
pub struct RetryBudget(resilience::RetryBudget);

#[napi]
impl RetryBudget {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String) -> Result<Self> {
        Ok(Self(resilience::RetryBudget::new(&config).map_err(thrown)?))
    }

    /// `restore`.
    #[napi(factory)]
    pub fn restore(config: String, snapshot: String, now_ms: f64) -> Result<Self> {
        Ok(Self(resilience::RetryBudget::restore(&config, &snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[napi]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `call`.
    #[napi]
    pub fn call(&self, now_ms: f64) {
        self.0.call(now_ms);
    }

    /// `success`.
    #[napi]
    pub fn success(&self) {
        self.0.success();
    }

    /// `try_retry`.
    #[napi]
    pub fn try_retry(&self, now_ms: f64) -> bool {
        self.0.try_retry(now_ms)
    }
}

/// `phiward_sdk::resilience::RateLimiter`.
#[napi]
pub struct RateLimiter(resilience::RateLimiter);

#[napi]
impl RateLimiter {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String, capacity: u32) -> Result<Self> {
        Ok(Self(resilience::RateLimiter::new(&config, capacity).map_err(thrown)?))
    }

    /// `restore`.
    #[napi(factory)]
    pub fn restore(config: String, capacity: u32, snapshot: String, now_ms: f64) -> Result<Self> {
        Ok(Self(resilience::RateLimiter::restore(&config, capacity, &snapshot, now_ms).map_err(thrown)?))
    }

    /// `snapshot`.
    #[napi]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `check`, as JSON.
    #[napi]
    pub fn check(&self, key: String, cost: u32, now_ms: f64) -> String {
        self.0.check(&key, cost, now_ms).json()
    }
}

/// `phiward_sdk::resilience::IdempotencyStore`.
#[napi]
pub struct IdempotencyStore(resilience::IdempotencyStore);

#[napi]
impl IdempotencyStore {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String, capacity: u32) -> Result<Self> {
        Ok(Self(resilience::IdempotencyStore::new(&config, capacity).map_err(thrown)?))
    }

    /// `begin`, as JSON.
    #[napi]
    pub fn begin(&self, key: String, fingerprint: &[u8], now_ms: f64) -> Result<String> {
        Ok(self.0.begin(&key, fingerprint, now_ms).map_err(thrown)?.json())
    }

    /// `complete`.
    #[napi]
    pub fn complete(&self, key: String, execution: f64, response: String, now_ms: f64) -> Result<bool> {
        self.0.complete(&key, execution, &response, now_ms).map_err(thrown)
    }

    /// `abandon`.
    #[napi]
    pub fn abandon(&self, key: String, execution: f64, now_ms: f64) -> Result<bool> {
        self.0.abandon(&key, execution, now_ms).map_err(thrown)
    }
}

/// `phiward_sdk::resilience::IdempotencyPolicy`.
#[napi]
pub struct IdempotencyPolicy(resilience::IdempotencyPolicy);

#[napi]
impl IdempotencyPolicy {
    /// `new`.
    #[napi(constructor)]
    pub fn new(config: String) -> Result<Self> {
        Ok(Self(resilience::IdempotencyPolicy::new(&config).map_err(thrown)?))
    }

    /// `begin`, as JSON.
    #[napi]
    pub fn begin(&self, record: String, fingerprint: &[u8], now_ms: f64) -> Result<String> {
        Ok(self.0.begin(&record, fingerprint, now_ms).map_err(thrown)?.json())
    }

    /// `complete`.
    #[napi]
    pub fn complete(&self, record: String, response: String, now_ms: f64) -> Result<String> {
        self.0.complete(&record, &response, now_ms).map_err(thrown)
    }
}

/// `phiward_sdk::resilience::classify_error`, as JSON.
#[napi]
pub fn classify_error(
    vendor: String,
    status: u32,
    name: String,
    retry_after: String,
    now_ms: f64,
) -> Result<String> {
    Ok(resilience::classify_error(&vendor, status, &name, &retry_after, now_ms).map_err(thrown)?.json())
}
