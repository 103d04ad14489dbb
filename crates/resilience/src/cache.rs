//! Answers that are kept for a while: the first layer, in memory.

mod key;

use alloc::string::String;

pub use self::key::{CacheKey, CacheKeyBuilder};
use crate::error::{ConfigError, check};
use crate::recency::Recency;

/// How large a cache gets, and how long it keeps values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CacheConfig {
    /// Most bytes of all values together.
    pub max_bytes: u64,
    /// How long a value is fresh, in milliseconds.
    pub ttl_ms: u64,
    /// After how many milliseconds a load that tells nothing is taken for dead.
    pub load_lease_ms: u64,
}

impl Default for CacheConfig {
    /// 100 MB, 5 minutes, 30 s.
    fn default() -> Self {
        Self { max_bytes: 100_000_000, ttl_ms: 300_000, load_lease_ms: 30_000 }
    }
}

/// What a cache says to a key.
#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the three")]
pub enum Lookup<'a, V> {
    /// The value.
    Hit(&'a V),
    /// Load it, then call [`Cache::fill`] or [`Cache::fail`].
    Load(LoadTicket),
    /// Another caller loads it: wait for that, and look again.
    Wait {
        /// In how many milliseconds the load is taken for dead.
        retry_after_ms: u64,
    },
}

/// The duty to load a value, which one caller has at a time.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a load that is neither filled nor failed makes others wait until its lease ends"]
pub struct LoadTicket(u64);

/// A cache of so many bytes, whose oldest values go first. One caller loads a value, the others wait.
///
/// Values are dropped when they go: a type that wipes itself on drop is wiped then. The cache wakes nobody; whoever
/// fills it does.
///
/// ```
/// use phiward_resilience::{Cache, CacheConfig, CacheKey, Lookup};
///
/// let mut cache: Cache<u32> = Cache::new(CacheConfig::default())?;
/// let key = CacheKey::new("market").segment("used").version("v1");
/// let Lookup::Load(ticket) = cache.get(&key, 0) else { unreachable!() };
/// assert!(matches!(cache.get(&key, 1), Lookup::Wait { .. }));
/// cache.fill(&key, ticket, 42, 4, 2);
/// assert_eq!(cache.get(&key, 3), Lookup::Hit(&42));
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Cache<V> {
    config: CacheConfig,
    values: Recency<String, Entry<V>>,
    loads: Recency<String, Load>,
    bytes: u64,
    last_ticket: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    bytes: u64,
    fresh_until_ms: u64,
}

#[derive(Debug)]
struct Load {
    ticket: u64,
    lease_until_ms: u64,
}

/// What a key costs beside its value: an estimate, so that many small values are bounded too.
const ENTRY_BYTES: u64 = 128;
/// Most loads that others may wait for. Above that, each caller loads for itself.
const MOST_LOADS: usize = 10_000;

impl<V> Cache<V> {
    /// An empty cache.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: CacheConfig) -> Result<Self, ConfigError> {
        check::at_least_one("max_bytes", config.max_bytes)?;
        check::duration("ttl_ms", config.ttl_ms)?;
        check::duration("load_lease_ms", config.load_lease_ms)?;
        Ok(Self { config, values: Recency::new(), loads: Recency::new(), bytes: 0, last_ticket: 0 })
    }

    /// Looks for the value of a key at `now_ms`.
    pub fn get(&mut self, key: &CacheKey, now_ms: u64) -> Lookup<'_, V> {
        if self.values.peek(key.as_str()).is_some_and(|entry| now_ms >= entry.fresh_until_ms) {
            self.remove(key);
        }
        if self.values.peek(key.as_str()).is_none() {
            return self.begin_load(key, now_ms);
        }
        match self.values.use_mut(key.as_str()) {
            Some(entry) => Lookup::Hit(&entry.value),
            None => Lookup::Wait { retry_after_ms: 1 },
        }
    }

    /// Keeps a loaded value of so many bytes. False when another caller has taken over the load, or when the value is
    /// larger than the cache.
    #[expect(clippy::needless_pass_by_value, reason = "a ticket is used up")]
    pub fn fill(&mut self, key: &CacheKey, ticket: LoadTicket, value: V, bytes: u64, now_ms: u64) -> bool {
        if !self.end_load(key, &ticket) {
            return false;
        }
        let bytes = bytes.saturating_add(key.as_str().len() as u64).saturating_add(ENTRY_BYTES);
        if bytes > self.config.max_bytes {
            return false;
        }
        self.remove(key);
        while self.bytes.saturating_add(bytes) > self.config.max_bytes {
            let Some((_, evicted)) = self.values.evict(1, |_| true) else { break };
            self.bytes -= evicted.bytes;
        }
        let fresh_until_ms = now_ms.saturating_add(self.config.ttl_ms);
        self.values.insert(key.as_str().into(), Entry { value, bytes, fresh_until_ms });
        self.bytes += bytes;
        true
    }

    /// Gives a load up. The next caller loads.
    #[expect(clippy::needless_pass_by_value, reason = "a ticket is used up")]
    pub fn fail(&mut self, key: &CacheKey, ticket: LoadTicket) {
        self.end_load(key, &ticket);
    }

    /// Forgets a value.
    pub fn remove(&mut self, key: &CacheKey) -> Option<V> {
        let entry = self.values.remove(key.as_str())?;
        self.bytes -= entry.bytes;
        Some(entry.value)
    }

    /// How many bytes are kept, with an estimate for the keys.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    fn begin_load(&mut self, key: &CacheKey, now_ms: u64) -> Lookup<'_, V> {
        match self.loads.peek(key.as_str()) {
            Some(load) if now_ms < load.lease_until_ms => {
                return Lookup::Wait { retry_after_ms: load.lease_until_ms - now_ms };
            }
            _ => {}
        }
        self.last_ticket += 1;
        let lease_until_ms = now_ms.saturating_add(self.config.load_lease_ms);
        if self.loads.len() >= MOST_LOADS {
            self.loads.evict(1, |_| true);
        }
        self.loads.insert(key.as_str().into(), Load { ticket: self.last_ticket, lease_until_ms });
        Lookup::Load(LoadTicket(self.last_ticket))
    }

    fn end_load(&mut self, key: &CacheKey, ticket: &LoadTicket) -> bool {
        let is_current = self.loads.peek(key.as_str()).is_some_and(|load| load.ticket == ticket.0);
        if is_current {
            self.loads.remove(key.as_str());
        }
        is_current
    }
}
