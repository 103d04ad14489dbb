//! What the committed tagger is trained on, and how: the one place where that is decided.
//!
//! Whoever changes a number here, a template, a word list or a feature trains again with
//! `cargo xtask train-tagger` and commits `tagger.bin` and `tagger.sha256` with the change.

/// How a tagger is trained.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipe {
    /// Notes of the generator.
    pub(crate) notes: &'static [Batch],
    /// Files of more notes, relative to this package, in the shape of the generator's.
    pub(crate) files: &'static [&'static str],
    /// Passes over the notes.
    pub(crate) epochs: usize,
    /// Decides the order of the notes in each pass.
    pub(crate) order_seed: u64,
    /// A right label must lead by this much, or the weights still move.
    pub(crate) margin: f32,
    /// How far the weights move for a label that identifies, where they move by 1 for one that does not:
    /// a missed name leaks a patient, a word too much is a nuisance.
    pub(crate) miss: f32,
    /// The share of a token's features that is left out at random, so that none is relied on alone.
    pub(crate) dropout: f32,
    /// The share of words that are read as if no list knew them, because no list is complete.
    pub(crate) unknown: f32,
}

/// The first notes of a seed.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Decides what the notes hold.
    pub(crate) seed: u64,
    /// How many there are.
    pub(crate) count: u64,
}

/// The recipe of `lexicon/tagger.bin`.
pub(crate) const TAGGER: Recipe = Recipe {
    notes: &[Batch { seed: 1, count: 60_000 }],
    files: &[],
    epochs: 8,
    order_seed: 20_261_121,
    margin: 4.0,
    miss: 1.5,
    dropout: 0.25,
    unknown: 0.05,
};
