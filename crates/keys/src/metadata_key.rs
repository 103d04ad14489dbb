//! Keys for the platform's own metadata, which cannot be mistaken for keys of users.

use alloc::{borrow::ToOwned as _, format, string::String, vec::Vec};
use core::fmt;

use phiward_envelope::{Context, DataKey, Entropy, Opener, Plaintext, Purpose, Sealer};
use zeroize::Zeroizing;

use crate::{Error, KeyId, derivation, label, secret::secret_bytes};

/// Name under which the purpose stands in the encryption context.
const CONTEXT_PURPOSE: &str = "phiward-metadata-purpose";
/// Name under which the version stands in the encryption context.
const CONTEXT_VERSION: &str = "phiward-metadata-version";

secret_bytes! {
    /// The root of all metadata keys: 32 uniformly random bytes, kept in a KMS.
    MetadataRoot
}

/// What a metadata key is for, such as `encrypt-username`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetadataPurpose(String);

impl MetadataPurpose {
    /// Most characters of a name.
    pub const MAX_LEN: usize = 64;

    /// Names a purpose: 1 to 64 characters of `a` to `z`, `0` to `9` and `-`.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn new(name: &str) -> Result<Self, Error> {
        let known = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if name.is_empty() || name.len() > Self::MAX_LEN || !name.bytes().all(known) {
            return Err(Error::Malformed);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MetadataRoot {
    /// Draws a random root.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Derives the key of a purpose and version. The same input always gives the same key and key id.
    #[must_use]
    pub fn metadata_key(&self, purpose: &MetadataPurpose, version: u32) -> MetadataKey {
        let secret = self.derive(label::METADATA_KEY, purpose, version);
        let id = KeyId::from_bytes(*self.derive(label::METADATA_KEY_ID, purpose, version));
        MetadataKey { key: DataKey::from_bytes(id, &secret), purpose: purpose.clone(), version }
    }

    /// A purpose holds no zero byte, so no two purposes and versions run into each other.
    fn derive<const N: usize>(
        &self,
        label: &[u8],
        purpose: &MetadataPurpose,
        version: u32,
    ) -> Zeroizing<[u8; N]> {
        let info = [label, purpose.0.as_bytes(), b"\0", &version.to_be_bytes()];
        derivation::extract_and_expand(&[], self.expose_secret(), &info)
    }
}

/// A key for one purpose and version of platform metadata.
///
/// It is no [`DataKey`] and gives none out: what seals metadata cannot seal a user's record, and the other
/// way round.
///
/// ```
/// use phiward_envelope::OsEntropy;
/// use phiward_keys::{MetadataPurpose, MetadataRoot};
///
/// let root = MetadataRoot::generate(&mut OsEntropy)?;
/// let key = root.metadata_key(&MetadataPurpose::new("encrypt-username")?, 1);
/// let sealed = key.seal(&[("user", "u-17")], b"ada", &mut OsEntropy)?;
/// assert_eq!(key.open(&[("user", "u-17")], &sealed)?.as_bytes(), b"ada");
/// # Ok::<(), phiward_keys::Error>(())
/// ```
pub struct MetadataKey {
    key: DataKey,
    purpose: MetadataPurpose,
    version: u32,
}

impl MetadataKey {
    /// What the key is for.
    #[must_use]
    pub const fn purpose(&self) -> &MetadataPurpose {
        &self.purpose
    }

    /// The version of the key.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The id that envelopes of this key carry.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key.id()
    }

    /// Seals a value. The purpose, the version and the pairs of `context` are bound into the envelope.
    ///
    /// # Errors
    /// [`Error::Envelope`] for a context that is too large, repeats a name, or uses one of ours;
    /// [`Error::EntropyUnavailable`].
    pub fn seal(
        &self,
        context: &[(&str, &str)],
        plaintext: &[u8],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        let context = self.context(context)?;
        Ok(Sealer::new(&self.key, &context, Purpose::RECORD).seal(plaintext, entropy)?)
    }

    /// Opens a value.
    ///
    /// # Errors
    /// [`Error::Envelope`].
    pub fn open(&self, context: &[(&str, &str)], envelope: &[u8]) -> Result<Plaintext, Error> {
        let context = self.context(context)?;
        Ok(Opener::new(&self.key, &context).open(envelope)?)
    }

    fn context(&self, pairs: &[(&str, &str)]) -> Result<Context, Error> {
        let version = format!("{}", self.version);
        let ours = [(CONTEXT_PURPOSE, self.purpose.as_str()), (CONTEXT_VERSION, &version)];
        Ok(Context::new(ours.into_iter().chain(pairs.iter().copied()))?)
    }
}

impl fmt::Debug for MetadataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetadataKey")
            .field("purpose", &self.purpose)
            .field("version", &self.version)
            .field("key_id", &self.key_id())
            .finish_non_exhaustive()
    }
}
