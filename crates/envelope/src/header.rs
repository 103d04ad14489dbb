//! The header of v2 and v3: what an envelope says about itself without a key.

use alloc::vec::Vec;

use crate::{Error, KeyId, layout::PREAMBLE_LEN};

/// Version byte of the legacy format.
pub(crate) const V1: u8 = 0x01;
/// Version byte of a record sealed whole.
pub(crate) const V2: u8 = 0x02;
/// Version byte of a stream.
pub(crate) const V3: u8 = 0x03;
/// Suite byte of Cobblestone-256.
pub(crate) const SUITE_COBBLESTONE_256: u8 = 0x01;
/// Length of the fields before the extensions.
pub(crate) const FIXED_LEN: usize = 22;

/// Most bytes that all extensions together may have.
pub const MAX_EXTENSIONS_LEN: usize = 1024;

/// What an envelope holds. It is authenticated, and readable without the key.
///
/// A byte that this release has no name for is kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(u8);

impl Purpose {
    /// A record, such as one note or one field.
    pub const RECORD: Self = Self(1);
    /// The content of a file.
    pub const FILE: Self = Self(2);
    /// What is known about a file: its name and type.
    pub const FILE_METADATA: Self = Self(3);
    /// An export of several records.
    pub const EXPORT: Self = Self(4);
    /// A key wrapped by another key.
    pub const WRAPPED_KEY: Self = Self(5);

    /// The purpose that a header byte means.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    /// The header byte.
    #[must_use]
    pub const fn as_byte(self) -> u8 {
        self.0
    }

    /// The name of the purpose, or `None` for one that this release does not know.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::RECORD => Some("record"),
            Self::FILE => Some("file"),
            Self::FILE_METADATA => Some("file-metadata"),
            Self::EXPORT => Some("export"),
            Self::WRAPPED_KEY => Some("wrapped-key"),
            _ => None,
        }
    }
}

/// A value in the header of an envelope: authenticated, not encrypted, and so never PHI.
///
/// Types 0 to 63 belong to the format (none is defined yet), 64 to 127 to applications.
/// A reader that does not know a type passes over it.
/// The format also has critical extensions, which a reader must know or refuse; this release knows none
/// and writes none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    kind: u8,
    value: Vec<u8>,
}

impl Extension {
    const CRITICAL: u8 = 0x80;

    /// Makes an extension of a type from 0 to 127 and its value.
    ///
    /// # Errors
    /// - [`Error::Malformed`] for a type above 127.
    /// - [`Error::LimitExceeded`] when it would not fit into an envelope.
    pub fn new(kind: u8, value: &[u8]) -> Result<Self, Error> {
        if kind & Self::CRITICAL != 0 {
            return Err(Error::Malformed);
        }
        if value.len() + 3 > MAX_EXTENSIONS_LEN {
            return Err(Error::LimitExceeded);
        }
        Ok(Self { kind, value: value.to_vec() })
    }

    /// The type, 0 to 127.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        self.kind
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

/// Encodes extensions as they stand in a header.
pub(crate) fn encode_extensions(extensions: &[Extension]) -> Result<Vec<u8>, Error> {
    let mut encoded = Vec::new();
    for extension in extensions {
        let len = u16::try_from(extension.value.len()).map_err(|_| Error::LimitExceeded)?;
        encoded.push(extension.kind);
        encoded.extend_from_slice(&len.to_be_bytes());
        encoded.extend_from_slice(&extension.value);
    }
    if encoded.len() > MAX_EXTENSIONS_LEN {
        return Err(Error::LimitExceeded);
    }
    Ok(encoded)
}

/// Reads extensions; an overrunning or critical one is malformed.
fn parse_extensions(mut encoded: &[u8]) -> Result<Vec<Extension>, Error> {
    let mut extensions = Vec::new();
    while let Some((kind, rest)) = encoded.split_first() {
        let (len, rest) = rest.split_first_chunk().ok_or(Error::Malformed)?;
        let (value, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(Error::Malformed)?;
        extensions.push(Extension::new(*kind, value)?);
        encoded = rest;
    }
    Ok(extensions)
}

/// The header of a v2 or v3 envelope, parsed and not yet authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    version: u8,
    purpose: Purpose,
    key_id: KeyId,
    extensions: Vec<Extension>,
    encoded_len: usize,
}

impl Header {
    /// Most bytes that a header can have: enough of an envelope to call [`Header::parse`] on.
    pub const MAX_LEN: usize = FIXED_LEN + MAX_EXTENSIONS_LEN;

    /// Parses the header at the start of `bytes`; what follows it is not looked at.
    ///
    /// The first [`Header::MAX_LEN`] bytes of an envelope are always enough.
    /// What it returns is not authenticated: only opening the envelope proves it.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::UnsupportedVersion`], [`Error::UnsupportedSuite`],
    /// [`Error::LimitExceeded`], and [`Error::LegacyRefused`] for v1, which has no such header.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.first() == Some(&V1) {
            return Err(Error::LegacyRefused);
        }
        let (fixed, rest) = bytes.split_first_chunk::<FIXED_LEN>().ok_or(Error::Malformed)?;
        let [version, suite, flags, purpose, key_id @ .., ext_high, ext_low] = *fixed;
        if !matches!(version, V2 | V3) {
            return Err(Error::UnsupportedVersion { found: version });
        }
        if suite != SUITE_COBBLESTONE_256 {
            return Err(Error::UnsupportedSuite { found: suite });
        }
        if flags != 0 {
            return Err(Error::Malformed);
        }
        let ext_len = usize::from(u16::from_be_bytes([ext_high, ext_low]));
        if ext_len > MAX_EXTENSIONS_LEN {
            return Err(Error::LimitExceeded);
        }
        let extensions = parse_extensions(rest.get(..ext_len).ok_or(Error::Malformed)?)?;
        Ok(Self {
            version,
            purpose: Purpose(purpose),
            key_id: KeyId::from_bytes(key_id),
            extensions,
            encoded_len: FIXED_LEN + ext_len,
        })
    }

    /// 2 for a record sealed whole, 3 for a stream.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// What the envelope says it holds.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The id of the data key that opens the envelope.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The extensions, in the order in which they stand.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Length of the encoded header in bytes, extensions included.
    #[must_use]
    pub const fn encoded_len(&self) -> usize {
        self.encoded_len
    }

    /// Length of what stands before the first chunk: header, salt and commitment.
    #[must_use]
    pub const fn prefix_len(&self) -> usize {
        self.encoded_len + PREAMBLE_LEN
    }
}

/// Appends an encoded header.
pub(crate) fn push_header(
    out: &mut Vec<u8>,
    version: u8,
    purpose: Purpose,
    key_id: KeyId,
    extensions: &[u8],
) {
    let [high, low] =
        u16::try_from(extensions.len()).expect("a sealer's extensions are bounded").to_be_bytes();
    out.extend_from_slice(&[version, SUITE_COBBLESTONE_256, 0, purpose.0]);
    out.extend_from_slice(key_id.as_bytes());
    out.extend_from_slice(&[high, low]);
    out.extend_from_slice(extensions);
}
