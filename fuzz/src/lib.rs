//! How fuzz targets read their input: keys, contexts and cuts first, the bytes under test last.
//!
//! The layouts are plain, so that the committed seeds hold whole envelopes and a mutation gets past the
//! commitment more often than chance would let it.

mod input;

pub use crate::input::{CountingEntropy, Cuts, OpenInput, STREAM_KEY, metadata_keyring, stream_key};
