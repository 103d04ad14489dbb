//! Attestation of an enclave, and a session with it.

mod document;
mod policy;
mod session;

pub use self::{
    document::{inspect_attestation, verify_attestation},
    session::{EnclaveAnswer, EnclaveExchange, EnclaveSession, enclave_hello},
};

/// Whole milliseconds of a time; what is before zero, or no number, is zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
fn millis(ms: f64) -> u64 {
    ms as u64
}
