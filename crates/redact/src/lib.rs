#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod bits;
mod category;
mod config;
mod digits;
mod find;
mod generalise;
mod manifest;
mod order;
mod policy;
mod redactor;
mod scan;
mod scrubber;
mod segment;
mod span;
mod structured;
mod surrogate;
#[cfg_attr(
    not(feature = "training"),
    expect(unreachable_pub, reason = "public for the package that trains it")
)]
mod tagger;
mod tags;
mod terms;
mod text;
mod token;
mod tokens;

pub mod lexicon;
#[cfg(feature = "training")]
#[doc(hidden)]
pub mod training;

// Finding.
pub use crate::{
    category::Category,
    find::{Detector, Mode},
    span::Span,
    tagger::Tagger,
};
// Redacting.
pub use crate::{
    config::{PolicyFile, PolicyFileError},
    manifest::{Entry, Manifest},
    policy::{Operator, Policy, PolicyError, Profile},
    redactor::{MASK, RedactStream, Redaction, Redactor},
    scrubber::LineTimes,
    structured::Format,
    surrogate::SurrogateKey,
    terms::Terms,
    tokens::{Restorer, TokenMap},
};
// Logging.
#[cfg(feature = "std")]
pub use crate::scrubber::{LogScrubber, ScrubCounts};
#[cfg(feature = "training")]
#[doc(hidden)]
pub use crate::tagger::{FEATURES, LANES, Label, MAGIC as TAGGER_MAGIC, ROWS, WIDTHS};
