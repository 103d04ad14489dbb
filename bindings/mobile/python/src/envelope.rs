//! Envelopes under keys that the host holds, and envelopes without a key.

use phiward_sdk::{Error, envelope};
use pyo3::{prelude::*, pybacked::PyBackedBytes, types::PyBytes};
use zeroize::Zeroize as _;

use crate::{
    error::raised,
    options::{Context, seal_options},
    stream::{OpenStream, SealStream},
};

/// From this length on other threads of Python run meanwhile; below it giving way costs more than the work.
const LONG: usize = 16 * 1024;

/// `phiward_sdk::envelope::inspect`, as JSON.
#[pyfunction]
pub(crate) fn inspect(envelope: &[u8]) -> PyResult<String> {
    Ok(envelope::inspect(envelope).map_err(raised)?.json)
}

/// `phiward_sdk::envelope::content`.
#[pyfunction]
pub(crate) fn content_of(envelope: &[u8]) -> PyResult<&'static str> {
    envelope::content(envelope).map_err(raised)
}

/// `phiward_sdk::envelope::encode_text`.
#[pyfunction]
pub(crate) fn to_text(envelope: &[u8]) -> String {
    envelope::encode_text(envelope)
}

/// `phiward_sdk::envelope::decode_text`.
#[pyfunction]
pub(crate) fn from_text<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &envelope::decode_text(text).map_err(raised)?))
}

/// `phiward_sdk::envelope::random_bytes`.
#[pyfunction]
pub(crate) fn random_bytes(py: Python<'_>, length: u32) -> PyResult<Bound<'_, PyBytes>> {
    Ok(PyBytes::new(py, &envelope::random_bytes(length).map_err(raised)?))
}

/// Runs a call that takes bytes and gives bytes, without the interpreter when it is long.
pub(crate) fn crossing<'py>(
    py: Python<'py>,
    input: &[u8],
    call: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let result = if input.len() < LONG { call(input) } else { py.detach(|| call(input)) };
    let mut bytes = result.map_err(raised)?;
    let out = PyBytes::new(py, &bytes);
    bytes.zeroize();
    Ok(out)
}

/// `phiward_sdk::envelope::RecordKey`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct RecordKey(envelope::RecordKey);

#[pymethods]
impl RecordKey {
    #[staticmethod]
    fn generate() -> PyResult<Self> {
        Ok(Self(envelope::RecordKey::generate().map_err(raised)?))
    }

    #[staticmethod]
    fn from_secret(key_id: &str, secret: PyBackedBytes) -> PyResult<Self> {
        Ok(Self(envelope::RecordKey::import(key_id, &secret).map_err(raised)?))
    }

    #[getter]
    fn id(&self) -> String {
        self.0.id()
    }

    fn expose_secret<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let mut secret = self.0.export_secret();
        let out = PyBytes::new(py, &secret);
        secret.zeroize();
        out
    }

    #[pyo3(signature = (plaintext, *, context=None, purpose=None, content=None))]
    fn seal<'py>(
        &self,
        py: Python<'py>,
        plaintext: PyBackedBytes,
        context: Option<Context<'py>>,
        purpose: Option<&str>,
        content: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = seal_options(context, purpose, content)?;
        crossing(py, &plaintext, |plaintext| self.0.seal(plaintext, &options))
    }

    #[pyo3(signature = (envelope, *, context=None))]
    fn open<'py>(
        &self,
        py: Python<'py>,
        envelope: PyBackedBytes,
        context: Option<Context<'py>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = seal_options(context, None, None)?;
        crossing(py, &envelope, |envelope| self.0.open(envelope, &options))
    }

    #[pyo3(signature = (*, context=None, purpose=None, content=None))]
    fn seal_stream(
        &self,
        context: Option<Context<'_>>,
        purpose: Option<&str>,
        content: Option<&str>,
    ) -> PyResult<SealStream> {
        let options = seal_options(context, purpose, content)?;
        Ok(SealStream::of(self.0.seal_stream(&options).map_err(raised)?))
    }

    #[pyo3(signature = (*, context=None))]
    fn open_stream(&self, context: Option<Context<'_>>) -> PyResult<OpenStream> {
        let options = seal_options(context, None, None)?;
        Ok(OpenStream::of(self.0.open_stream(&options).map_err(raised)?))
    }

    fn __repr__(&self) -> String {
        format!("<phiward.RecordKey {}>", self.0.id())
    }
}
