//! Layers for tower services, in the order deadline, retry, rate limit, breaker, bulkhead, call.
//!
//! Only one layer of a program retries. A rejection by the breaker is not worth a retry.

mod breaker;
mod limit;
mod retry;

pub use self::{
    breaker::{BreakerLayer, BreakerService},
    limit::{LimitError, RateLimitLayer, RateLimitService},
    retry::{RetryLayer, RetryService},
};
