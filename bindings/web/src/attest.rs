//! Attestation of an enclave, and a session with it.

use alloc::{string::String, vec::Vec};

use phiward_sdk::attest;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::attest::inspect_attestation`.
#[wasm_bindgen(js_name = inspectAttestation)]
pub fn inspect_attestation(document: &[u8]) -> Result<String, JsValue> {
    attest::inspect_attestation(document).map_err(thrown)
}

/// `phiward_sdk::attest::verify_attestation`.
#[wasm_bindgen(js_name = verifyAttestation)]
pub fn verify_attestation(
    document: &[u8],
    policy: &str,
    nonce: &[u8],
    now_ms: f64,
) -> Result<String, JsValue> {
    attest::verify_attestation(document, policy, nonce, now_ms).map_err(thrown)
}

/// `phiward_sdk::attest::enclave_hello`.
#[wasm_bindgen(js_name = enclaveHello)]
pub fn enclave_hello(nonce: &[u8]) -> Result<Vec<u8>, JsValue> {
    attest::enclave_hello(nonce).map_err(thrown)
}

/// `phiward_sdk::attest::EnclaveSession`.
#[wasm_bindgen]
pub struct EnclaveSession(attest::EnclaveSession);

#[wasm_bindgen]
impl EnclaveSession {
    /// `verify`.
    #[wasm_bindgen]
    pub fn verify(evidence: &[u8], policy: &str, nonce: &[u8], now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(attest::EnclaveSession::verify(evidence, policy, nonce, now_ms).map_err(thrown)?))
    }

    /// `expires_ms`.
    #[wasm_bindgen(js_name = expiresMs)]
    pub fn expires_ms(&self) -> f64 {
        self.0.expires_ms()
    }

    /// `seal`.
    #[wasm_bindgen]
    pub fn seal(
        &self,
        request: &str,
        key: &[u8],
        envelope: &[u8],
        seed: &[u8],
        now_ms: f64,
    ) -> Result<EnclaveExchange, JsValue> {
        Ok(EnclaveExchange(self.0.seal(request, key, envelope, seed, now_ms).map_err(thrown)?))
    }
}

/// `phiward_sdk::attest::EnclaveExchange`.
#[wasm_bindgen]
pub struct EnclaveExchange(attest::EnclaveExchange);

#[wasm_bindgen]
impl EnclaveExchange {
    /// `message`.
    #[wasm_bindgen]
    pub fn message(&self) -> Vec<u8> {
        self.0.message()
    }

    /// `open`, as JSON.
    #[wasm_bindgen]
    pub fn open(&self, answer: &[u8]) -> Result<String, JsValue> {
        Ok(self.0.open(answer).map_err(thrown)?.expose_json())
    }
}
