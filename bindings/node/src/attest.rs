//! Attestation of an enclave, and a session with it.

use napi::{Result, bindgen_prelude::Buffer};
use napi_derive::napi;
use phiward_sdk::attest;

use crate::error::thrown;

/// `phiward_sdk::attest::inspect_attestation`.
#[napi]
pub fn inspect_attestation(document: &[u8]) -> Result<String> {
    attest::inspect_attestation(document).map_err(thrown)
}

/// `phiward_sdk::attest::verify_attestation`.
#[napi]
pub fn verify_attestation(document: &[u8], policy: String, nonce: &[u8], now_ms: f64) -> Result<String> {
    attest::verify_attestation(document, &policy, nonce, now_ms).map_err(thrown)
}

/// `phiward_sdk::attest::enclave_hello`.
#[napi]
pub fn enclave_hello(nonce: &[u8]) -> Result<Buffer> {
    Ok(attest::enclave_hello(nonce).map_err(thrown)?.into())
}

/// `phiward_sdk::attest::EnclaveSession`.
#[napi]
pub struct EnclaveSession(attest::EnclaveSession);

#[napi]
impl EnclaveSession {
    /// `verify`.
    #[napi(factory)]
    pub fn verify(evidence: &[u8], policy: String, nonce: &[u8], now_ms: f64) -> Result<Self> {
        Ok(Self(attest::EnclaveSession::verify(evidence, &policy, nonce, now_ms).map_err(thrown)?))
    }

    /// `expires_ms`.
    #[napi]
    pub fn expires_ms(&self) -> f64 {
        self.0.expires_ms()
    }

    /// `seal`.
    #[napi]
    pub fn seal(
        &self,
        request: String,
        key: &[u8],
        envelope: &[u8],
        seed: &[u8],
        now_ms: f64,
    ) -> Result<EnclaveExchange> {
        Ok(EnclaveExchange(self.0.seal(&request, key, envelope, seed, now_ms).map_err(thrown)?))
    }
}

/// `phiward_sdk::attest::EnclaveExchange`.
#[napi]
pub struct EnclaveExchange(attest::EnclaveExchange);

#[napi]
impl EnclaveExchange {
    /// `message`.
    #[napi]
    pub fn message(&self) -> Buffer {
        self.0.message().into()
    }

    /// `open`, as JSON.
    #[napi]
    pub fn open(&self, answer: &[u8]) -> Result<String> {
        Ok(self.0.open(answer).map_err(thrown)?.expose_json())
    }
}
