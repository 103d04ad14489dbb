//! AWS-LC through aws-lc-rs: native targets, assembly for bulk data.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hmac,
};

use super::{Backend, Gcm, Mac, TAG_LEN};

pub(crate) struct AwsLc;

impl Backend for AwsLc {
    type Gcm = LessSafeKey;
    type Mac = hmac::Key;
}

impl Gcm for LessSafeKey {
    fn from_key(key: &[u8; 32]) -> Self {
        Self::new(UnboundKey::new(&AES_256_GCM, key).expect("the key has the length that AES-256 takes"))
    }

    fn seal(&self, nonce: &[u8; 12], in_out: &mut [u8]) -> [u8; TAG_LEN] {
        let tag = self
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(*nonce), Aad::empty(), in_out)
            .expect("a chunk or a v1 record is far below the 64 GiB limit of AES-GCM");
        tag.as_ref().try_into().expect("a GCM tag has 16 bytes")
    }

    // `open_onto` copies first: on large messages, reading them by AES-GCM instead of a copy is slower.
    fn open(&self, nonce: &[u8; 12], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> bool {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        self.open_in_place_separate_tag(nonce, Aad::empty(), tag, in_out).is_ok()
    }
}

impl Mac for hmac::Key {
    fn from_key(key: &[u8; 32]) -> Self {
        Self::new(hmac::HMAC_SHA512, key)
    }

    fn sign<'a>(&self, parts: impl Iterator<Item = &'a [u8]>, out: &mut [u8; 64]) {
        let mut mac = hmac::Context::with_key(self);
        for part in parts {
            mac.update(part);
        }
        out.copy_from_slice(mac.sign().as_ref());
    }
}
