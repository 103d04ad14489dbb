//! A data key that the host holds.

use alloc::{
    boxed::Box,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};

use phiward_envelope::{CHUNK_LEN, Context, DataKey, Entropy as _, Header, KeyId, Opener, OsEntropy};
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
        self.0.id().to_string()
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
        seal_with(&SealOptions::read(options)?, plaintext, |seal| seal(&self.0))
    }

    /// Opens a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of `Opener::open` of `phiward-envelope`, and those of the options.
    pub fn open(&self, envelope: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        let context = SealOptions::read(options)?.context()?;
        open_with(envelope, |_, open| open(&self.0, &context))
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

/// What is done with the key while whoever holds it lends it.
pub(crate) type WithKey<'w, 'p> = &'w mut dyn FnMut(&DataKey) -> Result<Sealed<'p>, Error>;
/// An envelope, or the plan of a large one, whose chunks are sealed when the key is given back.
pub(crate) enum Sealed<'p> {
    Whole(Vec<u8>),
    Plan(Box<phiward_envelope::SealPlan<'p>>),
}

/// Seals with a key that `lend` gives for as short a time as possible: a large plaintext is sealed afterwards,
/// so that other threads have the key meanwhile.
pub(crate) fn seal_with<'p>(
    options: &SealOptions,
    plaintext: &'p [u8],
    lend: impl FnOnce(WithKey<'_, 'p>) -> Result<Sealed<'p>, Error>,
) -> Result<Vec<u8>, Error> {
    let context = options.context()?;
    let sealed = lend(&mut |key| {
        let sealer = options.sealer(key, &context)?;
        Ok(if plaintext.len() <= CHUNK_LEN {
            Sealed::Whole(sealer.seal(plaintext, &mut OsEntropy)?)
        } else {
            Sealed::Plan(Box::new(sealer.plan(plaintext, &mut OsEntropy)?))
        })
    })?;
    Ok(match sealed {
        Sealed::Whole(envelope) => envelope,
        Sealed::Plan(plan) => plan.finish(),
    })
}

/// What is done with the key that an envelope names while whoever holds it lends it.
pub(crate) type OpenKey<'w, 'p> = &'w mut dyn FnMut(&DataKey, &Context) -> Result<Opened<'p>, Error>;
/// A plaintext, or the plan of a large one.
pub(crate) enum Opened<'p> {
    Whole(Vec<u8>),
    Plan(Box<phiward_envelope::OpenPlan<'p>>),
}

/// Opens with a key that `lend` gives for as short a time as possible.
pub(crate) fn open_with<'p>(
    envelope: &'p [u8],
    lend: impl FnOnce(KeyId, OpenKey<'_, 'p>) -> Result<Opened<'p>, Error>,
) -> Result<Vec<u8>, Error> {
    let key_id = Header::parse(envelope)?.key_id();
    let opened = lend(key_id, &mut |key, context| {
        let opener = Opener::new(key, context);
        Ok(if envelope.len() <= 2 * CHUNK_LEN {
            Opened::Whole(opener.open(envelope)?.into_vec())
        } else {
            Opened::Plan(Box::new(opener.plan(envelope)?))
        })
    })?;
    match opened {
        Opened::Whole(plaintext) => Ok(plaintext),
        Opened::Plan(plan) => Ok(plan.finish()?.into_vec()),
    }
}

/// The bytes of a secret that came in as a slice.
#[cfg(feature = "vault")]
pub(crate) fn secret_bytes(bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| phiward_envelope::Error::Malformed)?;
    Ok(Zeroizing::new(*bytes))
}
