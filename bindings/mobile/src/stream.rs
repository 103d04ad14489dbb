//! Streams of envelopes: bytes in, bytes out, in memory that does not grow.

use std::sync::{Mutex, MutexGuard, PoisonError};

use phiward_sdk::envelope;

use crate::PhiwardError;

/// Seals a stream. What `update` and `finish` give is written one after another.
#[derive(Debug, uniffi::Object)]
pub struct SealStream(Mutex<envelope::SealStream>);

/// Opens a stream; every byte that it gives out is authenticated, and only `finish` tells that it is complete.
#[derive(Debug, uniffi::Object)]
pub struct OpenStream(Mutex<envelope::OpenStream>);

impl SealStream {
    pub(crate) fn of(stream: envelope::SealStream) -> Self {
        Self(Mutex::new(stream))
    }
}

impl OpenStream {
    pub(crate) fn of(stream: envelope::OpenStream) -> Self {
        Self(Mutex::new(stream))
    }
}

#[uniffi::export]
impl SealStream {
    /// Takes plaintext, and gives the sealed bytes that are complete.
    ///
    /// # Errors
    /// `stream_finished`; `limit_exceeded` at 4 PiB.
    pub fn update(&self, plaintext: &[u8]) -> Result<Vec<u8>, PhiwardError> {
        Ok(held(&self.0).update(plaintext)?)
    }

    /// Gives the last chunk. Without it the envelope does not open.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn finish(&self) -> Result<Vec<u8>, PhiwardError> {
        Ok(held(&self.0).finish()?)
    }
}

#[uniffi::export]
impl OpenStream {
    /// Takes sealed bytes, and gives the plaintext of chunks that are complete and authentic.
    ///
    /// # Errors
    /// Those of the whole envelope; after one it keeps failing with it. `stream_finished`.
    pub fn update(&self, sealed: &[u8]) -> Result<Vec<u8>, PhiwardError> {
        Ok(held(&self.0).update(sealed)?)
    }

    /// Opens the last chunk, and so proves that the stream is complete.
    ///
    /// # Errors
    /// `truncated`, `corrupt`, or what an update reported; `stream_finished`.
    pub fn finish(&self) -> Result<Vec<u8>, PhiwardError> {
        Ok(held(&self.0).finish()?)
    }
}

/// The stream, also after a panic of another thread: it keeps failing by itself when it is not whole.
pub(crate) fn held<T>(stream: &Mutex<T>) -> MutexGuard<'_, T> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}
