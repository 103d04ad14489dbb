//! Envelopes whose chunks WebCrypto computes.

use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

/// `phiward_sdk::envelope::DelegatedSeal`.
#[wasm_bindgen]
pub struct DelegatedSeal(pub(crate) phiward_sdk::envelope::DelegatedSeal);

#[wasm_bindgen]
impl DelegatedSeal {
    /// `prefix`.
    #[wasm_bindgen]
    pub fn prefix(&self) -> Vec<u8> {
        self.0.prefix()
    }

    /// `key`.
    #[wasm_bindgen]
    pub fn key(&self) -> Vec<u8> {
        self.0.key()
    }

    /// `nonces`.
    #[wasm_bindgen]
    pub fn nonces(&self, first: u32, count: u32) -> Vec<u8> {
        self.0.nonces(first, count)
    }
}

/// `phiward_sdk::envelope::DelegatedOpen`.
#[wasm_bindgen]
pub struct DelegatedOpen(pub(crate) phiward_sdk::envelope::DelegatedOpen);

#[wasm_bindgen]
impl DelegatedOpen {
    /// `key`.
    #[wasm_bindgen]
    pub fn key(&self) -> Vec<u8> {
        self.0.key()
    }

    /// `nonces`.
    #[wasm_bindgen]
    pub fn nonces(&self, first: u32, count: u32) -> Vec<u8> {
        self.0.nonces(first, count)
    }
}
