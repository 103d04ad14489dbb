//! Sealing, opening and inspecting whole envelopes.

use alloc::vec::Vec;

use crate::{
    Context, DataKey, Entropy, Error, Extension, Header, KeyId, Layout, Plaintext, Purpose,
    cobblestone::{Derived, draw_salt},
    header::{self, FIXED_LEN, V1, V2},
    layout::{PREAMBLE_LEN, chunk_count, sealed_len},
    legacy,
};

/// What the Cobblestone context of every envelope starts with, for version bytes 2 and 3 alike.
const DOMAIN: &[u8] = b"phiward/v2\0";

/// Seals a record under a key, bound to a context.
///
/// It is short for [`Sealer::new`] with [`Purpose::RECORD`] and [`Sealer::seal`].
///
/// ```
/// use phiward_envelope::{Context, DataKey, OsEntropy, open, seal};
///
/// let key = DataKey::generate(&mut OsEntropy)?;
/// let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")])?;
/// let envelope = seal(&key, &context, b"BP 120/80", &mut OsEntropy)?;
/// assert_eq!(open(&key, &context, &envelope)?.as_bytes(), b"BP 120/80");
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
///
/// # Errors
/// As [`Sealer::seal`].
pub fn seal(
    key: &DataKey,
    context: &Context,
    plaintext: &[u8],
    entropy: &mut impl Entropy,
) -> Result<Vec<u8>, Error> {
    Sealer::new(key, context, Purpose::RECORD).seal(plaintext, entropy)
}

/// Opens an envelope, v2 or v3, with the key and context that it was sealed with.
///
/// # Errors
/// As [`Opener::open`].
pub fn open(key: &DataKey, context: &Context, envelope: &[u8]) -> Result<Plaintext, Error> {
    Opener::new(key, context).open(envelope)
}

/// Seals under one key, for one context and purpose.
#[derive(Debug, Clone)]
pub struct Sealer<'a> {
    key: &'a DataKey,
    context: &'a Context,
    purpose: Purpose,
    extensions: Vec<u8>,
}

impl<'a> Sealer<'a> {
    /// Names the key, the context and what is sealed.
    #[must_use]
    pub const fn new(key: &'a DataKey, context: &'a Context, purpose: Purpose) -> Self {
        Self { key, context, purpose, extensions: Vec::new() }
    }

    /// Adds header extensions: authenticated, not encrypted.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] above 1,024 encoded bytes.
    pub fn with_extensions(mut self, extensions: &[Extension]) -> Result<Self, Error> {
        self.extensions = header::encode_extensions(extensions)?;
        Ok(self)
    }

    /// Seals a plaintext into a v2 envelope.
    ///
    /// It draws 24 bytes of entropy.
    ///
    /// # Errors
    /// - [`Error::EntropyUnavailable`] when no salt could be drawn.
    /// - [`Error::LimitExceeded`] when the envelope would not fit into memory.
    pub fn seal(&self, plaintext: &[u8], entropy: &mut impl Entropy) -> Result<Vec<u8>, Error> {
        let mut envelope = Vec::new();
        self.seal_into(plaintext, entropy, &mut envelope)?;
        Ok(envelope)
    }

    /// Seals like [`seal`](Self::seal) and appends the envelope to `out`, whose memory can be used again.
    ///
    /// # Errors
    /// As [`seal`](Self::seal); `out` is then as it was.
    pub fn seal_into(
        &self,
        plaintext: &[u8],
        entropy: &mut impl Entropy,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        out.reserve(self.sealed_len(plaintext.len())?);
        let cipher = self.start(V2, entropy, out)?.cipher();
        cipher.seal_chunks(plaintext, out);
        Ok(())
    }

    /// Seals like [`seal`](Self::seal), and leaves the result in two parts that are stored apart.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_detached(&self, plaintext: &[u8], entropy: &mut impl Entropy) -> Result<Detached, Error> {
        let mut prefix = Vec::with_capacity(self.prefix_len());
        let mut body = Vec::with_capacity(sealed_len(plaintext.len())?);
        let cipher = self.start(V2, entropy, &mut prefix)?.cipher();
        cipher.seal_chunks(plaintext, &mut body);
        Ok(Detached { prefix, body })
    }

    /// Length of the envelope of a plaintext.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] when it would not fit into memory.
    pub fn sealed_len(&self, plaintext_len: usize) -> Result<usize, Error> {
        chunk_count(plaintext_len as u64)?;
        sealed_len(plaintext_len)?.checked_add(self.prefix_len()).ok_or(Error::LimitExceeded)
    }

    const fn prefix_len(&self) -> usize {
        FIXED_LEN + self.extensions.len() + PREAMBLE_LEN
    }

    /// Appends header, salt and commitment; gives the cipher of the chunks.
    pub(crate) fn start(
        &self,
        version: u8,
        entropy: &mut impl Entropy,
        out: &mut Vec<u8>,
    ) -> Result<Derived, Error> {
        let salt = draw_salt(entropy)?;
        let start = out.len();
        header::push_header(out, version, self.purpose, self.key.id(), &self.extensions);
        let header = out.get(start..).unwrap_or_default();
        let derived = self.key.derivation().derive(&salt, &[DOMAIN, header, self.context.as_bytes()]);
        out.extend_from_slice(&salt);
        out.extend_from_slice(derived.commitment());
        Ok(derived)
    }
}

/// An envelope in two parts: joined, they are what [`Sealer::seal`] gives.
///
/// The prefix fits into a database column, the body into a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detached {
    /// Header, salt and commitment: 78 bytes and the extensions.
    pub prefix: Vec<u8>,
    /// The sealed chunks.
    pub body: Vec<u8>,
}

/// Opens with one key and one context.
#[derive(Debug, Clone, Copy)]
pub struct Opener<'a> {
    key: &'a DataKey,
    context: &'a Context,
}

impl<'a> Opener<'a> {
    /// Names the key and the context.
    #[must_use]
    pub const fn new(key: &'a DataKey, context: &'a Context) -> Self {
        Self { key, context }
    }

    /// Opens an envelope, v2 or v3.
    ///
    /// The checks run in the order of the list, and the first that fails is reported.
    ///
    /// # Errors
    /// - [`Error::LegacyRefused`] for v1; see [`legacy`].
    /// - [`Error::Malformed`], [`Error::UnsupportedVersion`], [`Error::UnsupportedSuite`],
    ///   [`Error::LimitExceeded`]: the header is not one that this release reads.
    /// - [`Error::Truncated`]: no envelope with this header has that length.
    /// - [`Error::WrongKeyOrContext`]: wrong key, wrong context or altered header.
    /// - [`Error::Corrupt`]: a chunk was altered, moved or exchanged.
    pub fn open(&self, envelope: &[u8]) -> Result<Plaintext, Error> {
        let mut plaintext = Plaintext::with_capacity(0);
        self.open_into(envelope, plaintext.as_mut_vec())?;
        Ok(plaintext)
    }

    /// Opens like [`open`](Self::open) and appends the plaintext to `out`, whose memory can be used again.
    ///
    /// Wiping `out` is the caller's; bytes it held before stay, and if it must grow, the old memory is
    /// not wiped.
    ///
    /// # Errors
    /// As [`open`](Self::open); `out` then has the length that it had.
    pub fn open_into(&self, envelope: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let header = Header::parse(envelope)?;
        let (prefix, body) = envelope.split_at_checked(header.prefix_len()).ok_or(Error::Truncated)?;
        self.open_parts(&header, prefix, body, out)
    }

    /// Opens the two parts of [`Sealer::seal_detached`].
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`Error::TrailingData`] when bytes follow the commitment in `prefix`.
    pub fn open_detached(&self, prefix: &[u8], body: &[u8]) -> Result<Plaintext, Error> {
        let header = Header::parse(prefix)?;
        if prefix.len() > header.prefix_len() {
            return Err(Error::TrailingData);
        }
        let mut plaintext = Plaintext::with_capacity(0);
        self.open_parts(&header, prefix, body, plaintext.as_mut_vec())?;
        Ok(plaintext)
    }

    fn open_parts(
        &self,
        header: &Header,
        prefix: &[u8],
        body: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        Layout::of_body(prefix.len() as u64, body.len() as u64)?;
        self.start(header, prefix)?.cipher().open_chunks(body, out)
    }

    /// Checks the commitment of a prefix whose header was parsed; gives the cipher of the chunks.
    pub(crate) fn start(&self, header: &Header, prefix: &[u8]) -> Result<Derived, Error> {
        let (header_bytes, preamble) =
            prefix.split_at_checked(header.encoded_len()).ok_or(Error::Truncated)?;
        let preamble = preamble.try_into().map_err(|_| Error::Truncated)?;
        if header.key_id() != self.key.id() {
            // The id is part of what the commitment covers: this key cannot match.
            return Err(Error::WrongKeyOrContext);
        }
        self.key.derivation().derive_committed(preamble, &[DOMAIN, header_bytes, self.context.as_bytes()])
    }
}

impl<'a> From<&Sealer<'a>> for Opener<'a> {
    /// The opener of what the sealer seals.
    fn from(sealer: &Sealer<'a>) -> Self {
        Self { key: sealer.key, context: sealer.context }
    }
}

/// What an envelope says about itself; nothing of it is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inspection {
    /// The legacy format, which says nothing but its length.
    V1 {
        /// Length of the plaintext in bytes.
        plaintext_len: u64,
    },
    /// v2 or v3.
    Envelope {
        /// The header.
        header: Header,
        /// Where the parts stand.
        layout: Layout,
    },
}

impl Inspection {
    /// The version: 1, 2 or 3.
    #[must_use]
    pub const fn version(&self) -> u8 {
        match self {
            Self::V1 { .. } => V1,
            Self::Envelope { header, .. } => header.version(),
        }
    }

    /// The id of the key that opens it; v1 has none.
    #[must_use]
    pub const fn key_id(&self) -> Option<KeyId> {
        match self {
            Self::V1 { .. } => None,
            Self::Envelope { header, .. } => Some(header.key_id()),
        }
    }

    /// Length of the plaintext in bytes.
    #[must_use]
    pub const fn plaintext_len(&self) -> u64 {
        match self {
            Self::V1 { plaintext_len } => *plaintext_len,
            Self::Envelope { layout, .. } => layout.plaintext_len(),
        }
    }
}

/// Reads what an envelope of any version says about itself, without a key.
///
/// ```
/// # use phiward_envelope::{Context, DataKey, OsEntropy, inspect, seal};
/// # let key = DataKey::generate(&mut OsEntropy)?;
/// let envelope = seal(&key, &Context::empty(), b"note", &mut OsEntropy)?;
/// let inspection = inspect(&envelope)?;
/// assert_eq!((inspection.version(), inspection.plaintext_len()), (2, 4));
/// assert_eq!(inspection.key_id(), Some(key.id()));
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
///
/// # Errors
/// Those of [`Opener::open`] that need no key.
pub fn inspect(envelope: &[u8]) -> Result<Inspection, Error> {
    if envelope.first() == Some(&V1) {
        return Ok(Inspection::V1 { plaintext_len: legacy::plaintext_len(envelope)? });
    }
    let header = Header::parse(envelope)?;
    let layout = Layout::new(&header, envelope.len() as u64)?;
    Ok(Inspection::Envelope { header, layout })
}
