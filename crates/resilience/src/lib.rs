#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod allow_list;
mod backoff;
mod breaker;
mod budget;
mod bulkhead;
mod cache;
mod deadline;
mod error;
mod hedge;
mod idempotency;
mod jitter;
mod limit;
mod rate;
mod recency;
mod retry;
mod saga;
mod sliding;
mod snapshot;
mod sync;

#[cfg(feature = "std")]
pub mod edge;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "tower")]
pub mod tower;
#[cfg(feature = "trace")]
pub mod trace;
pub mod vendor;

// Stop calling what fails.
#[cfg(target_has_atomic = "64")]
pub use crate::breaker::AtomicBreaker;
pub use crate::breaker::{
    Breaker, BreakerConfig, BreakerCounts, Breakers, HalfOpen, OpenPeriod, Outcome, Permit, Rejected, Report,
    SlowCalls, State, Transition, Trip,
};
// Call again, later, and not too often.
pub use crate::{
    backoff::Exponential,
    budget::{BudgetConfig, RetryBudget},
    hedge::{Hedge, HedgeDecision},
    jitter::Jitter,
    retry::{Attempt, AttemptClass, GiveUp, PushBack, Retry, RetryConfig, RetryPolicy, RetryVerdict},
};
// Be called not too often, and by whom.
#[cfg(target_has_atomic = "64")]
pub use crate::limit::AtomicGcra;
pub use crate::{
    allow_list::IpAllowList,
    bulkhead::{Bulkhead, Seat},
    deadline::{DEADLINE_HEADER, Deadline},
    limit::{CalendarPeriod, Gcra, KeyedRateLimiter, LimitDecision, LimitRule, RateLimiter, Tier},
};
// Do it once, or not at all.
pub use crate::{
    cache::{Cache, CacheConfig, CacheKey, CacheKeyBuilder, LoadTicket, Lookup},
    idempotency::{
        Begin, Execution, Idempotency, IdempotencyConfig, IdempotencyRecord, IdempotencyStore, MemoryStore,
        StoreFull,
    },
    saga::{Saga, SagaCommand, SagaEvent, SagaStep, UnexpectedEvent},
};
// Numbers, and what was wrong with an input.
pub use crate::{
    error::{ConfigError, ConfigFault, MAX_DURATION_MS, SnapshotError},
    rate::{Factor, Rate},
};
