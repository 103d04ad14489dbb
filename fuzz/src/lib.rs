//! How fuzz targets read their input: keys, contexts and cuts first, the bytes under test last.
//!
//! The layouts are plain, so that the committed seeds hold whole envelopes and a mutation gets past the
//! commitment more often than chance would let it.
//! What must hold of redaction is told here as well, since several targets share it.

mod input;
mod redact;
mod resilience;
mod search;

pub use crate::input::{CountingEntropy, Cuts, OpenInput, STREAM_KEY, metadata_keyring, stream_key};
pub use crate::redact::{check_document, check_json, check_lexicon, check_policy, check_splits, check_text};
pub use crate::resilience::restore_everything;
pub use crate::search::check_search;
