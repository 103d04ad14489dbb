//! Values that do not print, field policies and pseudonyms.

use phiward_sdk::phi;
use pyo3::{exceptions::PyTypeError, prelude::*};
use zeroize::Zeroizing;

use crate::error::raised;

/// A text that identifies or describes a patient. It prints as the mask, does not pickle, and is wiped.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct Phi(Zeroizing<String>);

#[pymethods]
impl Phi {
    #[new]
    fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The text itself: for the screen of whoever may read it, never for a log.
    fn expose(&self) -> &str {
        &self.0
    }

    fn __repr__(&self) -> &'static str {
        phi::MASK
    }

    fn __str__(&self) -> &'static str {
        phi::MASK
    }

    /// The mask, whatever the format: a width would tell the length.
    fn __format__(&self, _format: &str) -> &'static str {
        phi::MASK
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a protected value is not pickled or copied: expose it, and seal it"))
    }
}

/// `phiward_sdk::phi::field_policy`.
#[pyfunction]
pub(crate) fn field_policy(name: &str) -> &'static str {
    phi::field_policy(name)
}

/// `phiward_sdk::phi::check_request_id`.
#[pyfunction]
pub(crate) fn check_request_id(text: &str) -> PyResult<()> {
    phi::check_request_id(text).map_err(raised)
}

/// `phiward_sdk::phi::PseudonymKey`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct PseudonymKey(phi::PseudonymKey);

#[pymethods]
impl PseudonymKey {
    #[new]
    fn new(id: &str, secret: &[u8]) -> PyResult<Self> {
        Ok(Self(phi::PseudonymKey::new(id, secret).map_err(raised)?))
    }

    fn pseudonym(&self, scope: &str, identifier: &str) -> PyResult<String> {
        self.0.pseudonym(scope, identifier).map_err(raised)
    }
}
