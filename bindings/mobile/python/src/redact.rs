//! Redaction.

use std::sync::Mutex;

use phiward_sdk::{Units, redact};
use pyo3::{
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyList, PyString},
};

use crate::{
    error::{invalid, raised},
    stream::held,
};

/// `phiward_sdk::redact::TokenMap`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct TokenMap(redact::TokenMap);

#[pymethods]
impl TokenMap {
    #[new]
    fn new() -> Self {
        Self(redact::TokenMap::new())
    }

    #[staticmethod]
    fn from_json(json: &str) -> PyResult<Self> {
        Ok(Self(redact::TokenMap::from_json(json).map_err(raised)?))
    }

    fn restore(&self, text: &str) -> String {
        self.0.restore(text)
    }

    fn expose_json(&self) -> String {
        self.0.expose_json()
    }

    fn __len__(&self) -> usize {
        self.0.len() as usize
    }

    fn __repr__(&self) -> String {
        format!("<phiward.TokenMap of {} tokens>", self.0.len())
    }
}

/// `phiward_sdk::redact::Redactor`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct Redactor(redact::Redactor);

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (policy="", *, key=None, scope=""))]
    fn new(policy: &str, key: Option<&[u8]>, scope: &str) -> PyResult<Self> {
        Ok(Self(redact::Redactor::new(policy, key.unwrap_or_default(), scope).map_err(raised)?))
    }

    #[staticmethod]
    #[pyo3(signature = (mode="strict"))]
    fn ai_round_trip(mode: &str) -> PyResult<Self> {
        Ok(Self(redact::Redactor::ai_round_trip(mode).map_err(raised)?))
    }

    #[staticmethod]
    fn for_logs() -> PyResult<Self> {
        Ok(Self(redact::Redactor::for_logs().map_err(raised)?))
    }

    #[pyo3(signature = (line, *, keep_times=false))]
    fn redact_log(&self, line: &str, keep_times: bool) -> String {
        self.0.redact_log(line, keep_times)
    }

    /// The redacted text, and the findings as JSON, with offsets in code points.
    fn redact(
        &self,
        py: Python<'_>,
        text: PyBackedStr,
        format: &str,
        tokens: &TokenMap,
    ) -> PyResult<(String, String)> {
        let redact = || self.0.redact(&text, format, Units::CodePoints, &tokens.0);
        let redaction = py.detach(redact).map_err(raised)?;
        let findings = redaction.findings_json();
        Ok((redaction.text, findings))
    }

    /// The redacted text alone.
    #[pyo3(signature = (text, *, format="text", tokens=None))]
    fn redact_text<'py>(
        &self,
        py: Python<'py>,
        text: PyBackedStr,
        format: &str,
        tokens: Option<&TokenMap>,
    ) -> PyResult<Bound<'py, PyString>> {
        let none = redact::TokenMap::new();
        let tokens = tokens.map_or(&none, |tokens| &tokens.0);
        let redact = || self.0.redact(&text, format, Units::Bytes, tokens);
        Ok(PyString::new(py, &py.detach(redact).map_err(raised)?.text))
    }

    /// The redacted texts of a column, in one call; what is `None` stays.
    ///
    /// The texts are read where Python holds them, and other threads run meanwhile.
    #[pyo3(signature = (texts, *, format="text", tokens=None))]
    fn redact_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyList>,
        format: &str,
        tokens: Option<&TokenMap>,
    ) -> PyResult<Bound<'py, PyList>> {
        let none = redact::TokenMap::new();
        let tokens = tokens.map_or(&none, |tokens| &tokens.0);
        // The words of other errors would quote the value.
        let rows = texts.iter().map(|row| {
            row.extract::<Option<PyBackedStr>>()
                .map_err(|_| invalid("malformed", "a row of the column is neither `str` nor `None`"))
        });
        let rows = rows.collect::<PyResult<Vec<_>>>()?;
        let redact = |row: &Option<PyBackedStr>| {
            let redact = |text: &PyBackedStr| self.0.redact(text, format, Units::Bytes, tokens);
            row.as_ref().map(redact).transpose().map(|redaction| redaction.map(|redaction| redaction.text))
        };
        let redacted =
            py.detach(|| rows.iter().map(redact).collect::<Result<Vec<_>, _>>()).map_err(raised)?;
        PyList::new(py, redacted)
    }

    fn stream(&self) -> RedactStream {
        RedactStream(Mutex::new(self.0.stream()))
    }
}

/// `phiward_sdk::redact::RedactStream`.
#[pyclass(frozen, module = "phiward")]
pub(crate) struct RedactStream(Mutex<redact::RedactStream>);

#[pymethods]
impl RedactStream {
    fn update(&self, piece: &str, tokens: &TokenMap) -> PyResult<String> {
        held(&self.0).update(piece, &tokens.0).map_err(raised)
    }

    fn finish(&self, tokens: &TokenMap) -> PyResult<String> {
        held(&self.0).finish(&tokens.0).map_err(raised)
    }
}
