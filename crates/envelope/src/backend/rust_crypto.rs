//! RustCrypto: pure Rust, every target, no_std.

use alloc::vec::Vec;

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

    fn open(&self, nonce: &[u8; 12], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> bool {
        let tag = Tag::<Self>::from(*tag);
        self.decrypt_inout_detached(&Nonce::<Self>::from(*nonce), &[], in_out.into(), &tag).is_ok()
    }

    /// Reads the ciphertext where it stands, for it is read twice: the tag is computed before decrypting.
    fn open_onto(&self, nonce: &[u8; 12], ciphertext: &[u8], tag: &[u8; TAG_LEN], out: &mut Vec<u8>) -> bool {
        let start = out.len();
        out.resize(start + ciphertext.len(), 0);
        let in_out = InOutBuf::new(ciphertext, out.get_mut(start..).unwrap_or_default())
            .expect("the plaintext is as long as the ciphertext");
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
