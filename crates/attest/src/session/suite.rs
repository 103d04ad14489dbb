//! The suites: which KEM, and HPKE with it.

use alloc::vec::Vec;
use core::convert::Infallible;

use hpke::aead::{AeadTag, AesGcm256};
use hpke::inout::InOutBuf;
use hpke::kdf::HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

use crate::session::SessionError;

/// Length of the AEAD's tag.
pub(crate) const TAG_LEN: usize = 16;
/// Length of the secret that the keys of an answer are derived from.
pub(crate) const EXPORT_LEN: usize = 32;
/// What the exporter is asked for.
const EXPORT_LABEL: &[u8] = b"phiward/enclave/v1 answer";

/// A KEM, with HKDF-SHA-256 and AES-256-GCM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Suite {
    /// Suite 1: DHKEM(X25519, HKDF-SHA256). The document holds the key itself.
    X25519,
    /// Suite 2: X-Wing, ML-KEM-768 with X25519. The document holds SHA-384 of the key, which is too long for it.
    XWing,
}

impl Suite {
    /// The suites of this build, best last.
    pub const SUPPORTED: &[Self] =
        if cfg!(feature = "x-wing") { &[Self::X25519, Self::XWing] } else { &[Self::X25519] };

    /// The number of the suite in messages.
    #[must_use]
    pub const fn id(self) -> u64 {
        match self {
            Self::X25519 => 1,
            Self::XWing => 2,
        }
    }

    pub(crate) fn from_id(id: u64) -> Result<Self, SessionError> {
        let known = Self::SUPPORTED.iter().find(|suite| suite.id() == id);
        known.copied().ok_or(SessionError::UnsupportedSuite)
    }
}

/// What a sender gets beside the ciphertext, which replaces the plaintext.
pub(crate) struct Sent {
    pub(crate) enc: Vec<u8>,
    pub(crate) tag: [u8; TAG_LEN],
    pub(crate) export: Zeroizing<[u8; EXPORT_LEN]>,
}

/// What binds a message: `info` of the key schedule, and what is authenticated beside the ciphertext.
#[derive(Clone, Copy)]
pub(crate) struct Binding<'a> {
    pub(crate) info: &'a [u8],
    pub(crate) aad: &'a [u8],
}

pub(crate) fn seal(
    suite: Suite,
    key: &[u8],
    binding: Binding<'_>,
    seed: &[u8],
    message: &mut [u8],
) -> Result<Sent, SessionError> {
    match suite {
        Suite::X25519 => seal_with::<hpke::kem::X25519HkdfSha256>(key, binding, seed, message),
        #[cfg(feature = "x-wing")]
        Suite::XWing => seal_with::<hpke::kem::XWing>(key, binding, seed, message),
        #[cfg(not(feature = "x-wing"))]
        Suite::XWing => Err(SessionError::UnsupportedSuite),
    }
}

/// Opens `message` in place and returns the secret for the answer.
pub(crate) fn open(
    suite: Suite,
    key: &[u8],
    binding: Binding<'_>,
    enc: &[u8],
    (message, tag): (&mut [u8], &[u8]),
) -> Result<Zeroizing<[u8; EXPORT_LEN]>, SessionError> {
    match suite {
        Suite::X25519 => open_with::<hpke::kem::X25519HkdfSha256>(key, binding, enc, message, tag),
        #[cfg(feature = "x-wing")]
        Suite::XWing => open_with::<hpke::kem::XWing>(key, binding, enc, message, tag),
        #[cfg(not(feature = "x-wing"))]
        Suite::XWing => Err(SessionError::UnsupportedSuite),
    }
}

/// Derives a key pair with `DeriveKeyPair` (RFC 9180, section 4).
pub(crate) fn derive_key_pair(
    suite: Suite,
    seed: &[u8],
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), SessionError> {
    match suite {
        Suite::X25519 => Ok(derive_with::<hpke::kem::X25519HkdfSha256>(seed)),
        #[cfg(feature = "x-wing")]
        Suite::XWing => Ok(derive_with::<hpke::kem::XWing>(seed)),
        #[cfg(not(feature = "x-wing"))]
        Suite::XWing => Err(SessionError::UnsupportedSuite),
    }
}

fn derive_with<K: Kem>(seed: &[u8]) -> (Zeroizing<Vec<u8>>, Vec<u8>) {
    let (private, public) = K::derive_keypair(seed);
    (Zeroizing::new(private.to_bytes().to_vec()), public.to_bytes().to_vec())
}

fn seal_with<K: Kem>(
    key: &[u8],
    Binding { info, aad }: Binding<'_>,
    seed: &[u8],
    message: &mut [u8],
) -> Result<Sent, SessionError> {
    let key = K::PublicKey::from_bytes(key).map_err(|_| SessionError::Malformed)?;
    let mut draw = Draw { rest: seed, ran_out: false };
    let setup =
        hpke::setup_sender_with_rng::<AesGcm256, HkdfSha256, K>(&OpModeS::Base, &key, info, &mut draw);
    // A key of low order gives a secret that everybody knows, which the KEM refuses.
    let (enc, mut context) = setup.map_err(|_| SessionError::Malformed)?;
    if draw.ran_out {
        return Err(SessionError::LimitExceeded);
    }
    let tag =
        context.seal_inout_detached(InOutBuf::from(message), aad).map_err(|_| SessionError::LimitExceeded)?;
    let mut export = Zeroizing::new([0; EXPORT_LEN]);
    context.export(EXPORT_LABEL, export.as_mut()).map_err(|_| SessionError::LimitExceeded)?;
    Ok(Sent { enc: enc.to_bytes().to_vec(), tag: tag.to_bytes().into(), export })
}

fn open_with<K: Kem>(
    key: &[u8],
    Binding { info, aad }: Binding<'_>,
    enc: &[u8],
    message: &mut [u8],
    tag: &[u8],
) -> Result<Zeroizing<[u8; EXPORT_LEN]>, SessionError> {
    let rejected = |_| SessionError::Rejected;
    let key = K::PrivateKey::from_bytes(key).map_err(rejected)?;
    let enc = K::EncappedKey::from_bytes(enc).map_err(|_| SessionError::Malformed)?;
    let tag = AeadTag::<AesGcm256>::from_bytes(tag).map_err(|_| SessionError::Malformed)?;
    let setup = hpke::setup_receiver::<AesGcm256, HkdfSha256, K>(&OpModeR::Base, &key, &enc, info);
    let mut context = setup.map_err(rejected)?;
    context.open_inout_detached(InOutBuf::from(message), aad, &tag).map_err(rejected)?;
    let mut export = Zeroizing::new([0; EXPORT_LEN]);
    context.export(EXPORT_LABEL, export.as_mut()).map_err(rejected)?;
    Ok(export)
}

/// The random bytes of a seed in the shape that the `hpke` crate asks for.
///
/// That shape has no place for a failure: it is remembered, and the caller throws the result away.
struct Draw<'a> {
    rest: &'a [u8],
    ran_out: bool,
}

impl TryRng for Draw<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Infallible> {
        match self.rest.split_at_checked(dest.len()) {
            Some((taken, rest)) => {
                dest.copy_from_slice(taken);
                self.rest = rest;
            }
            None => self.ran_out = true,
        }
        Ok(())
    }
}

impl TryCryptoRng for Draw<'_> {}

#[cfg(test)]
mod tests {
    use hpke::kem::X25519HkdfSha256;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digit = |c: u8| u8::try_from(char::from(c).to_digit(16).unwrap()).unwrap();
        text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
    }

    /// RFC 9180, appendix A.1.1, has AES-128-GCM; the KEM and the key pairs do not depend on the AEAD.
    #[test]
    fn rfc_9180_a_1_1_key_pairs() {
        let (_, public) = derive_with::<X25519HkdfSha256>(&hex(
            "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
        ));
        assert_eq!(public, hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));
        let (_, ephemeral) = derive_with::<X25519HkdfSha256>(&hex(
            "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
        ));
        assert_eq!(ephemeral, hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"));
    }

    #[test]
    fn the_encapsulated_key_is_drawn_from_the_seed_as_the_rfc_says() {
        let recipient = hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
        let seed = hex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234");
        let binding = Binding { info: b"Ode on a Grecian Urn", aad: b"Count-0" };
        let mut message = *b"Beauty is truth, truth beauty";
        let sent = seal(Suite::X25519, &recipient, binding, &seed, &mut message).unwrap();
        assert_eq!(sent.enc, hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"));
        assert_ne!(&message, b"Beauty is truth, truth beauty");
        let short = seal(Suite::X25519, &recipient, binding, &seed[1..], &mut message);
        assert_eq!(short.err(), Some(SessionError::LimitExceeded));
    }

    #[test]
    fn keys_of_low_order_are_refused() {
        let binding = Binding { info: b"", aad: b"" };
        for point in [[0; 32], core::array::from_fn(|index| u8::from(index == 0))] {
            let sent = seal(Suite::X25519, &point, binding, &[1; 32], &mut [0; 8]);
            assert_eq!(sent.err(), Some(SessionError::Malformed));
            let opened = open(Suite::X25519, &[3; 32], binding, &point, (&mut [0; 8], &[0; 16]));
            assert_eq!(opened.err(), Some(SessionError::Rejected));
        }
    }
}
