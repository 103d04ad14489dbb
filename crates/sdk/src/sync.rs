//! Locks: those of the standard library, and cells where there is none, which is where there is one thread.
//!
//! A lock whose thread panicked stays usable: every change behind one is whole or did not happen.
//! No call of the facade comes back into it, so no cell is borrowed twice.

#[cfg(feature = "std")]
use std::sync::PoisonError;
#[cfg(feature = "std")]
pub(crate) use std::sync::{
    Mutex as Exclusive, MutexGuard, RwLock as Shared, RwLockReadGuard, RwLockWriteGuard,
};

#[cfg(not(feature = "std"))]
pub(crate) use core::cell::{
    Ref as RwLockReadGuard, RefCell as Exclusive, RefCell as Shared, RefMut as MutexGuard,
    RefMut as RwLockWriteGuard,
};

/// What one caller has at a time.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(Exclusive<T>);

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Exclusive::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        #[cfg(feature = "std")]
        return self.0.lock().unwrap_or_else(PoisonError::into_inner);
        #[cfg(not(feature = "std"))]
        self.0.borrow_mut()
    }
}

/// What many read, or one changes.
#[derive(Debug, Default)]
pub(crate) struct RwLock<T>(Shared<T>);

impl<T> RwLock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Shared::new(value))
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
        #[cfg(feature = "std")]
        return self.0.read().unwrap_or_else(PoisonError::into_inner);
        #[cfg(not(feature = "std"))]
        self.0.borrow()
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
        #[cfg(feature = "std")]
        return self.0.write().unwrap_or_else(PoisonError::into_inner);
        #[cfg(not(feature = "std"))]
        self.0.borrow_mut()
    }
}
