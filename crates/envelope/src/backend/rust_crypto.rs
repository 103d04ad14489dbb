//! RustCrypto: pure Rust, every target, no_std.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{AeadInOut, Nonce, Tag, inout::InOutBuf},
};
use hmac::{
    Hmac,
    digest::{FixedOutput as _, Update as _},
};
use sha2::Sha512;

use super::{Backend, Gcm, Mac, TAG_LEN};

pub(crate) struct RustCrypto;

impl Backend for RustCrypto {
    type Gcm = Aes256Gcm;
    type Mac = Hmac<Sha512>;
}

impl Gcm for Aes256Gcm {
    fn from_key(key: &[u8; 32]) -> Self {
        KeyInit::new(key.into())
    }

    fn seal(&self, nonce: &[u8; 12], in_out: &mut [u8]) -> [u8; TAG_LEN] {
        self.encrypt_inout_detached(&Nonce::<Self>::from(*nonce), &[], in_out.into())
            .expect("a chunk or a v1 record is far below the 64 GiB limit of AES-GCM")
            .into()
    }

    fn open(&self, nonce: &[u8; 12], ciphertext: &[u8], tag: &[u8; TAG_LEN], plaintext: &mut [u8]) -> bool {
        let Ok(in_out) = InOutBuf::new(ciphertext, plaintext) else { return false };
        let tag = Tag::<Self>::from(*tag);
        self.decrypt_inout_detached(&Nonce::<Self>::from(*nonce), &[], in_out, &tag).is_ok()
    }
}

impl Mac for Hmac<Sha512> {
    fn from_key(key: &[u8; 32]) -> Self {
        KeyInit::new_from_slice(key).expect("HMAC takes keys of any length")
    }

    fn sign<'a>(&self, parts: impl Iterator<Item = &'a [u8]>, out: &mut [u8; 64]) {
        let mut mac = self.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize_into(out.into());
    }
}
