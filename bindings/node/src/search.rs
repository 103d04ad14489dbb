//! Protocol search.

use napi::{Result, bindgen_prelude::Buffer};
use napi_derive::napi;
use phiward_sdk::{Units, search};

use crate::error::thrown;

/// `phiward_sdk::search::build_index`.
#[napi]
pub fn build_index(lines: String, options: String) -> Result<Buffer> {
    Ok(search::build_index(&lines, &options).map_err(thrown)?.into())
}

/// `phiward_sdk::search::ProtocolLibrary`.
#[napi]
pub struct ProtocolLibrary(search::ProtocolLibrary);

#[napi]
impl ProtocolLibrary {
    /// `open`.
    #[napi(factory)]
    pub fn open(bytes: &[u8]) -> Result<Self> {
        Ok(Self(search::ProtocolLibrary::open(bytes.to_vec()).map_err(thrown)?))
    }

    /// `agencies`.
    #[napi]
    pub fn agencies(&self) -> Vec<String> {
        self.0.agencies()
    }

    /// `search`, with offsets in UTF-16 code units.
    #[napi]
    pub fn search(&self, text: String, options: String) -> Result<String> {
        self.0.search(&text, &options, Units::Utf16).map_err(thrown)
    }

    /// `suggest`.
    #[napi]
    pub fn suggest(&self, text: String, options: String) -> Result<String> {
        self.0.suggest(&text, &options).map_err(thrown)
    }

    /// `swap`.
    #[napi]
    pub fn swap(&self, bytes: &[u8]) -> Result<()> {
        self.0.swap(bytes).map_err(thrown)
    }
}
