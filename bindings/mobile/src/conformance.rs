//! Replay of vectors.

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CaseResult {
    /// The id of the case, or where in the file it stands.
    pub id: String,
    /// Whether what came out is what the case expects.
    pub passed: bool,
    /// Why not; empty when it passed.
    pub why: String,
}

/// Replays the text of a vector file of `docs/spec/vectors`, and tells what became of each case.
#[uniffi::export]
#[must_use]
pub fn replay_vectors(name: &str, text: &str) -> Vec<CaseResult> {
    let results = phiward_sdk::conformance::replay(name, text).into_iter();
    results.map(|case| CaseResult { id: case.id, passed: case.passed, why: case.why }).collect()
}
