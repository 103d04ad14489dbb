//! The two primitives that the formats need, behind traits of one purpose: to change who computes them.
//!
//! Whatever computes them, the bytes are the same: the vectors run on each.

use alloc::vec::Vec;

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
    /// Expands a key. It is not called `new`, for the types behind it have a `new` of their own that would be taken.
    fn from_key(key: &[u8; 32]) -> Self;

    /// Encrypts in place and returns the tag.
    fn seal(&self, nonce: &[u8; 12], in_out: &mut [u8]) -> [u8; TAG_LEN];

    /// Decrypts in place if the tag is right; else returns false, and `in_out` holds nothing of use.
    fn open(&self, nonce: &[u8; 12], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> bool;

    /// Appends the plaintext of `ciphertext` if the tag is right; else returns false, and what was appended,
    /// which is as long, is nothing of use.
    fn open_onto(&self, nonce: &[u8; 12], ciphertext: &[u8], tag: &[u8; TAG_LEN], out: &mut Vec<u8>) -> bool {
        let start = out.len();
        out.extend_from_slice(ciphertext);
        self.open(nonce, out.get_mut(start..).unwrap_or_default(), tag)
    }
}

/// HMAC-SHA-512 with its key state kept; the state is wiped on drop.
pub(crate) trait Mac: Send + Sync {
    fn from_key(key: &[u8; 32]) -> Self;

    /// The MAC of the parts, one after another, written to `out`.
    fn sign<'a>(&self, parts: impl Iterator<Item = &'a [u8]>, out: &mut [u8; 64]);
}

#[cfg(all(test, feature = "aws-lc"))]
mod tests {
    use alloc::{vec, vec::Vec};
    use core::iter;

    use super::{Backend, Gcm as _, Mac as _, aws_lc::AwsLc, rust_crypto::RustCrypto};

    const LENGTHS: [usize; 12] = [0, 1, 15, 16, 17, 31, 63, 64, 65, 1000, 16_384, 100_000];

    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|i| (i ^ (i >> 8)).to_le_bytes()[0]).collect()
    }

    /// Seals with one set of primitives and opens with the other, as it is and altered.
    fn agree<A: Backend, B: Backend>() {
        let (key, nonce) = ([7; 32], *b"twelve bytes");
        let (sealing, opening) = (A::Gcm::from_key(&key), B::Gcm::from_key(&key));
        for len in LENGTHS {
            let mut sealed = bytes(len);
            let mut tag = sealing.seal(&nonce, &mut sealed);
            for (nonce, flip, opens) in [(&nonce, 0, true), (b"other nonces", 0, false), (&nonce, 1, false)] {
                tag[15] ^= flip;
                let (mut in_place, mut appended) = (sealed.clone(), vec![7]);
                assert_eq!(opening.open(nonce, &mut in_place, &tag), opens, "{len}");
                assert_eq!(opening.open_onto(nonce, &sealed, &tag, &mut appended), opens, "{len}");
                assert_eq!(appended.len(), 1 + len);
                assert!(
                    !opens || in_place == bytes(len) && appended.get(1..) == Some(in_place.as_slice()),
                    "{len}"
                );
            }
        }
    }

    #[test]
    fn what_one_seals_the_other_opens() {
        agree::<RustCrypto, AwsLc>();
        agree::<AwsLc, RustCrypto>();
        agree::<AwsLc, AwsLc>();
    }

    #[test]
    fn both_compute_the_same_mac() {
        let (ours, theirs) =
            (<RustCrypto as Backend>::Mac::from_key(&[7; 32]), <AwsLc as Backend>::Mac::from_key(&[7; 32]));
        for len in LENGTHS {
            let message = bytes(len);
            let (start, end) = message.split_at(len / 3);
            let [mut a, mut b, mut c] = [[0; 64]; 3];
            ours.sign([start, end].into_iter(), &mut a);
            theirs.sign([start, &[], end].into_iter(), &mut b);
            // A key is used again: the first message must not be part of the second.
            theirs.sign(iter::once(message.as_slice()), &mut c);
            assert!(a == b && b == c && a != [0; 64], "{len}");
        }
    }
}
