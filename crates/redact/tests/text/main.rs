//! Redaction of text: what holds for any input, and what must be found in notes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod identifiers;
mod leaks;
mod notes;
mod peers;
mod properties;
mod streams;
mod tokens;
mod twice;

use std::sync::LazyLock;

use phiward_redact::{Mode, Policy, Profile, Redactor};

/// The default policy.
static BALANCED: LazyLock<Redactor<'static>> = LazyLock::new(|| Redactor::new(Policy::default()).unwrap());

/// The same in strict mode.
static STRICT: LazyLock<Redactor<'static>> = LazyLock::new(|| {
    Redactor::new(Policy::new(Mode::Strict, Profile::SafeHarborStyle, []).unwrap()).unwrap()
});
