//! Vaults and v1 keys.

use phiward_sdk::vault;
use pyo3::{prelude::*, pybacked::PyBackedBytes, types::PyBytes};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    envelope::crossing,
    error::{invalid, raised},
    options::{Context, seal_options},
    stream::{OpenStream, SealStream},
};

/// `phiward_sdk::vault::describe`.
#[pyfunction]
pub(crate) fn describe_vault(stored: &str) -> PyResult<String> {
    vault::describe(stored).map_err(raised)
}

/// `phiward_sdk::vault::check_recovery_code`.
#[pyfunction]
pub(crate) fn check_recovery_code(words: &str) -> PyResult<()> {
    vault::check_recovery_code(words).map_err(raised)
}

/// A secret text that Python gave as `str` or as `bytes` of UTF-8.
struct Secret(Zeroizing<String>);

impl<'a, 'py> FromPyObject<'a, 'py> for Secret {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.extract::<String>() {
            return Ok(Self(Zeroizing::new(text)));
        }
        // The words of other errors would quote the object.
        let wrong = || invalid("malformed", "a secret is `str`, or `bytes` of UTF-8");
        let bytes = object.extract::<PyBackedBytes>().map_err(|_| wrong())?;
        let text = core::str::from_utf8(&bytes).map_err(|_| wrong())?;
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

/// `phiward_sdk::vault::Vault`, with the clock that tells it the time.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct Vault {
    vault: vault::Vault,
    /// A function without arguments that gives seconds of one monotonic clock.
    clock: Py<PyAny>,
}

impl Vault {
    fn now(&self, py: Python<'_>) -> PyResult<f64> {
        milliseconds(py, &self.clock)
    }
}

fn milliseconds(py: Python<'_>, clock: &Py<PyAny>) -> PyResult<f64> {
    Ok(clock.call0(py)?.extract::<f64>(py)? * 1000.0)
}

#[pymethods]
impl Vault {
    #[staticmethod]
    fn create(py: Python<'_>, password: Secret, options: &str, clock: Py<PyAny>) -> PyResult<Self> {
        let now_ms = milliseconds(py, &clock)?;
        let vault = py.detach(|| vault::Vault::create(&password.0, options, now_ms)).map_err(raised)?;
        Ok(Self { vault, clock })
    }

    #[staticmethod]
    fn unlock(
        py: Python<'_>,
        stored: &str,
        password: Secret,
        options: &str,
        clock: Py<PyAny>,
    ) -> PyResult<Self> {
        let now_ms = milliseconds(py, &clock)?;
        let unlock = || vault::Vault::unlock(stored, &password.0, options, now_ms);
        let vault = py.detach(unlock).map_err(raised)?;
        Ok(Self { vault, clock })
    }

    #[staticmethod]
    fn recover(
        py: Python<'_>,
        stored: &str,
        words: Secret,
        options: &str,
        clock: Py<PyAny>,
    ) -> PyResult<Self> {
        let now_ms = milliseconds(py, &clock)?;
        let vault = vault::Vault::recover(stored, &words.0, options, now_ms).map_err(raised)?;
        Ok(Self { vault, clock })
    }

    #[staticmethod]
    fn unlock_kek(
        py: Python<'_>,
        stored: &str,
        kek: PyBackedBytes,
        options: &str,
        clock: Py<PyAny>,
    ) -> PyResult<Self> {
        let now_ms = milliseconds(py, &clock)?;
        let vault = vault::Vault::unlock_kek(stored, &kek, options, now_ms).map_err(raised)?;
        Ok(Self { vault, clock })
    }

    fn to_json(&self) -> String {
        self.vault.to_json()
    }

    fn describe(&self) -> String {
        self.vault.describe()
    }

    #[getter]
    fn key_id(&self) -> String {
        self.vault.key_id()
    }

    fn change_password(&self, py: Python<'_>, password: Secret) -> PyResult<()> {
        let now_ms = self.now(py)?;
        py.detach(|| self.vault.change_password(&password.0, now_ms)).map_err(raised)
    }

    fn unlock_again(&self, py: Python<'_>, password: Secret) -> PyResult<()> {
        let now_ms = self.now(py)?;
        py.detach(|| self.vault.unlock_again(&password.0, now_ms)).map_err(raised)
    }

    fn add_recovery(&self, py: Python<'_>) -> PyResult<String> {
        self.vault.add_recovery(self.now(py)?).map_err(raised)
    }

    fn add_kek(&self, py: Python<'_>, kek: PyBackedBytes) -> PyResult<String> {
        self.vault.add_kek(&kek, self.now(py)?).map_err(raised)
    }

    fn remove_slot(&self, py: Python<'_>, slot_id: &str) -> PyResult<()> {
        self.vault.remove_slot(slot_id, self.now(py)?).map_err(raised)
    }

    fn auth_key<'py>(&self, py: Python<'py>, server_name: &str) -> PyResult<Bound<'py, PyBytes>> {
        let mut key = self.vault.auth_key(server_name, self.now(py)?).map_err(raised)?;
        let out = PyBytes::new(py, &key);
        key.zeroize();
        Ok(out)
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
        let (options, now_ms) = (seal_options(context, purpose, content)?, self.now(py)?);
        crossing(py, &plaintext, |plaintext| self.vault.seal(plaintext, &options, now_ms))
    }

    #[pyo3(signature = (envelope, *, context=None))]
    fn open<'py>(
        &self,
        py: Python<'py>,
        envelope: PyBackedBytes,
        context: Option<Context<'py>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (options, now_ms) = (seal_options(context, None, None)?, self.now(py)?);
        crossing(py, &envelope, |envelope| self.vault.open(envelope, &options, now_ms))
    }

    #[pyo3(signature = (*, context=None, purpose=None, content=None))]
    fn seal_stream(
        &self,
        py: Python<'_>,
        context: Option<Context<'_>>,
        purpose: Option<&str>,
        content: Option<&str>,
    ) -> PyResult<SealStream> {
        let options = seal_options(context, purpose, content)?;
        Ok(SealStream::of(self.vault.seal_stream(&options, self.now(py)?).map_err(raised)?))
    }

    #[pyo3(signature = (*, context=None))]
    fn open_stream(&self, py: Python<'_>, context: Option<Context<'_>>) -> PyResult<OpenStream> {
        let options = seal_options(context, None, None)?;
        Ok(OpenStream::of(self.vault.open_stream(&options, self.now(py)?).map_err(raised)?))
    }

    fn lock(&self) {
        self.vault.lock();
    }

    #[getter]
    fn is_locked(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.vault.is_locked(self.now(py)?))
    }

    /// Seconds until it locks without use; none when it is locked or never locks.
    #[getter]
    fn locks_in(&self, py: Python<'_>) -> PyResult<Option<f64>> {
        let left = self.vault.locks_in_ms(self.now(py)?);
        Ok((left >= 0.0).then_some(left / 1000.0))
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.vault.lock();
    }

    fn __repr__(&self) -> String {
        format!("<phiward.Vault {}>", self.vault.key_id())
    }
}

/// `phiward_sdk::vault::LegacyKey`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct LegacyKey(vault::LegacyKey);

#[pymethods]
impl LegacyKey {
    #[staticmethod]
    fn derive(py: Python<'_>, email: Secret, password: Secret) -> Self {
        Self(py.detach(|| vault::LegacyKey::derive(&email.0, &password.0)))
    }

    fn open<'py>(&self, py: Python<'py>, envelope: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        crossing(py, &envelope, |envelope| self.0.open(envelope))
    }

    fn seal_legacy<'py>(&self, py: Python<'py>, plaintext: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        crossing(py, &plaintext, |plaintext| self.0.seal_legacy(plaintext))
    }

    #[pyo3(signature = (envelope, vault, *, context=None, purpose=None, content=None))]
    fn upgrade<'py>(
        &self,
        py: Python<'py>,
        envelope: PyBackedBytes,
        vault: &Vault,
        context: Option<Context<'py>>,
        purpose: Option<&str>,
        content: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (options, now_ms) = (seal_options(context, purpose, content)?, vault.now(py)?);
        crossing(py, &envelope, |envelope| self.0.upgrade(envelope, &vault.vault, &options, now_ms))
    }
}
