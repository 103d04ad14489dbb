//! The facade, as Kotlin, Swift and React Native call it through uniffi. There is no logic here.
#![doc = include_str!("../README.md")]

mod attest;
mod conformance;
mod envelope;
mod error;
#[cfg(not(target_os = "ios"))]
mod jvm;
mod keystore;
mod measure;
mod phi;
mod redact;
mod resilience;
mod search;
mod stream;
mod task;
mod vault;

pub use crate::{
    attest::{
        EnclaveAnswer, EnclaveExchange, EnclaveSession, enclave_hello, inspect_attestation,
        verify_attestation,
    },
    conformance::{CaseResult, replay_vectors},
    envelope::{
        EnvelopeInfo, RecordKey, content_of, envelope_from_text, envelope_to_text, inspect, random_bytes,
    },
    error::PhiwardError,
    keystore::{KeyStore, KeyStoreError, MemoryKeyStore, Presence},
    measure::{seconds_of_redact, seconds_of_seal},
    phi::{Phi, PseudonymKey, check_request_id, field_policy, mask},
    redact::{Finding, Offsets, RedactStream, Redaction, RedactionText, Redactor, TokenMap},
    resilience::{
        Begun, CircuitBreaker, IdempotencyStore, LimitVerdict, RateLimiter, Retry, RetryBudget, RetryPolicy,
        RetryVerdict,
    },
    search::{ProtocolLibrary, build_index},
    stream::{OpenStream, SealStream},
    vault::{LegacyKey, Vault, check_recovery_code, describe_vault},
};

uniffi::setup_scaffolding!("phiward_core");
