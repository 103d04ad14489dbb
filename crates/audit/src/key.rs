//! The keys of a log: one that goes forward and cannot go back, and one for heads.

use alloc::string::String;
use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use phiward_phi::{Loggable, ParseError, Scope};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of a tag in bytes.
pub(crate) const TAG_LEN: usize = 32;
/// A tag of HMAC-SHA-256.
pub(crate) type Tag = [u8; TAG_LEN];

const RECORD_LABEL: &[u8] = b"phiward-audit/1/record\0";
const HEAD_LABEL: &[u8] = b"phiward-audit/1/head\0";
const NEXT_LABEL: &[u8] = b"phiward-audit/1/next\0";

/// The name of a log, such as `gateway-eu-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(Scope);

impl LogId {
    /// Parses an ASCII letter followed by letters, digits and `-_.:`, 64 bytes at most.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Scope::parse(text).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Loggable for LogId {}

/// The key that chains the records of one segment.
///
/// The key of the next segment is computed of it and it cannot be computed back, so who takes a key from a running
/// service can continue the log and cannot rewrite the segments before.
/// The first key belongs to the verifier, on another machine.
pub struct ChainKey {
    segment: u64,
    secret: Zeroizing<Tag>,
}

impl ChainKey {
    /// Length of a key in bytes.
    pub const LEN: usize = TAG_LEN;

    /// Takes 32 random bytes as the key of segment 0; the caller wipes its own copy.
    #[must_use]
    pub fn first(secret: &[u8; Self::LEN]) -> Self {
        Self::of_segment(0, secret)
    }

    /// Takes the key of a later segment, as [`expose_secret`](Self::expose_secret) gave it.
    #[must_use]
    pub fn of_segment(segment: u64, secret: &[u8; Self::LEN]) -> Self {
        Self { segment, secret: Zeroizing::new(*secret) }
    }

    /// The key of the next segment; this one is wiped.
    #[must_use]
    pub fn next(self) -> Self {
        self.successor()
    }

    pub(crate) fn successor(&self) -> Self {
        Self {
            segment: self.segment.saturating_add(1),
            secret: Zeroizing::new(self.mac(&[NEXT_LABEL]).finalize().into_bytes().into()),
        }
    }

    /// Which segment it is for.
    #[must_use]
    pub const fn segment(&self) -> u64 {
        self.segment
    }

    /// The bytes, for a store of secrets, so that a service that starts again goes on with this key and not with
    /// the first.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; Self::LEN] {
        &self.secret
    }

    /// The tag of a record: everything of its line before the tag itself.
    pub(crate) fn tag(&self, log: &LogId, body: &str) -> Tag {
        self.record(log, body).finalize().into_bytes().into()
    }

    /// Compares in constant time.
    pub(crate) fn verifies(&self, log: &LogId, body: &str, tag: &Tag) -> bool {
        self.record(log, body).verify_slice(tag).is_ok()
    }

    fn record(&self, log: &LogId, body: &str) -> Hmac<Sha256> {
        // A log id holds no zero byte.
        self.mac(&[
            RECORD_LABEL,
            log.as_str().as_bytes(),
            b"\0",
            &self.segment.to_be_bytes(),
            body.as_bytes(),
        ])
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        keyed(&self.secret, parts)
    }
}

impl fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainKey").field("segment", &self.segment).finish_non_exhaustive()
    }
}

/// The key that signs heads. Keep it where the chain key is not: a head then speaks for a second witness.
pub struct HeadKey(Zeroizing<Tag>);

impl HeadKey {
    /// Length of a key in bytes.
    pub const LEN: usize = TAG_LEN;

    /// Takes 32 random bytes; the caller wipes its own copy.
    #[must_use]
    pub fn from_bytes(secret: &[u8; Self::LEN]) -> Self {
        Self(Zeroizing::new(*secret))
    }

    pub(crate) fn sign(&self, place: &Place<'_>) -> Tag {
        self.mac(place).finalize().into_bytes().into()
    }

    /// Compares in constant time.
    pub(crate) fn verifies(&self, place: &Place<'_>, signature: &Tag) -> bool {
        self.mac(place).verify_slice(signature).is_ok()
    }

    fn mac(&self, place: &Place<'_>) -> Hmac<Sha256> {
        let Place { log, segment, seq, at_ms, tag } = place;
        keyed(
            &self.0,
            &[
                HEAD_LABEL,
                log.as_str().as_bytes(),
                b"\0",
                &segment.to_be_bytes(),
                &seq.to_be_bytes(),
                &at_ms.to_be_bytes(),
                *tag,
            ],
        )
    }
}

impl fmt::Debug for HeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeadKey(..)")
    }
}

/// A place in a log: the record that a head is about.
pub(crate) struct Place<'a> {
    pub(crate) log: &'a LogId,
    pub(crate) segment: u64,
    pub(crate) seq: u64,
    pub(crate) at_ms: u64,
    pub(crate) tag: &'a Tag,
}

fn keyed(secret: &Tag, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

/// Adds bytes as lower-case hexadecimal digits.
pub(crate) fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.extend(DIGITS.get(usize::from(nibble)).copied().map(char::from));
        }
    }
}

/// Reads exactly one tag.
pub(crate) fn parse_tag(text: &str) -> Option<Tag> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut tag = [0; TAG_LEN];
    if text.len() != TAG_LEN * 2 {
        return None;
    }
    for (byte, pair) in tag.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(tag)
}
