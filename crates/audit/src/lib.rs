//! An audit log that holds no PHI and shows what was done to it.
#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! - [`Event`], [`Action`], [`Outcome`]: what is written down; [`BreakGlassReason`], [`Emergency`]: why the glass was broken.
//! - [`Auditor`], [`EventSink`]: one access and its log; [`Guarded`]: a key that is of no use without one.
//! - [`Chain`], [`ChainPolicy`], [`ClosedSegment`], [`Head`]: the writer; [`RetentionPolicy`]: how long it is kept.
//! - [`ChainKey`], [`HeadKey`], [`LogId`]: the keys.
//! - [`Verifier`], [`Report`], [`Finding`], [`Fault`]: what is wrong with a log, and where.
#![cfg_attr(feature = "std", doc = "- [`edge`]: a log that threads share, and segments as files.")]
//!
//! The format is specified in `docs/spec/audit.md`.

#![cfg_attr(not(any(test, feature = "std")), no_std)]

extern crate alloc;

mod auditor;
mod chain;
mod error;
mod event;
mod finding;
mod guarded;
mod head;
mod key;
mod reason;
mod record;
mod retention;
mod verify;

#[cfg(feature = "std")]
pub mod edge;

// What is written down, and by whom.
pub use crate::{
    auditor::{Auditor, EventSink},
    event::{Action, Event, Outcome},
    guarded::{Guarded, GuardedError},
    reason::{BreakGlassReason, Emergency},
};
// The log.
pub use crate::{
    chain::{Chain, ChainPolicy, ClosedSegment, Resumed, Rotated},
    head::Head,
    key::{ChainKey, HeadKey, LogId},
    retention::{LegalHold, RetentionPolicy},
};
// What is wrong with it.
pub use crate::{
    error::{EventError, LogError},
    finding::{Fault, Finding, Report},
    verify::{MAX_FINDINGS, Verifier},
};
