//! Finding and redacting PHI.

mod data;
mod log;
mod redactor;
mod stream;
mod tokens;

#[cfg(feature = "conformance")]
pub(crate) use self::data::engine;
pub use self::{
    data::load_data,
    redactor::{Finding, Redaction, Redactor},
    stream::RedactStream,
    tokens::TokenMap,
};

/// The one mask of every language.
pub const MASK: &str = phiward_redact::MASK;
