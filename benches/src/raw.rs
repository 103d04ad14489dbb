//! Raw AES-256-GCM: the floor. No commitment, no context, no chunks, and nonces that a caller must not repeat.

use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, AeadInOut as _, Tag},
};
use aws_lc_rs::aead::{self, AES_256_GCM, Aad, LessSafeKey, UnboundKey};

use crate::{InMemory, Peer};

const NONCE: [u8; 12] = [9; 12];

/// RustCrypto's `aes-gcm`.
#[derive(Debug)]
pub struct AesGcm(Aes256Gcm);

impl Default for AesGcm {
    fn default() -> Self {
        Self(Aes256Gcm::new(&[7; 32].into()))
    }
}

impl Peer for AesGcm {
    const NAME: &'static str = "aes-gcm";

    type Opened = Vec<u8>;

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        self.0.encrypt(&NONCE.into(), plaintext).expect("it is shorter than 64 GiB")
    }

    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        self.0.decrypt(&NONCE.into(), sealed).expect("it was sealed with this key")
    }
}

impl InMemory for AesGcm {
    fn seal_into(&self, plaintext: &[u8], out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(plaintext);
        let tag = self.0.encrypt_inout_detached(&NONCE.into(), &[], out.as_mut_slice().into());
        out.extend_from_slice(&tag.expect("it is shorter than 64 GiB"));
    }

    fn open_into(&self, sealed: &[u8], out: &mut Vec<u8>) {
        let (ciphertext, tag) = sealed.split_last_chunk::<16>().expect("it was sealed, so it has a tag");
        out.clear();
        out.extend_from_slice(ciphertext);
        let tag = Tag::<Aes256Gcm>::from(*tag);
        let opened = self.0.decrypt_inout_detached(&Nonce::from(NONCE), &[], out.as_mut_slice().into(), &tag);
        opened.expect("it was sealed with this key");
    }
}

/// AWS-LC, through `aws-lc-rs`.
#[derive(Debug)]
pub struct AwsLc(LessSafeKey);

impl Default for AwsLc {
    fn default() -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key of 32 bytes")))
    }
}

impl Peer for AwsLc {
    const NAME: &'static str = "aws-lc-rs";

    type Opened = Vec<u8>;

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(plaintext.len() + 16);
        self.seal_into(plaintext, &mut sealed);
        sealed
    }

    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        let mut plaintext = Vec::with_capacity(sealed.len());
        self.open_into(sealed, &mut plaintext);
        plaintext
    }
}

impl InMemory for AwsLc {
    fn seal_into(&self, plaintext: &[u8], out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(plaintext);
        let nonce = aead::Nonce::assume_unique_for_key(NONCE);
        self.0.seal_in_place_append_tag(nonce, Aad::empty(), out).expect("it is shorter than 64 GiB");
    }

    fn open_into(&self, sealed: &[u8], out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(sealed);
        let nonce = aead::Nonce::assume_unique_for_key(NONCE);
        let plaintext = self.0.open_in_place(nonce, Aad::empty(), out).expect("it was sealed with this key");
        let len = plaintext.len();
        out.truncate(len);
    }
}
