//! What is left of a request: numbers, in a chain that cannot be cut unseen.

use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use phiward_attest::cbor::Writer;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Bucket, Refusal};

/// The version of the events, which the enclave attests.
pub(crate) const SCHEMA: u64 = 1;
const TAG_LEN: usize = 32;
/// Length of the longest event as it is sent out, with its tag.
pub const SEALED_EVENT_LEN: usize = 96;

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was answered.
    Answered,
    /// It was refused.
    Refused(Refusal),
}

impl Outcome {
    fn number(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::Refused(refusal) => refusal.number(),
        }
    }
}

/// One event: integers and fixed ids. There is no field that could hold a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// The epoch of the request; 0 where it told none.
    pub epoch: u64,
    /// The destination; 0 where the request did not open.
    pub destination: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// How long plaintext existed on the way out and on the way back.
    pub windows: [Bucket; 2],
}

impl Event {
    fn encode(&self, number: u64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8).unsigned(SCHEMA).unsigned(number).unsigned(self.at_ms).unsigned(self.epoch);
        writer.unsigned(self.destination).unsigned(u64::from(self.outcome.number()));
        for window in self.windows {
            writer.unsigned(u64::from(window.number()));
        }
        writer.into_bytes()
    }
}

/// Takes events out of the enclave.
pub trait AuditSink: Send {
    /// Takes one event with its tag. It is authenticated and says nothing secret.
    fn record(&mut self, event: &[u8]);
}

impl AuditSink for Vec<Vec<u8>> {
    fn record(&mut self, event: &[u8]) {
        self.push(event.to_vec());
    }
}

/// The chain: each tag is an HMAC over the event and the tag before it.
pub struct Audit {
    key: Zeroizing<[u8; 32]>,
    last: [u8; TAG_LEN],
    count: u64,
    sink: Box<dyn AuditSink>,
}

impl Audit {
    /// Begins a chain under a key.
    #[must_use]
    pub fn new(key: [u8; 32], sink: Box<dyn AuditSink>) -> Self {
        Self { key: Zeroizing::new(key), last: [0; TAG_LEN], count: 0, sink }
    }

    /// Adds an event.
    pub fn record(&mut self, event: &Event) {
        let mut bytes = event.encode(self.count);
        self.last = tag(&self.key, &self.last, &bytes);
        self.count = self.count.saturating_add(1);
        bytes.extend(self.last);
        self.sink.record(&bytes);
    }

    /// Whether `events` are the first ones of a chain under `key`, all of them and in order.
    ///
    /// ```
    /// # use phiward_enclave::Audit;
    /// assert!(Audit::verify(&[1; 32], &[]));
    /// ```
    #[must_use]
    pub fn verify(key: &[u8; 32], events: &[Vec<u8>]) -> bool {
        let mut last = [0; TAG_LEN];
        events.iter().all(|event| {
            let Some((bytes, found)) = event.split_last_chunk::<TAG_LEN>() else { return false };
            last = tag(key, &last, bytes);
            last == *found
        })
    }
}

fn tag(key: &[u8; 32], last: &[u8; TAG_LEN], event: &[u8]) -> [u8; TAG_LEN] {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; TAG_LEN] };
    mac.chain_update(last).chain_update(event).finalize().into_bytes().into()
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Audit").field("count", &self.count).finish_non_exhaustive()
    }
}
