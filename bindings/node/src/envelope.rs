//! Envelopes under keys that the host holds, and envelopes without a key.

use std::sync::Arc;

use napi::{
    Result,
    bindgen_prelude::{AsyncTask, Buffer, BufferSlice, Uint8Array},
};
use napi_derive::napi;
use phiward_sdk::envelope;
use zeroize::Zeroize as _;

use crate::{
    error::{copy_into, thrown},
    stream::{OpenStream, SealStream},
    task::BytesTask,
};

/// `phiward_sdk::envelope::inspect`, as JSON.
#[napi]
pub fn inspect(envelope: &[u8]) -> Result<String> {
    Ok(envelope::inspect(envelope).map_err(thrown)?.json)
}

/// `phiward_sdk::envelope::content`.
#[napi]
pub fn content(envelope: &[u8]) -> Result<&'static str> {
    envelope::content(envelope).map_err(thrown)
}

/// `phiward_sdk::envelope::encode_text`.
#[napi(js_name = "toText")]
pub fn encode_text(envelope: &[u8]) -> String {
    envelope::encode_text(envelope)
}

/// `phiward_sdk::envelope::decode_text`.
#[napi(js_name = "fromText")]
pub fn decode_text(text: String) -> Result<Buffer> {
    Ok(envelope::decode_text(&text).map_err(thrown)?.into())
}

/// `phiward_sdk::envelope::random_bytes`.
#[napi]
pub fn random_bytes(len: u32) -> Result<Buffer> {
    Ok(envelope::random_bytes(len).map_err(thrown)?.into())
}

/// `phiward_sdk::is_retryable`.
#[napi]
pub fn is_retryable(code: String) -> bool {
    phiward_sdk::is_retryable(&code)
}

/// `phiward_sdk::envelope::RecordKey`.
#[napi]
pub struct RecordKey(Arc<envelope::RecordKey>);

#[napi]
impl RecordKey {
    /// `generate`.
    #[napi(factory)]
    pub fn generate() -> Result<Self> {
        Ok(Self(Arc::new(envelope::RecordKey::generate().map_err(thrown)?)))
    }

    /// `import`.
    #[napi(factory)]
    pub fn import(key_id: String, secret: &[u8]) -> Result<Self> {
        Ok(Self(Arc::new(envelope::RecordKey::import(&key_id, secret).map_err(thrown)?)))
    }

    /// `id`.
    #[napi]
    pub fn id(&self) -> String {
        self.0.id()
    }

    /// `export_secret`.
    #[napi]
    pub fn export_secret(&self) -> Buffer {
        self.0.export_secret().into()
    }

    /// `seal`.
    #[napi]
    pub fn seal(&self, plaintext: &[u8], options: String, _now_ms: f64) -> Result<Buffer> {
        Ok(self.0.seal(plaintext, &options).map_err(thrown)?.into())
    }

    /// `seal`, into memory of the caller.
    #[napi]
    pub fn seal_into(
        &self,
        plaintext: &[u8],
        options: String,
        _now_ms: f64,
        mut out: BufferSlice<'_>,
    ) -> Result<u32> {
        copy_into(&self.0.seal(plaintext, &options).map_err(thrown)?, &mut out)
    }

    /// `open`.
    #[napi]
    pub fn open(&self, envelope: &[u8], options: String, _now_ms: f64) -> Result<Buffer> {
        Ok(self.0.open(envelope, &options).map_err(thrown)?.into())
    }

    /// `open`, into memory of the caller.
    #[napi]
    pub fn open_into(
        &self,
        envelope: &[u8],
        options: String,
        _now_ms: f64,
        mut out: BufferSlice<'_>,
    ) -> Result<u32> {
        let mut plaintext = self.0.open(envelope, &options).map_err(thrown)?;
        let copied = copy_into(&plaintext, &mut out);
        plaintext.zeroize();
        copied
    }

    /// `seal`, on another thread.
    #[napi]
    pub fn seal_async(&self, plaintext: Uint8Array, options: String, _now_ms: f64) -> AsyncTask<BytesTask> {
        let key = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || key.seal(&plaintext, &options)))
    }

    /// `open`, on another thread.
    #[napi]
    pub fn open_async(&self, envelope: Uint8Array, options: String, _now_ms: f64) -> AsyncTask<BytesTask> {
        let key = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || key.open(&envelope, &options)))
    }

    /// `seal_stream`.
    #[napi]
    pub fn seal_stream(&self, options: String, _now_ms: f64) -> Result<SealStream> {
        Ok(SealStream(self.0.seal_stream(&options).map_err(thrown)?))
    }

    /// `open_stream`.
    #[napi]
    pub fn open_stream(&self, options: String, _now_ms: f64) -> Result<OpenStream> {
        Ok(OpenStream(self.0.open_stream(&options).map_err(thrown)?))
    }
}
