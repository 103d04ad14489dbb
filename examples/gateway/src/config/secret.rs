//! Texts and keys that are shown to nobody.

use core::fmt;
use std::fs;
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::ConfigError;

/// A secret text. It is wiped when it is dropped, and `Debug` does not show it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Reads a file, without the line end.
    ///
    /// # Errors
    /// [`ConfigError`] names the file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let read = fs::read_to_string(path);
        let text = read.map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
        Ok(Self::new(text.trim_end().to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[SECRET]")
    }
}

/// What a key that is derived of the root is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyFor {
    /// Pseudonyms in logs and of addresses.
    Pseudonyms,
    /// The root of metadata keys.
    Metadata,
    /// What waits: launches and exports.
    Parking,
}

impl KeyFor {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Pseudonyms => b"phiward-gateway/pseudonyms",
            Self::Metadata => b"phiward-gateway/metadata",
            Self::Parking => b"phiward-gateway/parking",
        }
    }
}

/// The one secret of this service, of which its keys are derived.
pub(crate) struct RootKey(Zeroizing<[u8; 32]>);

impl RootKey {
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        read_key(path).map(Self)
    }

    /// HMAC-SHA-256 of the label: the key of one purpose tells nothing of another's.
    pub(crate) fn derive(&self, key_for: KeyFor) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_slice()) {
            mac.update(key_for.label());
            key.copy_from_slice(&mac.finalize().into_bytes());
        }
        key
    }
}

/// A key of 32 bytes, as 64 hexadecimal digits in a file.
pub(crate) fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, ConfigError> {
    let text = Secret::read(path)?;
    let fault = || ConfigError::new(format!("{}: 64 hexadecimal digits are wanted", path.display()));
    let bytes = Zeroizing::new(from_hex(text.expose()).ok_or_else(fault)?);
    bytes.as_slice().try_into().map(Zeroizing::new).map_err(|_| fault())
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
