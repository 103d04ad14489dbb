//! Redaction of structured data: what goes, what stays, and that the syntax stays with it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod bad_input;
mod corpus;
mod fhir;
mod hl7;
mod json;
mod leaks;
mod log;
mod operators;
mod properties;
mod twice;
mod url;
mod xml;

use std::sync::LazyLock;

use phiward_redact::{Format, Mode, Policy, Profile, Redactor, TokenMap};

/// A redactor with the default policy.
fn redactor() -> &'static Redactor<'static> {
    static REDACTOR: LazyLock<Redactor<'static>> =
        LazyLock::new(|| Redactor::new(Policy::default()).unwrap());
    &REDACTOR
}

/// A redactor in strict mode.
fn strict() -> &'static Redactor<'static> {
    static REDACTOR: LazyLock<Redactor<'static>> = LazyLock::new(|| {
        Redactor::new(Policy::new(Mode::Strict, Profile::SafeHarborStyle, []).unwrap()).unwrap()
    });
    &REDACTOR
}

/// A text of a format, redacted by the default policy.
fn redact(format: Format, text: &str) -> String {
    redactor().redact_as(format, text, &mut TokenMap::new()).text
}
