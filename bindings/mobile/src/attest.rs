//! Attestation, and sealing to an enclave.

use phiward_sdk::attest;
use zeroize::Zeroizing;

use crate::PhiwardError;

/// What an attestation document says, as JSON. Nothing of it is verified.
///
/// # Errors
/// `malformed`, `limit_exceeded`.
#[uniffi::export]
pub fn inspect_attestation(document: &[u8]) -> Result<String, PhiwardError> {
    Ok(attest::inspect_attestation(document)?)
}

/// Verifies an attestation document under a policy, and gives what it says as JSON.
///
/// # Errors
/// `invalid_configuration`, and the reason for which the document is not trusted.
#[uniffi::export]
pub fn verify_attestation(
    document: &[u8],
    policy: &str,
    nonce: &[u8],
    now_ms: f64,
) -> Result<String, PhiwardError> {
    Ok(attest::verify_attestation(document, policy, nonce, now_ms)?)
}

/// The first message to an enclave, with a nonce of 32 random bytes.
///
/// # Errors
/// `malformed` for a nonce of another length.
#[uniffi::export]
pub fn enclave_hello(nonce: &[u8]) -> Result<Vec<u8>, PhiwardError> {
    Ok(attest::enclave_hello(nonce)?)
}

/// An enclave that has proved what it runs: the only way to seal to it.
#[derive(Debug, uniffi::Object)]
pub struct EnclaveSession(attest::EnclaveSession);

/// A request to an enclave, and the key of its answer.
#[derive(Debug, uniffi::Object)]
pub struct EnclaveExchange(attest::EnclaveExchange);

/// What an enclave has answered.
#[derive(Clone, uniffi::Record)]
pub struct EnclaveAnswer {
    /// The answer; empty when the request was refused. It is PHI.
    pub text: String,
    /// The stable code of the refusal; empty when the request was answered.
    pub refusal: String,
}

impl core::fmt::Debug for EnclaveAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("EnclaveAnswer").field("refusal", &self.refusal).finish_non_exhaustive()
    }
}

#[uniffi::export]
impl EnclaveSession {
    /// Verifies the evidence of an enclave: document, key, and the terms of the policy.
    ///
    /// # Errors
    /// Those of `verify_attestation`; `unsupported_suite`, `terms_mismatch`, `epoch_expired`.
    #[uniffi::constructor]
    pub fn verify(evidence: &[u8], policy: &str, nonce: &[u8], now_ms: f64) -> Result<Self, PhiwardError> {
        Ok(Self(attest::EnclaveSession::verify(evidence, policy, nonce, now_ms)?))
    }

    /// When the enclave's key ends, in milliseconds of Unix time.
    #[must_use]
    pub fn expires_ms(&self) -> f64 {
        self.0.expires_ms()
    }

    /// Seals a request, which is JSON; `seed` is 64 random bytes, never used before.
    ///
    /// # Errors
    /// `invalid_configuration`; `malformed` for a key or seed of another length; `epoch_expired`, `limit_exceeded`.
    pub fn seal(
        &self,
        request: String,
        key: Vec<u8>,
        envelope: &[u8],
        seed: Vec<u8>,
        now_ms: f64,
    ) -> Result<EnclaveExchange, PhiwardError> {
        let (request, key, seed) = (Zeroizing::new(request), Zeroizing::new(key), Zeroizing::new(seed));
        Ok(EnclaveExchange(self.0.seal(&request, &key, envelope, &seed, now_ms)?))
    }
}

#[uniffi::export]
impl EnclaveExchange {
    /// What is sent to the enclave.
    #[must_use]
    pub fn outgoing(&self) -> Vec<u8> {
        self.0.message()
    }

    /// Opens the answer to this request. A request has one answer.
    ///
    /// # Errors
    /// `rejected` for a message that is not the answer to this request, and for a second one; `malformed`.
    pub fn open(&self, answer: &[u8]) -> Result<EnclaveAnswer, PhiwardError> {
        let answer = self.0.open(answer)?;
        Ok(EnclaveAnswer { text: answer.text, refusal: answer.refusal })
    }
}
