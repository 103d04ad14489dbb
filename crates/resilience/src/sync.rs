//! The atomics of the target, or those of the model checker.

#[cfg(all(not(phiward_loom), target_has_atomic = "64"))]
pub(crate) use core::sync::atomic::AtomicU64;
#[cfg(not(phiward_loom))]
pub(crate) use core::sync::atomic::{AtomicU32, Ordering};
#[cfg(phiward_loom)]
pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering};
