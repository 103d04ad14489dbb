//! Rate limits that all instances share.
//!
//! What is left of a limit is a cell in Redis, or in the database without Redis.
//! When the place is gone, each instance limits by itself with the same rules: nobody is let in without limit, and
//! nobody who launches protocols in an ambulance is turned away because a cache is down.

use core::hash::BuildHasher as _;
use std::hash::RandomState;
use std::sync::{Mutex as Lock, PoisonError};

use phiward_resilience::{KeyedRateLimiter, LimitDecision, RateLimiter, Tier};
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::store::{Cell, RedisCells, Space, Store, Unavailable, Write};

/// Tasks of this instance that touch the same key wait for each other, so that only instances race.
const STRIPES: usize = 64;
/// How often another instance may be faster before this counts as overload.
const MOST_RACES: u32 = 32;
/// Keys that one instance remembers by itself.
const MOST_KEYS: u32 = 100_000;
/// How long an unused limit is kept: longer than any window.
const KEEP_MS: u64 = 32 * 86_400_000;

pub(crate) struct Limits {
    place: Place,
    stripes: Vec<Mutex<()>>,
    hasher: RandomState,
    /// For the time in which the place is gone, one for each tier.
    alone: Lock<Vec<(&'static str, KeyedRateLimiter<String>)>>,
}

enum Place {
    Redis(Box<RedisCells>),
    Database(Store),
}

/// What a limit says of a request that may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passed {
    /// How many more may come now; none where there is no limit.
    pub(crate) remaining: Option<u32>,
    /// Whether only this instance has counted it.
    pub(crate) alone: bool,
}

impl Limits {
    pub(crate) fn new(redis: Option<RedisCells>, store: Store) -> Self {
        let place = redis.map_or(Place::Database(store), |redis| Place::Redis(Box::new(redis)));
        let stripes = (0..STRIPES).map(|_| Mutex::new(())).collect();
        Self { place, stripes, hasher: RandomState::new(), alone: Lock::new(Vec::new()) }
    }

    /// Whether the place where limits are shared answers.
    pub(crate) async fn ping(&self) -> Result<(), Unavailable> {
        match &self.place {
            Place::Redis(redis) => redis.ping().await,
            Place::Database(store) => store.ping().await,
        }
    }

    /// Counts a request of a key.
    pub(crate) async fn check(&self, tier: Tier, key: &str, now_ms: u64) -> Result<Passed, Failure> {
        if tier.rules().is_empty() {
            return Ok(Passed { remaining: None, alone: false });
        }
        let name = format!("limit/{}/{key}", tier.name());
        let stripe = usize::try_from(self.hasher.hash_one(&name) % STRIPES as u64).unwrap_or(0);
        let _turn = match self.stripes.get(stripe) {
            Some(stripe) => Some(stripe.lock().await),
            None => None,
        };
        let (decision, alone) = match self.shared(tier, &name, now_ms).await {
            Ok(decision) => (decision, false),
            Err(Unavailable::Busy) => return Err(Failure::OVERLOADED),
            Err(_) => (self.by_itself(tier, &name, now_ms), true),
        };
        match decision {
            LimitDecision::Allow { remaining } => Ok(Passed { remaining: Some(remaining), alone }),
            LimitDecision::Deny { retry_after_ms } => Err(Failure::limited(retry_after_ms)),
            LimitDecision::Never => Err(Failure::limited(KEEP_MS)),
        }
    }

    async fn shared(&self, tier: Tier, name: &str, now_ms: u64) -> Result<LimitDecision, Unavailable> {
        for _ in 0..MOST_RACES {
            let found = self.load(name).await?;
            let mut limiter = tier.limiter().map_err(|_| Unavailable::Unreadable)?;
            if let Some(found) = &found {
                resume(&mut limiter, found, now_ms);
            }
            let decision = limiter.check(1, now_ms);
            if !matches!(decision, LimitDecision::Allow { .. }) {
                return Ok(decision);
            }
            let cell =
                Cell::after(found.as_ref(), limiter.snapshot(), now_ms.saturating_add(KEEP_MS), now_ms);
            if self.swap(name, found.map(|found| found.version), cell).await? {
                return Ok(decision);
            }
        }
        Err(Unavailable::Busy)
    }

    fn by_itself(&self, tier: Tier, name: &str, now_ms: u64) -> LimitDecision {
        let mut alone = self.alone.lock().unwrap_or_else(PoisonError::into_inner);
        if !alone.iter().any(|(held, _)| *held == tier.name())
            && let Ok(limiter) = KeyedRateLimiter::new(tier.rules(), MOST_KEYS)
        {
            alone.push((tier.name(), limiter));
        }
        let limiter = alone.iter_mut().find(|(held, _)| *held == tier.name());
        limiter.map_or(LimitDecision::Never, |(_, limiter)| limiter.check(&name.to_owned(), 1, now_ms))
    }

    async fn load(&self, name: &str) -> Result<Option<Cell>, Unavailable> {
        match &self.place {
            Place::Redis(redis) => redis.load(name).await,
            Place::Database(store) => store.cell(Space::Limit, name).await,
        }
    }

    async fn swap(&self, name: &str, expected: Option<u64>, cell: Cell) -> Result<bool, Unavailable> {
        match &self.place {
            Place::Redis(redis) => redis.swap(name, expected, cell).await,
            Place::Database(store) => {
                let write = Write::Cell { space: Space::Limit, key: name.to_owned(), expected, cell };
                store.commit(vec![write]).await
            }
        }
    }
}

/// Goes on from a cell. A clock that has stepped back grants nothing: the time of the cell counts.
///
/// A cell that cannot be read is of another release or damaged; the limit begins anew.
fn resume(limiter: &mut RateLimiter, cell: &Cell, now_ms: u64) {
    let seen_ms = cell.until_ms.saturating_sub(KEEP_MS);
    let _ = limiter.restore(&cell.value, now_ms.max(seen_ms));
}
