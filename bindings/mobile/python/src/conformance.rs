//! Replay of vectors.

use pyo3::prelude::*;

/// `phiward_sdk::conformance::replay`, as tuples of id, whether it passed, and why not.
#[pyfunction]
pub(crate) fn replay_vectors(py: Python<'_>, name: &str, text: &str) -> Vec<(String, bool, String)> {
    let results = py.detach(|| phiward_sdk::conformance::replay(name, text));
    results.into_iter().map(|case| (case.id, case.passed, case.why)).collect()
}
