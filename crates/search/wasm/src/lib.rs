//! The search as a module by itself: opens a library, and answers with a line that holds every number.
//!
//! `cargo xtask test` compares the lines of this module in Node with those of the native build, and weighs the module.

mod searcher;

pub use crate::searcher::Searcher;
