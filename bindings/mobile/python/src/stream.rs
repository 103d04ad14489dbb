//! Streams of envelopes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use phiward_sdk::envelope;
use pyo3::{prelude::*, pybacked::PyBackedBytes, types::PyBytes};

use crate::error::raised;

/// `phiward_sdk::envelope::SealStream`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct SealStream(Mutex<envelope::SealStream>);

/// `phiward_sdk::envelope::OpenStream`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct OpenStream(Mutex<envelope::OpenStream>);

impl SealStream {
    pub(crate) fn of(stream: envelope::SealStream) -> Self {
        Self(Mutex::new(stream))
    }
}

impl OpenStream {
    pub(crate) fn of(stream: envelope::OpenStream) -> Self {
        Self(Mutex::new(stream))
    }
}

#[pymethods]
impl SealStream {
    /// Takes plaintext, and gives the sealed bytes that are complete.
    fn update<'py>(&self, py: Python<'py>, plaintext: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        let sealed = py.detach(|| held(&self.0).update(&plaintext)).map_err(raised)?;
        Ok(PyBytes::new(py, &sealed))
    }

    /// Gives the last chunk.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let sealed = py.detach(|| held(&self.0).finish()).map_err(raised)?;
        Ok(PyBytes::new(py, &sealed))
    }
}

#[pymethods]
impl OpenStream {
    /// Takes sealed bytes, and gives the plaintext of chunks that are complete and authentic.
    fn update<'py>(&self, py: Python<'py>, sealed: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        let plaintext = py.detach(|| held(&self.0).update(&sealed)).map_err(raised)?;
        Ok(PyBytes::new(py, &plaintext))
    }

    /// Opens the last chunk, and so proves that the stream is complete.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let plaintext = py.detach(|| held(&self.0).finish()).map_err(raised)?;
        Ok(PyBytes::new(py, &plaintext))
    }
}

/// The stream, also after a panic of another thread: it keeps failing by itself when it is not whole.
pub(crate) fn held<T>(stream: &Mutex<T>) -> MutexGuard<'_, T> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}
