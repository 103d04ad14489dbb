//! Where the records of idempotency keys are kept.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use super::IdempotencyRecord;
use crate::error::{ConfigError, check};
use crate::recency::Recency;

/// A store of records by key.
pub trait IdempotencyStore {
    /// What can go wrong with the store.
    type Error;

    /// The record of a key.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn load(&mut self, key: &str) -> Result<Option<IdempotencyRecord>, Self::Error>;

    /// Sets or removes the record of a key, if the record that is there is of the expected execution, or if there is
    /// none and none is expected. False when it is another. `now_ms` tells which records have had their time.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn compare_and_set(
        &mut self,
        key: &str,
        expected: Option<u64>,
        record: Option<IdempotencyRecord>,
        now_ms: u64,
    ) -> Result<bool, Self::Error>;
}

/// A store in memory, of so many keys at most.
///
/// A key that is in use is never dropped for another: when there is no room, new keys are refused.
#[derive(Debug, Clone)]
pub struct MemoryStore {
    capacity: usize,
    records: Recency<String, IdempotencyRecord>,
}

/// There is no room for another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreFull;

impl StoreFull {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "store_full"
    }

    /// What `Display` writes, without the way through formatting, which is large.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        "the store has no room for another key"
    }
}

impl fmt::Display for StoreFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for StoreFull {}

impl MemoryStore {
    /// An empty store of at most `capacity` keys.
    ///
    /// # Errors
    /// [`ConfigError`] when the capacity is zero or above ten million.
    pub fn new(capacity: u32) -> Result<Self, ConfigError> {
        check::count("capacity", capacity.into(), 10_000_000)?;
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        Ok(Self { capacity, records: Recency::new() })
    }

    /// Drops records that have had their time, the oldest first, and tells whether there is room.
    fn make_room(&mut self, now_ms: u64) -> bool {
        while self.records.len() >= self.capacity {
            let over = self.records.oldest_first().find(|(_, record)| now_ms >= record.until_ms);
            let Some(key) = over.map(|(key, _)| key.clone()) else { return false };
            self.records.remove(&key);
        }
        true
    }
}

impl IdempotencyStore for MemoryStore {
    type Error = StoreFull;

    fn load(&mut self, key: &str) -> Result<Option<IdempotencyRecord>, StoreFull> {
        Ok(self.records.peek(key).cloned())
    }

    fn compare_and_set(
        &mut self,
        key: &str,
        expected: Option<u64>,
        record: Option<IdempotencyRecord>,
        now_ms: u64,
    ) -> Result<bool, StoreFull> {
        if self.records.peek(key).map(|record| record.execution) != expected {
            return Ok(false);
        }
        match record {
            Some(record) => {
                if expected.is_none() && !self.make_room(now_ms) {
                    return Err(StoreFull);
                }
                self.records.insert(key.to_owned(), record);
            }
            None => {
                self.records.remove(key);
            }
        }
        Ok(true)
    }
}
