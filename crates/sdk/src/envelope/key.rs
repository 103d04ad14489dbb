//! A data key that the host holds.

use alloc::{string::String, vec, vec::Vec};

use phiward_envelope::{DataKey, Entropy as _, Header, KeyId, Opener, OsEntropy};
#[cfg(feature = "vault")]
use zeroize::Zeroizing;

use super::{DelegatedOpen, DelegatedSeal, OpenStream, SealStream, options::SealOptions};
use crate::Error;

/// A data key: 32 secret bytes and their id.
///
/// Use it where keys come from a KMS or an HSM; a [`Vault`](crate::vault::Vault) keeps keys for a person.
/// Options are JSON: `{"context": {"record": "obs/42"}, "purpose": "record", "content": "json"}`, and an empty
/// text means none.
///
/// ```
/// use phiward_sdk::envelope::RecordKey;
/// let key = RecordKey::generate()?;
/// let envelope = key.seal(b"BP 120/80", r#"{"context": {"record": "obs/42"}}"#)?;
/// assert_eq!(key.open(&envelope, r#"{"context": {"record": "obs/42"}}"#)?, b"BP 120/80");
/// assert_eq!(key.open(&envelope, "").unwrap_err().code, "wrong_key_or_context");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct RecordKey(DataKey);

impl RecordKey {
    /// Draws a random key.
    ///
    /// # Errors
    /// `entropy_unavailable`.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self(DataKey::generate(&mut OsEntropy)?))
    }

    /// Takes a key of 32 uniformly random bytes, and its id as 32 hexadecimal digits.
    ///
    /// # Errors
    /// `malformed`.
    pub fn import(key_id: &str, secret: &[u8]) -> Result<Self, Error> {
        let secret = secret.try_into().map_err(|_| phiward_envelope::Error::Malformed)?;
        Ok(Self(DataKey::from_bytes(KeyId::from_hex(key_id)?, secret)))
    }

    /// The id, as 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        self.0.id().to_hex()
    }

    /// The secret bytes, for wrapping them elsewhere.
    #[must_use]
    pub fn export_secret(&self) -> Vec<u8> {
        self.0.expose_secret().to_vec()
    }

    /// Seals into a v2 envelope.
    ///
    /// # Errors
    /// `invalid_configuration`, `malformed` and `limit_exceeded` of the options; `entropy_unavailable`.
    pub fn seal(&self, plaintext: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        seal_with(options, plaintext, &mut |seal| seal(&self.0))
    }

    /// Opens a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of `Opener::open` of `phiward-envelope`, and those of the options.
    pub fn open(&self, envelope: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        open_with(envelope, options, &mut |_, open| open(&self.0))
    }

    /// Starts a v3 envelope.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_stream(&self, options: &str) -> Result<SealStream, Error> {
        SealStream::start(&self.0, &SealOptions::read(options)?)
    }

    /// Starts to open a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of the options.
    pub fn open_stream(&self, options: &str) -> Result<OpenStream, Error> {
        let context = SealOptions::read(options)?.context()?;
        Ok(OpenStream::start(vec![copy(&self.0)], context))
    }

    /// Starts an envelope whose chunks the platform computes: v3 when it is written as a stream, else v2.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn delegate_seal(&self, options: &str, streamed: bool) -> Result<DelegatedSeal, Error> {
        DelegatedSeal::start(&self.0, &SealOptions::read(options)?, streamed)
    }

    /// Checks the prefix of an envelope whose chunks the platform computes.
    ///
    /// # Errors
    /// As [`open`](Self::open), without `corrupt`.
    pub fn delegate_open(&self, prefix: &[u8], options: &str) -> Result<DelegatedOpen, Error> {
        DelegatedOpen::start(&self.0, prefix, &SealOptions::read(options)?.context()?)
    }
}

/// A second object for one key: it is wiped by itself.
pub(crate) fn copy(key: &DataKey) -> DataKey {
    DataKey::from_bytes(key.id(), key.expose_secret())
}

/// Draws random bytes from the operating system.
///
/// # Errors
/// `entropy_unavailable`; `limit_exceeded` above 64 KiB.
pub fn random_bytes(len: u32) -> Result<Vec<u8>, Error> {
    if len > 64 * 1024 {
        return Err(phiward_envelope::Error::LimitExceeded.into());
    }
    let mut bytes = vec![0; len as usize];
    OsEntropy.fill(&mut bytes).map_err(phiward_envelope::Error::from)?;
    Ok(bytes)
}

/// What is done with a key while whoever holds it lends it.
pub(crate) type Use<'u> = &'u mut dyn FnMut(&DataKey) -> Result<(), Error>;

/// Seals with a key that `lend` gives for as short a time as possible: a large plaintext is sealed afterwards,
/// so that other threads have the key meanwhile.
pub(crate) fn seal_with(
    options: &str,
    plaintext: &[u8],
    lend: &mut dyn FnMut(Use<'_>) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let options = SealOptions::read(options)?;
    let context = options.context()?;
    let mut envelope = Vec::new();
    #[cfg(feature = "std")]
    let mut plan = None;
    lend(&mut |key| {
        let sealer = options.sealer(key, &context)?;
        #[cfg(feature = "std")]
        if plaintext.len() > phiward_envelope::CHUNK_LEN {
            plan = Some(sealer.plan(plaintext, &mut OsEntropy)?);
            return Ok(());
        }
        envelope = sealer.seal(plaintext, &mut OsEntropy)?;
        Ok(())
    })?;
    #[cfg(feature = "std")]
    if let Some(plan) = plan {
        return Ok(plan.finish());
    }
    Ok(envelope)
}

/// Opens with a key that `lend` gives for as short a time as possible.
pub(crate) fn open_with(
    envelope: &[u8],
    options: &str,
    lend: &mut dyn FnMut(KeyId, Use<'_>) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let context = SealOptions::read(options)?.context()?;
    let key_id = Header::parse(envelope)?.key_id();
    let mut plaintext = Vec::new();
    #[cfg(feature = "std")]
    let mut plan = None;
    lend(key_id, &mut |key| {
        let opener = Opener::new(key, &context);
        #[cfg(feature = "std")]
        if envelope.len() > 2 * phiward_envelope::CHUNK_LEN {
            plan = Some(opener.plan(envelope)?);
            return Ok(());
        }
        plaintext = opener.open(envelope)?.into_vec();
        Ok(())
    })?;
    #[cfg(feature = "std")]
    if let Some(plan) = plan {
        return Ok(plan.finish()?.into_vec());
    }
    Ok(plaintext)
}

/// The bytes of a secret that came in as a slice.
#[cfg(feature = "vault")]
pub(crate) fn secret_bytes(bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| phiward_envelope::Error::Malformed)?;
    Ok(Zeroizing::new(*bytes))
}
