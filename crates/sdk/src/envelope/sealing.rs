//! What seals and opens, whoever holds the keys.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{DelegatedOpen, DelegatedSeal, OpenStream, RecordKey, SealStream};
use crate::Error;

/// What seals and opens: a key that the host holds, or the keys of a person.
///
/// A binding that hands out both as one type is smaller by a copy of each call. `now_ms` is the time of one monotonic
/// clock in milliseconds, which a key of the host does not look at. Options and errors are those of the methods of
/// the same name of [`RecordKey`] and [`Vault`](crate::vault::Vault).
pub trait Sealing {
    /// Seals into a v2 envelope.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error>;

    /// Opens a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error>;

    /// Starts a v3 envelope.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, Error>;

    /// Starts to open a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, Error>;

    /// Starts an envelope whose chunks the platform computes.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn delegate_seal(&self, options: &str, streamed: bool, now_ms: f64) -> Result<DelegatedSeal, Error>;

    /// Checks the prefix of an envelope whose chunks the platform computes.
    ///
    /// # Errors
    /// Those of the key or the vault.
    fn delegate_open(&self, prefix: &[u8], options: &str, now_ms: f64) -> Result<DelegatedOpen, Error>;

    /// Seals, and gives the envelope out after it was opened again and compared: for what is deleted elsewhere then.
    ///
    /// # Errors
    /// As [`seal`](Self::seal); `corrupt` when the envelope did not read back.
    fn seal_verified(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        let envelope = self.seal(plaintext, options, now_ms)?;
        let read_back = Zeroizing::new(self.open(&envelope, options, now_ms)?);
        if *read_back == *plaintext { Ok(envelope) } else { Err(phiward_envelope::Error::Corrupt.into()) }
    }
}

impl Sealing for RecordKey {
    fn seal(&self, plaintext: &[u8], options: &str, _now_ms: f64) -> Result<Vec<u8>, Error> {
        self.seal(plaintext, options)
    }

    fn open(&self, envelope: &[u8], options: &str, _now_ms: f64) -> Result<Vec<u8>, Error> {
        self.open(envelope, options)
    }

    fn seal_stream(&self, options: &str, _now_ms: f64) -> Result<SealStream, Error> {
        self.seal_stream(options)
    }

    fn open_stream(&self, options: &str, _now_ms: f64) -> Result<OpenStream, Error> {
        self.open_stream(options)
    }

    fn delegate_seal(&self, options: &str, streamed: bool, _now_ms: f64) -> Result<DelegatedSeal, Error> {
        self.delegate_seal(options, streamed)
    }

    fn delegate_open(&self, prefix: &[u8], options: &str, _now_ms: f64) -> Result<DelegatedOpen, Error> {
        self.delegate_open(prefix, options)
    }
}
