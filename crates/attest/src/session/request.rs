//! What a client asks: the plaintext of a request, and the message that carries it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use crate::cbor::{Reader, Writer};
use crate::session::suite::TAG_LEN;
use crate::session::{PROTOCOL, SessionError, Suite, bucket, padding};

/// Most bytes of a request's plaintext, padding included.
pub const MAX_REQUEST: usize = 15 * 64 * 1024;
/// Most bytes of an answer, padding included.
pub(crate) const MAX_ANSWER: usize = 15 * 64 * 1024;
/// Most pairs of a context.
const MAX_PAIRS: u64 = 64;

/// What opens the envelope of a request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// The data key of the record with its id. It is in the enclave for the time of this request.
    Sealed {
        /// Id of the key, as in the header of the envelope.
        id: [u8; 16],
        /// The key.
        key: [u8; 32],
    },
    /// A key that a key service unwraps for the enclave alone. Never the key of a user.
    Wrapped(Vec<u8>),
}

impl Drop for Key {
    fn drop(&mut self) {
        if let Self::Sealed { key, .. } = self {
            key.zeroize();
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sealed { .. } => "Sealed(..)",
            Self::Wrapped(_) => "Wrapped(..)",
        })
    }
}

/// What a client asks of an enclave. The prompt is as secret as the record: it tells of whom it is asked.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// What opens the envelope.
    pub key: Key,
    /// The encryption context of the envelope: pairs of name and value.
    pub context: Vec<(String, String)>,
    /// The sealed record; empty for a prompt alone.
    pub envelope: Vec<u8>,
    /// Number of the destination in the enclave's table.
    pub destination: u64,
    /// What to ask of the destination about the record.
    pub prompt: String,
    /// When an answer is of no use any more: milliseconds since 1970.
    pub deadline_ms: u64,
}

impl Drop for Request {
    fn drop(&mut self) {
        self.prompt.zeroize();
        for (name, value) in &mut self.context {
            name.zeroize();
            value.zeroize();
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("destination", &self.destination)
            .field("deadline_ms", &self.deadline_ms)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// Asks `destination` about a record.
    #[must_use]
    pub fn new(key: Key, envelope: Vec<u8>, destination: u64, prompt: &str) -> Self {
        Self { key, context: Vec::new(), envelope, destination, prompt: prompt.into(), deadline_ms: u64::MAX }
    }

    /// Sets the encryption context of the envelope.
    #[must_use]
    pub fn with_context<N: Into<String>, V: Into<String>>(
        mut self,
        context: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.context = context.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self
    }

    /// Sets when an answer is of no use any more, in milliseconds since 1970.
    #[must_use]
    pub const fn with_deadline_ms(mut self, deadline_ms: u64) -> Self {
        self.deadline_ms = deadline_ms;
        self
    }

    /// What is sealed: the request in canonical CBOR, padded to the next bucket.
    ///
    /// # Errors
    /// [`SessionError::LimitExceeded`] above [`MAX_REQUEST`].
    pub fn to_padded(&self) -> Result<Zeroizing<Vec<u8>>, SessionError> {
        let content = self.encode();
        let len = bucket(padding::framed(content.len()));
        if len > MAX_REQUEST {
            return Err(SessionError::LimitExceeded);
        }
        let mut padded = Zeroizing::new(alloc::vec![0; len]);
        padding::write(&mut padded, &[&content])?;
        Ok(padded)
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let pairs = self.context.iter().map(|(name, value)| name.len() + value.len() + 18).sum::<usize>();
        let key_len = if let Key::Wrapped(wrapped) = &self.key { wrapped.len() } else { 48 };
        // Enough for all heads, so that the buffer never grows and leaves no copy behind.
        let capacity = 128 + pairs + key_len + self.envelope.len() + self.prompt.len();
        let mut writer = Writer::with_capacity(capacity);
        writer.array(6);
        match &self.key {
            Key::Sealed { id, key } => writer.array(2).bytes(id).bytes(key),
            Key::Wrapped(wrapped) => writer.array(1).bytes(wrapped),
        };
        writer.array(u64::try_from(self.context.len().saturating_mul(2)).unwrap_or(u64::MAX));
        for (name, value) in &self.context {
            writer.text(name).text(value);
        }
        writer.bytes(&self.envelope).unsigned(self.destination).text(&self.prompt).unsigned(self.deadline_ms);
        Zeroizing::new(writer.into_bytes())
    }

    /// Reads what a client has sealed, which may be anything.
    ///
    /// # Errors
    /// [`SessionError::Malformed`].
    pub fn parse(padded: &[u8]) -> Result<Self, SessionError> {
        let mut reader = Reader::canonical(padding::read(padded)?);
        reader.array_of(6)?;
        let key = match reader.array()?.left() {
            Some(1) => Key::Wrapped(reader.bytes()?.to_vec()),
            Some(2) => Key::Sealed { id: reader.byte_array()?, key: reader.byte_array()? },
            _ => return Err(SessionError::Malformed),
        };
        let texts = reader.array()?.left().unwrap_or(u64::MAX);
        if texts > 2 * MAX_PAIRS || texts % 2 != 0 {
            return Err(SessionError::Malformed);
        }
        let mut context = Vec::new();
        for _ in 0..texts / 2 {
            context.push((reader.text()?.into(), reader.text()?.into()));
        }
        let (envelope, destination) = (reader.bytes()?.to_vec(), reader.unsigned()?);
        let (prompt, deadline_ms) = (reader.text()?.into(), reader.unsigned()?);
        reader.finish()?;
        Ok(Self { key, context, envelope, destination, prompt, deadline_ms })
    }
}

/// A request on its way: what everybody may read of it, and what only the enclave can open.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SealedRequest {
    /// The suite.
    pub suite: Suite,
    /// The epoch of the enclave's key.
    pub epoch: u64,
    /// SHA-384 of the payload of the document that the client verified.
    pub document: [u8; 48],
    /// Length of the answer with its padding, which errors have as well.
    pub answer_len: u64,
    /// The encapsulated key. No two requests have the same, so it is what replays are known by.
    pub enc: Vec<u8>,
    /// The ciphertext with its tag.
    pub sealed: Vec<u8>,
}

impl SealedRequest {
    /// The message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.sealed.len() + self.enc.len() + 128);
        writer.array(6).unsigned(self.suite.id()).unsigned(self.epoch).bytes(&self.document);
        writer.unsigned(self.answer_len).bytes(&self.enc).bytes(&self.sealed);
        writer.into_bytes()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// [`SessionError::Malformed`], [`SessionError::UnsupportedSuite`], [`SessionError::LimitExceeded`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionError> {
        let mut reader = Reader::canonical(bytes);
        reader.array_of(6)?;
        let suite = Suite::from_id(reader.unsigned()?)?;
        let (epoch, document, answer_len) = (reader.unsigned()?, reader.byte_array()?, reader.unsigned()?);
        let (enc, sealed) = (reader.bytes()?.to_vec(), reader.bytes()?.to_vec());
        reader.finish()?;
        let is_bucket = |len: usize| bucket(len) == len;
        let plaintext = sealed.len().checked_sub(TAG_LEN).ok_or(SessionError::Malformed)?;
        let answer = usize::try_from(answer_len).map_err(|_| SessionError::LimitExceeded)?;
        if plaintext > MAX_REQUEST || answer > MAX_ANSWER {
            return Err(SessionError::LimitExceeded);
        }
        if !is_bucket(plaintext) || !is_bucket(answer) {
            return Err(SessionError::Malformed);
        }
        Ok(Self { suite, epoch, document, answer_len, enc, sealed })
    }

    /// What HPKE's key schedule is bound to: the protocol and the document.
    pub(crate) fn info(document: &[u8; 48]) -> Vec<u8> {
        [PROTOCOL.as_bytes(), &[0], document].concat()
    }

    /// What is authenticated beside the ciphertext: all that is read before it is opened.
    pub(crate) fn aad(suite: Suite, epoch: u64, answer_len: u64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).text(PROTOCOL).unsigned(suite.id()).unsigned(epoch).unsigned(answer_len);
        writer.into_bytes()
    }
}
