//! Errors become `phiward.PhiwardError` or one of its families, with `code`, `reason` and `retryable`.

use pyo3::{prelude::*, sync::PyOnceLock};

/// The function of the Python part that makes an exception of a code and a sentence.
static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception for an error of the facade.
pub(crate) fn raised(error: phiward_sdk::Error) -> PyErr {
    let retryable = error.retryable();
    Python::attach(|py| {
        let make = MAKE
            .get_or_try_init(py, || Ok::<_, PyErr>(py.import("phiward._errors")?.getattr("make")?.unbind()));
        match make.and_then(|make| make.call1(py, (error.code, error.reason, retryable))) {
            Ok(exception) => PyErr::from_value(exception.into_bound(py)),
            // The package is broken, which is a fault that may be told.
            Err(fault) => fault,
        }
    })
}

/// An error of this binding itself.
pub(crate) fn invalid(code: &'static str, reason: &str) -> PyErr {
    raised(phiward_sdk::Error { code, reason: reason.to_owned() })
}
