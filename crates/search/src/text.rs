//! From text to the terms by which it is found.

mod fold;
mod word;

pub(crate) use fold::fold;
pub(crate) use word::{Analyzer, Role, Word, is_stop_word};
