//! What Python imports as `phiward._core`.

use pyo3::prelude::*;

/// The native part of `phiward`.
#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::{
        conformance::replay_vectors,
        envelope::{RecordKey, content_of, from_text, inspect, random_bytes, to_text},
        measure::{seconds_of_redact, seconds_of_seal},
        phi::{Phi, PseudonymKey, check_request_id, field_policy},
        redact::{RedactStream, Redactor, TokenMap},
        stream::{OpenStream, SealStream},
        vault::{LegacyKey, Vault, check_recovery_code, describe_vault},
    };
    #[pymodule_export]
    const MASK: &str = phiward_sdk::phi::MASK;
}
