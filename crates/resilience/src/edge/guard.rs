//! A permit that reports by itself when it is dropped.

use core::fmt;

use super::circuit::Circuit;
use super::clock::Clock;
use super::observer::Observer;
use crate::{Outcome, Permit};

/// The right to make one call.
///
/// Dropped without a report, it reports a failure while the thread panics, and cancels otherwise: a future that was
/// dropped says nothing about the other side.
#[must_use = "dropping the guard cancels the call"]
pub struct Guard<'a, C: Clock, O: Observer> {
    circuit: &'a Circuit<C, O>,
    permit: Permit,
    /// When the call began, where slow calls may count, and zero elsewhere.
    began_ms: u64,
    panicked_before: bool,
}

impl<'a, C: Clock, O: Observer> Guard<'a, C, O> {
    #[inline]
    pub(super) fn new(circuit: &'a Circuit<C, O>, permit: Permit, began_ms: u64) -> Self {
        Self { circuit, permit, began_ms, panicked_before: std::thread::panicking() }
    }

    /// Tells how the call ended.
    #[inline]
    pub fn report(self, outcome: Outcome) {
        self.circuit.settle(self.permit.again(), outcome, self.began_ms);
        // It holds nothing but the permit, which has been used.
        core::mem::forget(self);
    }

    /// Whether the call is a probe of a half-open circuit.
    #[must_use]
    pub const fn is_probe(&self) -> bool {
        self.permit.is_probe()
    }
}

impl<C: Clock, O: Observer> Drop for Guard<'_, C, O> {
    #[inline]
    fn drop(&mut self) {
        // A guard that is made while a panic unwinds is not the call that panicked.
        if std::thread::panicking() && !self.panicked_before {
            self.circuit.settle(self.permit.again(), Outcome::Failure, self.began_ms);
        } else {
            self.circuit.cancel(self.permit.again());
        }
    }
}

impl<C: Clock, O: Observer> fmt::Debug for Guard<'_, C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("permit", &self.permit).finish_non_exhaustive()
    }
}
