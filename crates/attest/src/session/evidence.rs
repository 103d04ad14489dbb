//! How a session begins: the client asks, the enclave proves what it is.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha384};
use subtle::ConstantTimeEq as _;

use crate::cbor::{Reader, Writer};
use crate::session::{Enclave, PROTOCOL, SessionError, Suite};
use crate::{Error, Nonce, Policy, Unverified};

/// Length of the client's nonce.
const NONCE_LEN: usize = 32;

/// What a client sends first: 32 random bytes of its own, and the suites that it has.
///
/// The nonce must be new each time: it is what makes the document new.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hello {
    /// The nonce that the document must hold.
    pub nonce: [u8; NONCE_LEN],
    /// The suites of the client, the one that it likes best last.
    pub suites: Vec<Suite>,
}

impl Hello {
    /// Asks for evidence under `nonce`, with every suite of this build.
    #[must_use]
    pub fn new(nonce: [u8; NONCE_LEN]) -> Self {
        Self { nonce, suites: Suite::SUPPORTED.to_vec() }
    }

    /// The message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).text(PROTOCOL).bytes(&self.nonce);
        writer.array(u64::try_from(self.suites.len()).unwrap_or_default());
        for suite in &self.suites {
            writer.unsigned(suite.id());
        }
        writer.into_bytes()
    }

    /// Reads the message. Suites that this build does not have are left out.
    ///
    /// # Errors
    /// [`SessionError::Malformed`]; [`SessionError::UnsupportedSuite`] when none is left.
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionError> {
        let mut reader = Reader::canonical(bytes);
        reader.array_of(3)?;
        if reader.text()? != PROTOCOL {
            return Err(SessionError::Malformed);
        }
        let nonce = reader.byte_array()?;
        let mut suites = Vec::new();
        let mut items = reader.array()?;
        while reader.more(&mut items)? {
            suites.extend(Suite::from_id(reader.unsigned()?));
        }
        reader.finish()?;
        if suites.is_empty() { Err(SessionError::UnsupportedSuite) } else { Ok(Self { nonce, suites }) }
    }
}

/// The terms that an enclave works under, by digest.
///
/// They are compiled in, so the registers measure them too. A client that names them here is told in one step
/// which of its expectations an otherwise allowed build does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// SHA-384 of the table of destinations that the enclave may talk to.
    pub egress: [u8; 48],
    /// SHA-384 of the policy of redaction.
    pub redaction: [u8; 48],
    /// Version of the audit events.
    pub audit_schema: u64,
}

impl Terms {
    /// Puts the terms together.
    #[must_use]
    pub const fn new(egress: [u8; 48], redaction: [u8; 48], audit_schema: u64) -> Self {
        Self { egress, redaction, audit_schema }
    }
}

/// What the enclave has attested beside its key: `user_data` of the document is SHA-384 of these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// Number of the epoch of the key.
    pub epoch: u64,
    /// When the key ends: milliseconds since 1970.
    pub expiry_ms: u64,
    /// The terms of the enclave.
    pub terms: Terms,
}

impl Statement {
    /// Puts a statement together.
    #[must_use]
    pub const fn new(epoch: u64, expiry_ms: u64, terms: Terms) -> Self {
        Self { epoch, expiry_ms, terms }
    }

    /// The bytes whose digest is attested.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(6).text(PROTOCOL).unsigned(self.epoch).unsigned(self.expiry_ms);
        writer.bytes(&self.terms.egress).bytes(&self.terms.redaction).unsigned(self.terms.audit_schema);
        writer.into_bytes()
    }

    /// SHA-384 of the bytes: what the enclave puts into the user data of its document.
    #[must_use]
    pub fn digest(&self) -> [u8; 48] {
        Sha384::digest(self.to_bytes()).into()
    }

    fn parse(bytes: &[u8]) -> Result<Self, SessionError> {
        let mut reader = Reader::canonical(bytes);
        reader.array_of(6)?;
        if reader.text()? != PROTOCOL {
            return Err(SessionError::Malformed);
        }
        let (epoch, expiry_ms) = (reader.unsigned()?, reader.unsigned()?);
        let terms = Terms::new(reader.byte_array()?, reader.byte_array()?, reader.unsigned()?);
        reader.finish()?;
        Ok(Self { epoch, expiry_ms, terms })
    }
}

/// What an enclave answers to a [`Hello`]: a document, and what the document holds by digest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The suite of the key.
    pub suite: Suite,
    /// The public key.
    pub key: Vec<u8>,
    /// The statement, as bytes.
    pub statement: Vec<u8>,
    /// The attestation document.
    pub document: Vec<u8>,
}

impl Evidence {
    /// Puts evidence together.
    #[must_use]
    pub fn new(suite: Suite, key: Vec<u8>, statement: &Statement, document: Vec<u8>) -> Self {
        Self { suite, key, statement: statement.to_bytes(), document }
    }

    /// The message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .array(4)
            .unsigned(self.suite.id())
            .bytes(&self.key)
            .bytes(&self.statement)
            .bytes(&self.document);
        writer.into_bytes()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// [`SessionError::Malformed`], [`SessionError::UnsupportedSuite`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionError> {
        let mut reader = Reader::canonical(bytes);
        reader.array_of(4)?;
        let suite = Suite::from_id(reader.unsigned()?)?;
        let [key, statement, document] =
            [reader.bytes()?, reader.bytes()?, reader.bytes()?].map(<[u8]>::to_vec);
        reader.finish()?;
        Ok(Self { suite, key, statement, document })
    }

    /// Verifies document, key and statement, and gives the enclave that requests may be sealed to.
    ///
    /// # Errors
    /// [`SessionError::Attestation`] with what the verifier found; [`SessionError::KeyMismatch`],
    /// [`SessionError::TermsMismatch`], [`SessionError::EpochExpired`], [`SessionError::Malformed`].
    pub fn verify(
        &self,
        hello: &Hello,
        policy: &Policy,
        terms: &Terms,
        now_ms: u64,
    ) -> Result<Enclave, SessionError> {
        let unverified = Unverified::parse(&self.document)?;
        let document = unverified.verify(policy, &Nonce::Expected(&hello.nonce), now_ms)?;
        let attested = document.public_key().ok_or(SessionError::KeyMismatch)?;
        let is_attested: bool = attested_key(self.suite, &self.key).ct_eq(attested).into();
        if !is_attested || !hello.suites.contains(&self.suite) {
            return Err(SessionError::KeyMismatch);
        }
        let digest = Sha384::digest(&self.statement);
        if !document.user_data().is_some_and(|data| digest.as_slice().ct_eq(data).into()) {
            return Err(Error::UserDataMismatch.into());
        }
        let statement = Statement::parse(&self.statement)?;
        if statement.terms != *terms {
            return Err(SessionError::TermsMismatch);
        }
        if now_ms >= statement.expiry_ms {
            return Err(SessionError::EpochExpired);
        }
        Ok(Enclave::new(self.suite, self.key.clone(), statement, *document.payload_digest()))
    }
}

/// What a document holds as the public key of `key`.
pub(crate) fn attested_key(suite: Suite, key: &[u8]) -> Vec<u8> {
    match suite {
        Suite::X25519 => key.to_vec(),
        Suite::XWing => Sha384::digest(key).to_vec(),
    }
}
