//! The behaviour of `phiward-search`, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a test fails by panicking, and its numbers are small"
)]

mod answers;
mod bad_input;
mod corpus;
mod dev_set;
mod library;
mod more_sets;
mod properties;
mod reference;
mod texts;
mod vectors;
