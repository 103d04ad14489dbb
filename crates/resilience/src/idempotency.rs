//! Doing a request once, however often it is sent.

mod store;

use alloc::vec::Vec;

pub use self::store::{IdempotencyStore, MemoryStore, StoreFull};
use crate::error::{ConfigError, check};

/// How long keys are remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdempotencyConfig {
    /// For how long a response is replayed after it was stored, in milliseconds.
    pub ttl_ms: u64,
    /// After how many milliseconds an execution that tells nothing is taken for dead.
    pub in_flight_lease_ms: u64,
}

impl Default for IdempotencyConfig {
    /// A day, and 30 s.
    fn default() -> Self {
        Self { ttl_ms: 86_400_000, in_flight_lease_ms: 30_000 }
    }
}

/// What a store keeps for one key.
///
/// The fingerprint is a hash of the request. Neither it nor the key holds data of patients; the response should be
/// sealed before it gets here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct IdempotencyRecord {
    /// Grows with each execution of the key: a store compares and sets it, and a late execution is told by it.
    pub execution: u64,
    /// Which request the key belongs to.
    pub fingerprint: Vec<u8>,
    /// The response, once there is one.
    pub response: Option<Vec<u8>>,
    /// Until when the execution is waited for, or the response replayed.
    pub until_ms: u64,
}

/// What to do with a request.
#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the four")]
pub enum Begin {
    /// Do it, then call [`Idempotency::complete`] or [`Idempotency::abandon`] with the execution.
    Execute(Execution),
    /// It was done. This was the response.
    Replay(Vec<u8>),
    /// It is being done.
    InFlight {
        /// In how many milliseconds the execution is taken for dead.
        retry_after_ms: u64,
    },
    /// The key was used for another request. The caller has a fault.
    Mismatch,
}

/// The right to execute a request and to store its response. It is used once.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a key that is neither completed nor abandoned stays in flight until its lease ends"]
pub struct Execution(u64);

/// Idempotency keys over a store.
///
/// ```
/// use phiward_resilience::{Begin, Idempotency, IdempotencyConfig, MemoryStore};
///
/// let mut requests = Idempotency::new(IdempotencyConfig::default(), MemoryStore::new(1000)?)?;
/// let Begin::Execute(execution) = requests.begin("key-1", b"hash", 0)? else { unreachable!() };
/// assert_eq!(requests.begin("key-1", b"hash", 1)?, Begin::InFlight { retry_after_ms: 29_999 });
/// requests.complete("key-1", execution, b"sealed response", 2)?;
/// assert_eq!(requests.begin("key-1", b"hash", 3)?, Begin::Replay(b"sealed response".to_vec()));
/// assert_eq!(requests.begin("key-1", b"other", 4)?, Begin::Mismatch);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Idempotency<S> {
    config: IdempotencyConfig,
    store: S,
}

/// Most times that a call looks at the store again because another was faster.
const MOST_RACES: u32 = 100;

impl<S: IdempotencyStore> Idempotency<S> {
    /// Checks a configuration, and takes the store.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: IdempotencyConfig, store: S) -> Result<Self, ConfigError> {
        check::duration("ttl_ms", config.ttl_ms)?;
        check::duration("in_flight_lease_ms", config.in_flight_lease_ms)?;
        Ok(Self { config, store })
    }

    /// Decides what to do with a request at `now_ms`.
    ///
    /// # Errors
    /// That of the store.
    pub fn begin(&mut self, key: &str, fingerprint: &[u8], now_ms: u64) -> Result<Begin, S::Error> {
        for _ in 0..MOST_RACES {
            let found = self.store.load(key)?;
            let (begin, record) = self.config.begin(found.as_ref(), fingerprint, now_ms);
            let Some(record) = record else { return Ok(begin) };
            let expected = found.map(|found| found.execution);
            if self.store.compare_and_set(key, expected, Some(record), now_ms)? {
                return Ok(begin);
            }
        }
        Ok(Begin::InFlight { retry_after_ms: self.config.in_flight_lease_ms })
    }

    /// Stores the response. False, and nothing is stored, when another execution has taken over.
    ///
    /// # Errors
    /// That of the store.
    #[expect(clippy::needless_pass_by_value, reason = "an execution is used up")]
    pub fn complete(
        &mut self,
        key: &str,
        execution: Execution,
        response: &[u8],
        now_ms: u64,
    ) -> Result<bool, S::Error> {
        let Some(mut record) = self.in_flight(key, &execution)? else { return Ok(false) };
        record.response = Some(response.to_vec());
        record.until_ms = now_ms.saturating_add(self.config.ttl_ms);
        self.store.compare_and_set(key, Some(execution.0), Some(record), now_ms)
    }

    /// Releases the key of an execution that did nothing. False when another execution has taken over.
    ///
    /// # Errors
    /// That of the store.
    #[expect(clippy::needless_pass_by_value, reason = "an execution is used up")]
    pub fn abandon(&mut self, key: &str, execution: Execution, now_ms: u64) -> Result<bool, S::Error> {
        match self.in_flight(key, &execution)? {
            Some(_) => self.store.compare_and_set(key, Some(execution.0), None, now_ms),
            None => Ok(false),
        }
    }

    fn in_flight(&mut self, key: &str, execution: &Execution) -> Result<Option<IdempotencyRecord>, S::Error> {
        let record = self.store.load(key)?;
        Ok(record.filter(|record| record.execution == execution.0 && record.response.is_none()))
    }
}

impl IdempotencyConfig {
    /// The decision without a store: what to do, and the record to set in place of `found`, if any.
    ///
    /// A store that cannot be called from here, such as one behind `async`, compares the `execution` of the record
    /// that it found and sets the new one, or asks again.
    #[must_use]
    pub fn begin(
        &self,
        found: Option<&IdempotencyRecord>,
        fingerprint: &[u8],
        now_ms: u64,
    ) -> (Begin, Option<IdempotencyRecord>) {
        let is_over = |record: &IdempotencyRecord| now_ms >= record.until_ms;
        match found {
            // A response that is too old is forgotten with its fingerprint; an execution that died is not.
            Some(record) if is_over(record) && record.response.is_some() => {
                self.execute(found, fingerprint, now_ms)
            }
            Some(record) if record.fingerprint != fingerprint => (Begin::Mismatch, None),
            Some(record) if is_over(record) => self.execute(found, fingerprint, now_ms),
            Some(IdempotencyRecord { response: Some(response), .. }) => {
                (Begin::Replay(response.clone()), None)
            }
            Some(record) => (Begin::InFlight { retry_after_ms: record.until_ms - now_ms }, None),
            None => self.execute(None, fingerprint, now_ms),
        }
    }

    fn execute(
        &self,
        found: Option<&IdempotencyRecord>,
        fingerprint: &[u8],
        now_ms: u64,
    ) -> (Begin, Option<IdempotencyRecord>) {
        // Not below the time, so that a key that was forgotten does not count from one again.
        let execution = found.map_or(0, |found| found.execution).wrapping_add(1).max(now_ms);
        let until_ms = now_ms.saturating_add(self.in_flight_lease_ms);
        let record =
            IdempotencyRecord { execution, fingerprint: fingerprint.to_vec(), response: None, until_ms };
        (Begin::Execute(Execution(execution)), Some(record))
    }
}
