#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod certificate;
mod chain;
mod cose;
mod document;
mod element;
mod error;
mod policy;
mod verify;

pub mod cbor;
#[cfg(feature = "insecure-issuer")]
pub mod insecure;
#[cfg(feature = "session")]
pub mod session;

// From bytes to a document that may be relied on.
pub use crate::{
    document::{Document, PCR_LEN},
    verify::{Unverified, Verified},
};
// What it must say.
pub use crate::policy::{Build, Nonce, Policy};
// Why it was refused.
pub use crate::error::{Error, Side};
