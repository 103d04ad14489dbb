//! Streams of envelopes.

use napi::{Result, bindgen_prelude::Buffer};
use napi_derive::napi;

use crate::error::thrown;

/// `phiward_sdk::envelope::SealStream`.
#[napi]
pub struct SealStream(pub(crate) phiward_sdk::envelope::SealStream);

#[napi]
impl SealStream {
    /// `update`.
    #[napi]
    pub fn update(&mut self, plaintext: &[u8]) -> Result<Buffer> {
        Ok(self.0.update(plaintext).map_err(thrown)?.into())
    }

    /// `finish`.
    #[napi]
    pub fn finish(&mut self) -> Result<Buffer> {
        Ok(self.0.finish().map_err(thrown)?.into())
    }
}

/// `phiward_sdk::envelope::OpenStream`.
#[napi]
pub struct OpenStream(pub(crate) phiward_sdk::envelope::OpenStream);

#[napi]
impl OpenStream {
    /// `update`.
    #[napi]
    pub fn update(&mut self, sealed: &[u8]) -> Result<Buffer> {
        Ok(self.0.update(sealed).map_err(thrown)?.into())
    }

    /// `finish`.
    #[napi]
    pub fn finish(&mut self) -> Result<Buffer> {
        Ok(self.0.finish().map_err(thrown)?.into())
    }
}
