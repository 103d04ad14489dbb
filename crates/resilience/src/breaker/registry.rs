//! A breaker for each key, such as a dependency or a tenant, in bounded memory.

use alloc::vec::Vec;
use core::borrow::Borrow;

use super::{Breaker, BreakerConfig, State};
use crate::error::{ConfigError, check};
use crate::recency::Recency;

/// Most keys that a registry may hold.
const MOST_KEYS: u64 = 1_000_000;
/// How many of the oldest entries are looked at to find one that protects nothing.
const TRIES: usize = 16;

/// Breakers by key. Keys are independent.
///
/// When it is full, the breaker that was used least recently goes, a closed one if there is one among the 16 oldest.
/// Keys appear in metrics and snapshots, so they never hold data of patients.
///
/// ```
/// use phiward_resilience::{BreakerConfig, Breakers};
/// let mut breakers: Breakers<&str> = Breakers::new(BreakerConfig::default(), 100)?;
/// assert!(breakers.of(&"mail").acquire(0).is_ok());
/// breakers.of(&"storage").force_open(1);
/// assert!(breakers.of(&"mail").acquire(2).is_ok());
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Breakers<K> {
    prototype: Breaker,
    capacity: usize,
    entries: Recency<K, Breaker>,
}

impl<K: Ord + Clone> Breakers<K> {
    /// Makes an empty registry of at most `capacity` keys.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: BreakerConfig, capacity: u32) -> Result<Self, ConfigError> {
        check::count("capacity", capacity.into(), MOST_KEYS)?;
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        Ok(Self { prototype: Breaker::new(config)?, capacity, entries: Recency::new() })
    }

    /// The breaker of a key, which is made when the key is new.
    pub fn of(&mut self, key: &K) -> &mut Breaker {
        if self.entries.peek(key).is_none() {
            if self.entries.len() >= self.capacity {
                self.entries.evict(TRIES, |breaker| breaker.state() == State::Closed);
            }
            self.entries.insert(key.clone(), self.prototype.clone());
        }
        // The entry was there or has been added, so the prototype is never lent.
        self.entries.use_mut(key).unwrap_or(&mut self.prototype)
    }

    /// The breaker of a key, if there is one. Looking does not count as use.
    pub fn peek<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Breaker>
    where
        K: Borrow<Q>,
    {
        self.entries.peek(key)
    }

    /// All breakers, the least recently used first.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Breaker)> {
        self.entries.oldest_first()
    }

    /// Forgets the closed breakers that saw nothing for `idle_ms`, and returns how many.
    pub fn evict_idle(&mut self, idle_ms: u64, now_ms: u64) -> usize {
        let idle = |breaker: &Breaker| breaker.is_idle(idle_ms, now_ms);
        let keys: Vec<K> = self
            .entries
            .oldest_first()
            .filter(|(_, breaker)| idle(breaker))
            .map(|(key, _)| key.clone())
            .collect();
        for key in &keys {
            self.entries.remove(key);
        }
        keys.len()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }
}
