//! The facade that all bindings share: opaque objects, free functions and flat records.
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod error;
#[cfg(any(feature = "envelope", feature = "conformance", feature = "resilience"))]
pub mod hex;
#[cfg(any(feature = "envelope", feature = "search"))]
mod json;
#[cfg(any(feature = "redact", feature = "search"))]
mod offsets;
#[allow(dead_code, unused_imports, reason = "each capability has the locks that it needs")]
mod sync;

#[cfg(feature = "attest")]
pub mod attest;
#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "envelope")]
pub mod envelope;
#[cfg(feature = "phi")]
pub mod phi;
#[cfg(feature = "redact")]
pub mod redact;
#[cfg(feature = "resilience")]
pub mod resilience;
#[cfg(feature = "search")]
pub mod search;
#[cfg(feature = "envelope")]
pub mod shown;
#[cfg(feature = "vault")]
pub mod vault;

pub use crate::error::{Error, is_retryable};
#[cfg(any(feature = "redact", feature = "search"))]
pub use crate::offsets::Units;
