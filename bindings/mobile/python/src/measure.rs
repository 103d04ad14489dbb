//! How long the core itself takes in this process, for the tests that hold the crossing to its bar.

use std::time::Instant;

use phiward_sdk::{Units, envelope::RecordKey, redact};
use pyo3::prelude::*;

use crate::error::raised;

/// Seconds for sealing `length` zero bytes `times` times.
#[pyfunction]
pub(crate) fn seconds_of_seal(length: usize, times: u32) -> PyResult<f64> {
    let (key, plaintext) = (RecordKey::generate().map_err(raised)?, vec![0; length]);
    let start = Instant::now();
    for _ in 0..times {
        key.seal(&plaintext, "").map_err(raised)?;
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds for redacting a text `times` times under the default policy.
#[pyfunction]
pub(crate) fn seconds_of_redact(text: &str, times: u32) -> PyResult<f64> {
    let redactor = redact::Redactor::new("", &[], "").map_err(raised)?;
    let start = Instant::now();
    for _ in 0..times {
        redactor.redact(text, "text", Units::Bytes, &redact::TokenMap::new()).map_err(raised)?;
    }
    Ok(start.elapsed().as_secs_f64())
}
