//! What must not compile.
//!
//! The expected messages are pinned for the toolchain of `rust-toolchain.toml`.

#[test]
fn a_protected_value_cannot_be_logged_compared_copied_or_read() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
    #[cfg(feature = "serde")]
    cases.compile_fail("tests/compile_fail_serde/*.rs");
    #[cfg(feature = "tracing")]
    cases.compile_fail("tests/compile_fail_tracing/*.rs");
}
