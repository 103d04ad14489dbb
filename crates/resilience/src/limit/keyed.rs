//! A limiter for each key, such as an agency or the keyed hash of an address, in bounded memory.

use super::{LimitDecision, LimitRule, RateLimiter};
use crate::error::{ConfigError, check};
use crate::recency::Recency;

/// Most keys that are remembered.
const MOST_KEYS: u64 = 10_000_000;
/// How many of the oldest entries are looked at to find one that is idle.
const TRIES: usize = 16;

/// Limiters by key, with the same rules.
///
/// When it is full, the limiter that was used least recently goes, an idle one if there is one among the 16 oldest.
/// An IP address identifies a person: use a keyed hash of it as the key.
///
/// ```
/// use phiward_resilience::{KeyedRateLimiter, LimitDecision, Tier};
/// let mut limits: KeyedRateLimiter<u64> = KeyedRateLimiter::new(Tier::PER_IP.rules(), 10_000)?;
/// assert!(matches!(limits.check(&0x5eed, 100, 0), LimitDecision::Allow { .. }));
/// assert!(matches!(limits.check(&0x5eed, 1, 0), LimitDecision::Deny { .. }));
/// assert!(matches!(limits.check(&0xbeef, 1, 0), LimitDecision::Allow { .. }));
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct KeyedRateLimiter<K> {
    prototype: RateLimiter,
    capacity: usize,
    entries: Recency<K, RateLimiter>,
    latest_ms: u64,
}

impl<K: Ord + Clone> KeyedRateLimiter<K> {
    /// Makes an empty limiter for at most `capacity` keys.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero, empty or out of range.
    pub fn new(rules: &[LimitRule], capacity: u32) -> Result<Self, ConfigError> {
        check::count("capacity", capacity.into(), MOST_KEYS)?;
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        Ok(Self { prototype: RateLimiter::new(rules)?, capacity, entries: Recency::new(), latest_ms: 0 })
    }

    /// Asks for a key. See [`RateLimiter::check`].
    pub fn check(&mut self, key: &K, cost: u32, now_ms: u64) -> LimitDecision {
        self.latest_ms = self.latest_ms.max(now_ms);
        let now_ms = self.latest_ms;
        self.of(key).check(cost, now_ms)
    }

    /// The limiter of a key, which is made when the key is new.
    pub fn of(&mut self, key: &K) -> &mut RateLimiter {
        if self.entries.peek(key).is_none() {
            if self.entries.len() >= self.capacity {
                let now_ms = self.latest_ms;
                self.entries.evict(TRIES, |limiter| limiter.is_idle(now_ms));
            }
            self.entries.insert(key.clone(), self.prototype.clone());
        }
        // The entry was there or has been added, so the prototype is never lent.
        self.entries.use_mut(key).unwrap_or(&mut self.prototype)
    }

    /// All limiters, the least recently used first.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &RateLimiter)> {
        self.entries.oldest_first()
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
