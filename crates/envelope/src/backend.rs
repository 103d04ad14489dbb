//! The two primitives that the formats need, behind traits of one purpose: to change who computes them.
//!
//! Whatever computes them, the bytes are the same: the vectors run on each.

#[cfg(feature = "aws-lc")]
pub(crate) mod aws_lc;
#[cfg(any(test, not(feature = "aws-lc")))]
pub(crate) mod rust_crypto;

/// The primitives of this build.
#[cfg(feature = "aws-lc")]
pub(crate) use aws_lc::AwsLc as Active;
#[cfg(not(feature = "aws-lc"))]
pub(crate) use rust_crypto::RustCrypto as Active;

/// Length of an AES-GCM tag in bytes.
pub(crate) const TAG_LEN: usize = 16;

/// A set of primitives.
pub(crate) trait Backend {
    /// AES-256-GCM (SP 800-38D).
    type Gcm: Gcm;
    /// HMAC-SHA-512 (RFC 2104) with a fixed 32-byte key.
    type Mac: Mac;
}

/// AES-256-GCM with a 96-bit nonce, a 128-bit tag and no associated data; the state is wiped on drop.
pub(crate) trait Gcm: Send + Sync {
    fn new(key: &[u8; 32]) -> Self;

    /// Encrypts in place and returns the tag.
    fn seal(&self, nonce: &[u8; 12], in_out: &mut [u8]) -> [u8; TAG_LEN];

    /// Decrypts in place if the tag is right; else returns false, and `in_out` holds nothing of use.
    fn open(&self, nonce: &[u8; 12], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> bool;
}

/// HMAC-SHA-512 with its key state kept; the state is wiped on drop.
pub(crate) trait Mac: Send + Sync {
    fn new(key: &[u8; 32]) -> Self;

    /// The MAC of the parts, one after another, written to `out`.
    fn sign<'a>(&self, parts: impl Iterator<Item = &'a [u8]>, out: &mut [u8; 64]);
}
