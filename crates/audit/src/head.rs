//! Heads: how far a log goes, said by a second key, to be kept elsewhere.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::{
    error::LogError,
    key::{HeadKey, LogId, Place, Tag, parse_tag, push_hex},
};

/// How far a log goes: the last record, with its tag, signed.
///
/// A chain cannot tell that its end was cut off.
/// Keep heads where who can cut the log cannot reach them: in a bucket with object lock, with an auditor, in print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub(crate) log: LogId,
    pub(crate) segment: u64,
    pub(crate) seq: u64,
    pub(crate) at_ms: u64,
    pub(crate) tag: Tag,
    pub(crate) signature: Tag,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phiward_audit_head: u64,
    log: String,
    segment: u64,
    seq: u64,
    at: u64,
    mac: String,
    sig: String,
}

impl Head {
    pub(crate) fn sign(key: &HeadKey, log: LogId, segment: u64, seq: u64, at_ms: u64, tag: Tag) -> Self {
        let signature = key.sign(&Place { log: &log, segment, seq, at_ms, tag: &tag });
        Self { log, segment, seq, at_ms, tag, signature }
    }

    /// The number of the last record.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The segment of the last record.
    #[must_use]
    pub const fn segment(&self) -> u64 {
        self.segment
    }

    /// When the head was signed, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn at_ms(&self) -> u64 {
        self.at_ms
    }

    /// Whether the head key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &HeadKey) -> bool {
        let Self { log, segment, seq, at_ms, tag, signature } = self;
        key.verifies(&Place { log, segment: *segment, seq: *seq, at_ms: *at_ms, tag }, signature)
    }

    /// Writes the head as one line of JSON.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "numbers and texts are always JSON")]
    pub fn to_json(&self) -> String {
        let (mut mac, mut sig) = (String::new(), String::new());
        push_hex(&mut mac, &self.tag);
        push_hex(&mut sig, &self.signature);
        let file = File {
            phiward_audit_head: 1,
            log: self.log.as_str().into(),
            segment: self.segment,
            seq: self.seq,
            at: self.at_ms,
            mac,
            sig,
        };
        serde_json::to_string(&file).expect("numbers and texts are JSON")
    }

    /// Reads a head. It is not verified: that is for [`is_signed_by`](Self::is_signed_by).
    ///
    /// # Errors
    /// [`LogError::Malformed`].
    pub fn from_json(json: &str) -> Result<Self, LogError> {
        let file: File = serde_json::from_str(json).map_err(|_| LogError::Malformed)?;
        let tags = (parse_tag(&file.mac), parse_tag(&file.sig));
        let (1, (Some(tag), Some(signature))) = (file.phiward_audit_head, tags) else {
            return Err(LogError::Malformed);
        };
        let log = LogId::parse(&file.log).map_err(|_| LogError::Malformed)?;
        Ok(Self { log, segment: file.segment, seq: file.seq, at_ms: file.at, tag, signature })
    }
}
