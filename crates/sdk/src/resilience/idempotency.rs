//! Doing a request once, however often it is sent.

use alloc::{string::String, vec::Vec};

use phiward_json::{Fields, Value, Writer};
use phiward_resilience::{
    Begin, Execution, Idempotency, IdempotencyConfig, IdempotencyRecord, MemoryStore, SnapshotError, json,
};

use super::executions::Executions;
use super::{decimal, decimal_or_null, host_ms, millis, record};
use crate::{
    Error,
    sync::{Mutex, MutexGuard},
};

/// What to do with a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Begun {
    /// `execute`: do it, then complete or abandon it. `replay`: it was done. `in_flight`: it is being done.
    /// `mismatch`: the key was used for another request.
    pub decision: &'static str,
    /// The number of the execution, from 1 on; 0 where there is none.
    pub execution: f64,
    /// The response of before, where it is replayed.
    pub response: Option<String>,
    /// In how many milliseconds an execution that tells nothing is taken for dead, where one is in flight.
    pub retry_after_ms: Option<f64>,
    /// The record to set in the place of the one that was given; `None` when nothing is to be set.
    /// Only [`IdempotencyPolicy`] fills it in.
    pub record: Option<String>,
}

impl Begun {
    /// The same as JSON, for a host that reads one text faster than many fields.
    #[must_use]
    pub fn json(&self) -> String {
        record(|writer| {
            writer.field("decision").string(self.decision);
            decimal(writer.field("execution"), self.execution);
            writer.field("response").string_or_null(self.response.as_deref());
            decimal_or_null(writer.field("retry_after_ms"), self.retry_after_ms);
            writer.field("record").string_or_null(self.record.as_deref());
        })
    }
}

/// Idempotency keys in memory, of so many keys at most: when there is no room, new keys are refused.
///
/// The configuration is `{"ttl_ms": 86400000, "in_flight_lease_ms": 30000}`, of which an empty text is the default.
/// The fingerprint is a hash of the request, and the response should be sealed: neither is PHI.
///
/// ```
/// use phiward_sdk::resilience::IdempotencyStore;
/// let store = IdempotencyStore::new("", 1000)?;
/// let begun = store.begin("key-1", b"hash", 0.0)?;
/// assert_eq!((begun.decision, store.begin("key-1", b"hash", 1.0)?.decision), ("execute", "in_flight"));
/// store.complete("key-1", begun.execution, "sealed response", 2.0)?;
/// assert_eq!(store.begin("key-1", b"hash", 3.0)?.response.as_deref(), Some("sealed response"));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct IdempotencyStore {
    state: Mutex<State>,
    capacity: usize,
}

#[derive(Debug)]
struct State {
    requests: Idempotency<MemoryStore>,
    lease_ms: u64,
    executions: Executions,
    last: f64,
}

impl IdempotencyStore {
    /// Makes an empty store.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    pub fn new(config: &str, capacity: u32) -> Result<Self, Error> {
        let config = read(config)?;
        let requests = Idempotency::new(config, MemoryStore::new(capacity)?)?;
        let lease_ms = config.in_flight_lease_ms;
        let state = State { requests, lease_ms, executions: Executions::default(), last: 0.0 };
        Ok(Self { state: Mutex::new(state), capacity: usize::try_from(capacity).unwrap_or(usize::MAX) })
    }

    /// Decides what to do with a request.
    ///
    /// # Errors
    /// `store_full`.
    pub fn begin(&self, key: &str, fingerprint: &[u8], now_ms: f64) -> Result<Begun, Error> {
        let mut state = self.lock();
        let now_ms = millis(now_ms);
        let begin = state.requests.begin(key, fingerprint, now_ms)?;
        let (mut begun, execution) = Begun::of(begin)?;
        if let Some(execution) = execution {
            if state.executions.len() >= self.capacity {
                state.executions.forget(now_ms);
            }
            state.last += 1.0;
            begun.execution = state.last;
            let until_ms = now_ms.saturating_add(state.lease_ms);
            let number = state.last;
            state.executions.insert(key, number, execution, until_ms);
        }
        Ok(begun)
    }

    /// Stores the response. False, and nothing is stored, when another execution has taken over.
    ///
    /// # Errors
    /// `store_full`.
    pub fn complete(&self, key: &str, execution: f64, response: &str, now_ms: f64) -> Result<bool, Error> {
        let mut state = self.lock();
        let Some(execution) = state.executions.take(key, execution) else { return Ok(false) };
        Ok(state.requests.complete(key, execution, response.as_bytes(), millis(now_ms))?)
    }

    /// Releases the key of an execution that did nothing. False when another execution has taken over.
    ///
    /// # Errors
    /// `store_full`.
    pub fn abandon(&self, key: &str, execution: f64, now_ms: f64) -> Result<bool, Error> {
        let mut state = self.lock();
        let Some(execution) = state.executions.take(key, execution) else { return Ok(false) };
        Ok(state.requests.abandon(key, execution, millis(now_ms))?)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

/// The decisions alone, for records that a store of the host keeps, such as Redis or a table.
///
/// A record is a text. The host loads that of the key, asks [`begin`](Self::begin), and sets the new record only if the
/// old one is still there; if it is not, it asks again.
///
/// ```
/// use phiward_sdk::resilience::IdempotencyPolicy;
/// let policy = IdempotencyPolicy::new("")?;
/// let record = policy.begin("", b"hash", 0.0)?.record.unwrap();
/// let done = policy.complete(&record, "sealed response", 5.0)?;
/// assert_eq!(policy.begin(&done, b"hash", 9.0)?.decision, "replay");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct IdempotencyPolicy(IdempotencyConfig);

impl IdempotencyPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    pub fn new(config: &str) -> Result<Self, Error> {
        let config = read(config)?;
        // A store of one key checks the values.
        Idempotency::new(config, MemoryStore::new(1)?)?;
        Ok(Self(config))
    }

    /// Decides what to do with a request whose key has this record; an empty text is none.
    ///
    /// # Errors
    /// `corrupt` for a text that is no record.
    pub fn begin(&self, record: &str, fingerprint: &[u8], now_ms: f64) -> Result<Begun, Error> {
        let found = if record.is_empty() { None } else { Some(parse(record)?) };
        let (begin, new) = self.0.begin(found.as_ref(), fingerprint, millis(now_ms));
        let (mut begun, _) = Begun::of(begin)?;
        begun.execution = new.as_ref().map_or(0.0, |record| host_ms(record.execution));
        begun.record = new.as_ref().map(written);
        Ok(begun)
    }

    /// The record that replays a response, in the place of the one that `begin` gave.
    ///
    /// # Errors
    /// `corrupt` for a text that is no record of an execution in flight.
    pub fn complete(&self, record: &str, response: &str, now_ms: f64) -> Result<String, Error> {
        let mut record = parse(record)?;
        if record.response.is_some() {
            return Err(SnapshotError::Corrupt.into());
        }
        record.response = Some(response.as_bytes().to_vec());
        record.until_ms = millis(now_ms).saturating_add(self.0.ttl_ms);
        Ok(written(&record))
    }
}

impl Begun {
    fn of(begin: Begin) -> Result<(Self, Option<Execution>), Error> {
        let none = Self { decision: "", execution: 0.0, response: None, retry_after_ms: None, record: None };
        Ok(match begin {
            Begin::Execute(execution) => (Self { decision: "execute", ..none }, Some(execution)),
            Begin::Replay(response) => {
                let response = String::from_utf8(response).map_err(|_| SnapshotError::Corrupt)?;
                (Self { decision: "replay", response: Some(response), ..none }, None)
            }
            Begin::InFlight { retry_after_ms } => {
                let retry_after_ms = Some(host_ms(retry_after_ms));
                (Self { decision: "in_flight", retry_after_ms, ..none }, None)
            }
            Begin::Mismatch => (Self { decision: "mismatch", ..none }, None),
        })
    }
}

fn read(config: &str) -> Result<IdempotencyConfig, Error> {
    Ok(if config.is_empty() { IdempotencyConfig::default() } else { json::idempotency(config)? })
}

fn parse(text: &str) -> Result<IdempotencyRecord, Error> {
    Ok(Value::parse(text).and_then(read_record).ok_or(SnapshotError::Corrupt)?)
}

fn read_record(value: Value) -> Option<IdempotencyRecord> {
    let mut fields = Fields::of(value)?;
    let record = IdempotencyRecord {
        execution: fields.take("execution")?.as_u64()?,
        fingerprint: read_bytes(&fields.take("fingerprint")?)?,
        response: match fields.take("response") {
            None | Some(Value::Null) => None,
            Some(response) => Some(read_bytes(&response)?),
        },
        until_ms: fields.take("until_ms")?.as_u64()?,
    };
    fields.is_empty().then_some(record)
}

fn read_bytes(value: &Value) -> Option<Vec<u8>> {
    value.as_list()?.iter().map(|byte| byte.as_u64()?.try_into().ok()).collect()
}

fn written(kept: &IdempotencyRecord) -> String {
    let bytes = |writer: &mut Writer, bytes: &[u8]| {
        writer.list(bytes, |writer, byte| writer.unsigned(u64::from(*byte)));
    };
    record(|writer| {
        writer.field("execution").unsigned(kept.execution);
        bytes(writer.field("fingerprint"), &kept.fingerprint);
        match &kept.response {
            Some(response) => bytes(writer.field("response"), response),
            None => writer.field("response").null(),
        }
        writer.field("until_ms").unsigned(kept.until_ms);
    })
}
