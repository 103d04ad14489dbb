//! Work for the threads of libuv.

use napi::{Env, Error, Result, Status, Task, bindgen_prelude::Buffer};

use crate::{error::thrown, vault::Vault};

type Work<T> = Box<dyn FnOnce() -> core::result::Result<T, phiward_sdk::Error> + Send>;

/// Work that is done once on another thread.
pub struct Once<T>(Option<Work<T>>);

impl<T> Once<T> {
    pub(crate) fn new(
        work: impl FnOnce() -> core::result::Result<T, phiward_sdk::Error> + Send + 'static,
    ) -> Self {
        Self(Some(Box::new(work)))
    }

    fn run(&mut self) -> Result<T> {
        let work = self.0.take().ok_or_else(|| Error::new(Status::GenericFailure, "internal\nran twice"))?;
        work().map_err(thrown)
    }
}

/// Work whose result is bytes; they are handed to Node without a copy.
pub struct BytesTask(Once<Vec<u8>>);

impl BytesTask {
    pub(crate) fn new(
        work: impl FnOnce() -> core::result::Result<Vec<u8>, phiward_sdk::Error> + Send + 'static,
    ) -> Self {
        Self(Once::new(work))
    }
}

impl Task for BytesTask {
    type Output = Vec<u8>;
    type JsValue = Buffer;

    fn compute(&mut self) -> Result<Vec<u8>> {
        self.0.run()
    }

    fn resolve(&mut self, _: Env, bytes: Vec<u8>) -> Result<Buffer> {
        Ok(bytes.into())
    }
}

/// Work whose result is an unlocked vault.
pub struct VaultTask(Once<phiward_sdk::vault::Vault>);

impl VaultTask {
    pub(crate) fn new(
        work: impl FnOnce() -> core::result::Result<phiward_sdk::vault::Vault, phiward_sdk::Error>
        + Send
        + 'static,
    ) -> Self {
        Self(Once::new(work))
    }
}

impl Task for VaultTask {
    type Output = phiward_sdk::vault::Vault;
    type JsValue = Vault;

    fn compute(&mut self) -> Result<phiward_sdk::vault::Vault> {
        self.0.run()
    }

    fn resolve(&mut self, _: Env, vault: phiward_sdk::vault::Vault) -> Result<Vault> {
        Ok(Vault::of(vault))
    }
}
