//! Slots for a recipient's public key: RFC 9180 in base mode, used for nothing but its exporter.

use alloc::vec::Vec;
use core::{convert::Infallible, fmt};

use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _,
    aead::ExportOnlyAead,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use phiward_envelope::Entropy;
use zeroize::Zeroizing;

use crate::{
    Error, label,
    secret::secret_bytes,
    slot::{ENC_LEN, SlotId},
};

secret_bytes! {
    /// The private key of a recipient, for DHKEM(X25519, HKDF-SHA256).
    HpkePrivateKey
}

/// The public key of a recipient, for DHKEM(X25519, HKDF-SHA256).
///
/// Whoever knows it can make a slot: a vault that opens with the private key was not therefore made by its
/// owner. See "Security considerations" in `docs/spec/keys.md`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HpkePublicKey([u8; ENC_LEN]);

impl HpkePrivateKey {
    /// Derives a new key pair of 32 random bytes with `DeriveKeyPair` of RFC 9180.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut ikm = Zeroizing::new([0; Self::LEN]);
        entropy.fill(ikm.as_mut())?;
        let (private, _) = X25519HkdfSha256::derive_keypair(ikm.as_ref());
        let bytes = Zeroizing::new(<[u8; Self::LEN]>::from(private.to_bytes()));
        Ok(Self::from_bytes(&bytes))
    }

    /// The public key of this private key.
    #[must_use]
    pub fn public_key(&self) -> HpkePublicKey {
        HpkePublicKey(X25519HkdfSha256::sk_to_pk(&self.parsed()).to_bytes().into())
    }

    fn parsed(&self) -> <X25519HkdfSha256 as hpke::Kem>::PrivateKey {
        <X25519HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(self.expose_secret())
            .expect("every 32 bytes are a private key of X25519")
    }
}

impl HpkePublicKey {
    /// Makes a public key of its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; ENC_LEN]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; ENC_LEN] {
        &self.0
    }
}

impl fmt::Debug for HpkePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HpkePublicKey").finish_non_exhaustive()
    }
}

/// What the sender of a slot gets: the encapsulated key to store, and the KEK.
pub(crate) struct Encapsulated {
    pub(crate) enc: [u8; ENC_LEN],
    pub(crate) kek: Zeroizing<[u8; 32]>,
}

/// Makes the KEK of a slot for a recipient.
pub(crate) fn encapsulate(
    recipient: &HpkePublicKey,
    slot_id: &SlotId,
    entropy: &mut impl Entropy,
) -> Result<Encapsulated, Error> {
    setup_and_export(recipient, &info(slot_id), label::HPKE_EXPORT, entropy)
}

/// Makes the KEK of a slot again with the recipient's private key.
pub(crate) fn decapsulate(
    recipient: &HpkePrivateKey,
    slot_id: &SlotId,
    enc: &[u8; ENC_LEN],
) -> Result<Zeroizing<[u8; 32]>, Error> {
    receive_and_export(recipient, &info(slot_id), label::HPKE_EXPORT, enc)
}

fn info(slot_id: &SlotId) -> Vec<u8> {
    [label::HPKE_INFO, slot_id.as_bytes()].concat()
}

fn setup_and_export(
    recipient: &HpkePublicKey,
    info: &[u8],
    exporter_context: &[u8],
    entropy: &mut impl Entropy,
) -> Result<Encapsulated, Error> {
    let recipient = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(recipient.as_bytes())
        .map_err(|_| Error::Malformed)?;
    let mut draw = Draw { entropy, failed: false };
    let setup = hpke::setup_sender_with_rng::<ExportOnlyAead, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &recipient,
        info,
        &mut draw,
    );
    if draw.failed {
        return Err(Error::EntropyUnavailable);
    }
    // The only failure left is a public key of low order, whose shared secret everybody knows.
    let (enc, context) = setup.map_err(|_| Error::Malformed)?;
    let mut kek = Zeroizing::new([0; 32]);
    context.export(exporter_context, kek.as_mut()).map_err(|_| Error::Malformed)?;
    Ok(Encapsulated { enc: enc.to_bytes().into(), kek })
}

fn receive_and_export(
    recipient: &HpkePrivateKey,
    info: &[u8],
    exporter_context: &[u8],
    enc: &[u8; ENC_LEN],
) -> Result<Zeroizing<[u8; 32]>, Error> {
    let enc = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(enc)
        .map_err(|_| Error::WrongKeyOrContext)?;
    let context = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &recipient.parsed(),
        &enc,
        info,
    )
    .map_err(|_| Error::WrongKeyOrContext)?;
    let mut kek = Zeroizing::new([0; 32]);
    context.export(exporter_context, kek.as_mut()).map_err(|_| Error::WrongKeyOrContext)?;
    Ok(kek)
}

/// Our source of random bytes in the shape that the `hpke` crate asks for.
///
/// That shape has no place for a failure: it is remembered, and the caller throws the result away.
struct Draw<'a, E> {
    entropy: &'a mut E,
    failed: bool,
}

impl<E: Entropy> TryRng for Draw<'_, E> {
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
        self.failed |= self.entropy.fill(dest).is_err();
        Ok(())
    }
}

impl<E: Entropy> TryCryptoRng for Draw<'_, E> {}

#[cfg(test)]
mod tests {
    use super::*;
    use phiward_envelope::EntropyUnavailable;

    struct Fixed(Vec<u8>);

    impl Entropy for Fixed {
        fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
            if self.0.len() < dest.len() {
                return Err(EntropyUnavailable);
            }
            dest.copy_from_slice(&self.0.drain(..dest.len()).collect::<Vec<_>>());
            Ok(())
        }
    }

    fn hex(text: &str) -> Vec<u8> {
        let digit = |c: u8| u8::try_from(char::from(c).to_digit(16).unwrap()).unwrap();
        text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
    }

    fn hex32(text: &str) -> [u8; 32] {
        hex(text).try_into().unwrap()
    }

    const INFO: &str = "4f6465206f6e2061204772656369616e2055726e";

    /// RFC 9180, appendix A.7.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, export-only, base mode.
    #[test]
    fn rfc_9180_a_7_1_export_only() {
        let recipient = HpkePrivateKey::from_bytes(&hex32(
            "33d196c830a12f9ac65d6e565a590d80f04ee9b19c83c87f2c170d972a812848",
        ));
        let public = recipient.public_key();
        assert_eq!(public.0, hex32("194141ca6c3c3beb4792cd97ba0ea1faff09d98435012345766ee33aae2d7664"));
        let exports = [
            ("", "7a36221bd56d50fb51ee65edfd98d06a23c4dc87085aa5866cb7087244bd2a36"),
            ("00", "d5535b87099c6c3ce80dc112a2671c6ec8e811a2f284f948cec6dd1708ee33f0"),
            ("54657374436f6e74657874", "ffaabc85a776136ca0c378e5d084c9140ab552b78f039d2e8775f26efff4c70e"),
        ];
        for (exporter_context, exported) in exports {
            let mut ikm_e = Fixed(hex("55bc245ee4efda25d38f2d54d5bb6665291b99f8108a8c4b686c2b14893ea5d9"));
            let sent = setup_and_export(&public, &hex(INFO), &hex(exporter_context), &mut ikm_e).unwrap();
            assert_eq!(sent.enc, hex32("e5e8f9bfff6c2f29791fc351d2c25ce1299aa5eaca78a757c0b4fb4bcd830918"));
            assert_eq!(*sent.kek, hex32(exported));
            let received =
                receive_and_export(&recipient, &hex(INFO), &hex(exporter_context), &sent.enc).unwrap();
            assert_eq!(*received, hex32(exported));
        }
    }

    /// RFC 9180, appendix A.7.1: `ikmR` derives the recipient's key pair.
    #[test]
    fn rfc_9180_derive_key_pair() {
        let mut ikm_r = Fixed(hex("683ae0da1d22181e74ed2e503ebf82840deb1d5e872cade20f4b458d99783e31"));
        let recipient = HpkePrivateKey::generate(&mut ikm_r).unwrap();
        // Private keys are compared by their public keys: the crate keeps them clamped (RFC 7748), the RFC does not.
        let public = hex32("194141ca6c3c3beb4792cd97ba0ea1faff09d98435012345766ee33aae2d7664");
        assert_eq!(recipient.public_key().as_bytes(), &public);
    }

    #[test]
    fn the_kek_depends_on_the_slot_id() {
        let recipient = HpkePrivateKey::generate(&mut Fixed([1; 32].to_vec())).unwrap();
        let sent =
            encapsulate(&recipient.public_key(), &SlotId::from_bytes([1; 16]), &mut Fixed([2; 32].to_vec()));
        let sent = sent.unwrap();
        let same = decapsulate(&recipient, &SlotId::from_bytes([1; 16]), &sent.enc).unwrap();
        let other = decapsulate(&recipient, &SlotId::from_bytes([2; 16]), &sent.enc).unwrap();
        assert_eq!(*same, *sent.kek);
        assert_ne!(*other, *sent.kek);
    }

    #[test]
    fn a_public_key_of_low_order_is_refused() {
        let slot_id = SlotId::from_bytes([0; 16]);
        for point in [[0; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            let sent = encapsulate(&HpkePublicKey::from_bytes(point), &slot_id, &mut Fixed([2; 32].to_vec()));
            assert_eq!(sent.err(), Some(Error::Malformed));
            let recipient = HpkePrivateKey::from_bytes(&[3; 32]);
            assert_eq!(decapsulate(&recipient, &slot_id, &point).err(), Some(Error::WrongKeyOrContext));
        }
    }

    #[test]
    fn a_failing_source_of_randomness_fails_the_slot() {
        let recipient = HpkePrivateKey::from_bytes(&[3; 32]).public_key();
        let sent = encapsulate(&recipient, &SlotId::from_bytes([0; 16]), &mut Fixed(Vec::new()));
        assert_eq!(sent.err(), Some(Error::EntropyUnavailable));
        assert_eq!(HpkePrivateKey::generate(&mut Fixed(Vec::new())).err(), Some(Error::EntropyUnavailable));
    }
}
