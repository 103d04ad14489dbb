#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod backend;
mod chunks;
mod context;
mod delegate;
mod entropy;
mod envelope;
mod error;
mod header;
mod key;
mod layout;
mod parallel;
mod plaintext;
mod stream;
mod wipe;

#[cfg(feature = "std")]
mod io;

pub mod cobblestone;
pub mod legacy;
pub mod text;

// Whole envelopes.
pub use crate::envelope::{Detached, Inspection, Opener, Sealer, inspect, open, seal};
// What they are sealed with and for.
pub use crate::{
    context::{Context, MAX_CONTEXT_LEN},
    header::{Extension, Header, MAX_EXTENSIONS_LEN, Purpose},
    key::{DataKey, KeyId},
    layout::{CHUNK_LEN, Layout, SEALED_CHUNK_LEN},
    plaintext::Plaintext,
};
// Parts of them: streams, random access, several cores.
#[cfg(feature = "std")]
pub use crate::io::{OpenReader, RandomAccessReader, SealWriter};
pub use crate::{
    chunks::ChunkOpener,
    delegate::MessageKey,
    parallel::{Job, OpenPlan, SealPlan},
    stream::{StreamOpener, StreamSealer},
};
// Random bytes in, errors out.
#[cfg(feature = "getrandom")]
pub use crate::entropy::OsEntropy;
pub use crate::{
    entropy::{Entropy, EntropyUnavailable},
    error::Error,
};
