//! How long the core itself takes in this process, for the tests that hold the crossing to its bar.

use std::time::Instant;

use phiward_sdk::{Units, envelope::RecordKey, redact};

use crate::PhiwardError;

/// Seconds for sealing `length` zero bytes `times` times.
///
/// # Errors
/// `entropy_unavailable`.
#[uniffi::export]
pub fn seconds_of_seal(length: u32, times: u32) -> Result<f64, PhiwardError> {
    let (key, plaintext) = (RecordKey::generate()?, vec![0; length as usize]);
    let start = Instant::now();
    for _ in 0..times {
        key.seal(&plaintext, "")?;
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds for redacting a text `times` times under the default policy.
///
/// # Errors
/// None in this build, which holds the dictionaries.
#[uniffi::export]
pub fn seconds_of_redact(text: &str, times: u32) -> Result<f64, PhiwardError> {
    let redactor = redact::Redactor::new("", &[], "")?;
    let start = Instant::now();
    for _ in 0..times {
        redactor.redact(text, "text", Units::Bytes, &redact::TokenMap::new())?;
    }
    Ok(start.elapsed().as_secs_f64())
}
