//! Mistakes that would hurt a patient do not compile: each file of `compile_fail/` is one.

// The interface does not depend on who computes the primitives: one build of them is enough here.
#![cfg(all(feature = "std", feature = "getrandom", not(feature = "aws-lc")))]

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
