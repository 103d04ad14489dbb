//! The facade, as Kotlin, Swift, React Native and Python call it through uniffi. There is no logic here.
#![doc = include_str!("../README.md")]

mod conformance;
mod envelope;
mod error;
mod keystore;
mod phi;
mod redact;
mod stream;
mod task;
mod vault;

pub use crate::{
    conformance::{CaseResult, replay_vectors},
    envelope::{
        EnvelopeInfo, RecordKey, content_of, envelope_from_text, envelope_to_text, inspect, random_bytes,
    },
    error::PhiwardError,
    keystore::{KeyStore, KeyStoreError, MemoryKeyStore, Presence},
    phi::{Phi, PseudonymKey, check_request_id, field_policy, mask},
    redact::{Finding, Offsets, RedactStream, Redaction, RedactionText, Redactor, TokenMap},
    stream::{OpenStream, SealStream},
    vault::{LegacyKey, Vault, check_recovery_code, describe_vault},
};

uniffi::setup_scaffolding!("phiward_core");
