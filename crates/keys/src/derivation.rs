//! HKDF with SHA-512 (RFC 5869), in the two forms that the formats use.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;
use zeroize::{Zeroize as _, Zeroizing};

/// HKDF-Expand alone: for a key that is already uniformly random.
///
/// The `hkdf` crate refuses a 32-byte pseudorandom key with SHA-512, which RFC 5869 recommends against but
/// which is sound for a uniformly random key, so the single block is computed here:
/// `T(1) = HMAC(prk, info || 0x01)`, of which 32 of 64 bytes are kept.
pub(crate) fn expand(prk: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha512>::new_from_slice(prk).expect("HMAC takes a key of any length");
    for part in info {
        mac.update(part);
    }
    mac.update(&[1]);
    let mut block: [u8; 64] = mac.finalize().into_bytes().into();
    let mut output = Zeroizing::new([0; 32]);
    for (to, from) in output.iter_mut().zip(&block) {
        *to = *from;
    }
    block.zeroize();
    output
}

/// HKDF-Extract and HKDF-Expand, `N` bytes of output.
pub(crate) fn extract_and_expand<const N: usize>(
    salt: &[u8],
    ikm: &[u8],
    info: &[&[u8]],
) -> Zeroizing<[u8; N]> {
    let mut output = Zeroizing::new([0; N]);
    Hkdf::<Sha512>::new(Some(salt), ikm)
        .expand_multi_info(info, output.as_mut())
        .expect("at most 255 blocks of 64 bytes are asked for");
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first block of HKDF-Expand is the same function wherever the `hkdf` crate accepts the key length.
    #[test]
    fn expand_agrees_with_the_hkdf_crate_on_a_key_that_it_accepts() {
        let prk = [7; 64];
        let mut theirs = [0; 32];
        Hkdf::<Sha512>::from_prk(&prk).unwrap().expand(b"label|slot", &mut theirs).unwrap();
        // HMAC pads a key below one block with zeroes, so a 32-byte key equals the same key and 32 zeroes.
        let mut padded = [0; 64];
        padded[..32].copy_from_slice(&[7; 32]);
        let mut short = [0; 32];
        Hkdf::<Sha512>::from_prk(&padded).unwrap().expand(b"label|slot", &mut short).unwrap();
        assert_eq!(*expand(&[7; 32], &[b"label|", b"slot"]), short);
        assert_ne!(short, theirs);
    }
}
