//! A vault as what seals and opens.

use alloc::vec::Vec;

use super::Vault;
use crate::{
    Error,
    envelope::{DelegatedOpen, DelegatedSeal, OpenStream, SealStream, Sealing},
};

impl Sealing for Vault {
    fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        self.seal(plaintext, options, now_ms)
    }

    fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        self.open(envelope, options, now_ms)
    }

    fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, Error> {
        self.seal_stream(options, now_ms)
    }

    fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, Error> {
        self.open_stream(options, now_ms)
    }

    fn delegate_seal(&self, options: &str, streamed: bool, now_ms: f64) -> Result<DelegatedSeal, Error> {
        self.delegate_seal(options, streamed, now_ms)
    }

    fn delegate_open(&self, prefix: &[u8], options: &str, now_ms: f64) -> Result<DelegatedOpen, Error> {
        self.delegate_open(prefix, options, now_ms)
    }
}
