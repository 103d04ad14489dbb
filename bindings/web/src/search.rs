//! Protocol search.

use alloc::{string::String, vec::Vec};

use phiward_sdk::{Units, search};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::search::ProtocolLibrary`.
#[wasm_bindgen]
pub struct ProtocolLibrary(search::ProtocolLibrary);

#[wasm_bindgen]
impl ProtocolLibrary {
    /// `open`.
    #[wasm_bindgen]
    pub fn open(bytes: Vec<u8>) -> Result<Self, JsValue> {
        Ok(Self(search::ProtocolLibrary::open(bytes).map_err(thrown)?))
    }

    /// `agencies`.
    #[wasm_bindgen]
    pub fn agencies(&self) -> Vec<String> {
        self.0.agencies()
    }

    /// `search`, with offsets in UTF-16 code units.
    #[wasm_bindgen]
    pub fn search(&self, text: &str, options: &str) -> Result<String, JsValue> {
        self.0.search(text, options, Units::Utf16).map_err(thrown)
    }

    /// `suggest`.
    #[wasm_bindgen]
    pub fn suggest(&self, text: &str, options: &str) -> Result<String, JsValue> {
        self.0.suggest(text, options).map_err(thrown)
    }

    /// `swap`.
    #[wasm_bindgen]
    pub fn swap(&self, bytes: &[u8]) -> Result<(), JsValue> {
        self.0.swap(bytes).map_err(thrown)
    }
}
