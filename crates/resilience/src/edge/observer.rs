//! What a circuit tells to whoever counts.

use crate::Transition;

/// Something that happened in a circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CircuitEvent {
    /// A call was permitted.
    Permitted,
    /// A call was rejected.
    Rejected,
    /// A call ended well.
    Succeeded,
    /// A call failed.
    Failed,
    /// A call said nothing about the other side.
    Ignored,
    /// A call was dropped before it ended.
    Cancelled,
    /// The state changed.
    Transition(Transition),
}

/// Sees every event of a circuit, outside any lock.
pub trait Observer: Send + Sync {
    /// Called after each event.
    fn event(&self, event: CircuitEvent);
}

/// Nobody looks.
impl Observer for () {
    #[inline]
    fn event(&self, _: CircuitEvent) {}
}

impl<F: Fn(CircuitEvent) + Send + Sync> Observer for F {
    fn event(&self, event: CircuitEvent) {
        self(event);
    }
}
