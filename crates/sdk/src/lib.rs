//! The facade that all bindings share: opaque objects, free functions and flat records.
#![doc = include_str!("../README.md")]

mod error;
#[cfg(any(feature = "envelope", feature = "conformance"))]
mod hex;
#[cfg(feature = "envelope")]
mod json;
#[cfg(feature = "redact")]
mod offsets;

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "envelope")]
pub mod envelope;
#[cfg(feature = "phi")]
pub mod phi;
#[cfg(feature = "redact")]
pub mod redact;
#[cfg(feature = "search")]
pub mod search;
#[cfg(feature = "vault")]
pub mod vault;

pub use crate::error::{Error, is_retryable};
#[cfg(feature = "redact")]
pub use crate::offsets::Units;
