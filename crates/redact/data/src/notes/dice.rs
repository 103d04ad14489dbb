//! Seeded choices: the same seed gives the same notes on every machine.

use fastrand::Rng;

/// A source of choices, seeded per note so that a note does not depend on how many are written.
#[derive(Debug)]
pub(super) struct Dice(Rng);

impl Dice {
    /// The dice of one note.
    pub(super) fn new(seed: u64, note: u64) -> Self {
        // One step of SplitMix64 keeps neighbouring notes unrelated.
        let mut mixed = seed ^ note.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self(Rng::with_seed(mixed ^ (mixed >> 31)))
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        if high <= low { low } else { self.0.u64(low..=high) }
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// True in `per` of 10,000 cases.
    pub(super) fn rarely(&mut self, per: u64) -> bool {
        per > 0 && self.between(1, 10_000) <= per
    }

    /// An index below `len`, or `None` when there is none.
    pub(super) fn index(&mut self, len: usize) -> Option<usize> {
        (len > 0).then(|| self.0.usize(..len))
    }

    /// One of `items`.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        self.index(items.len()).and_then(|index| items.get(index))
    }

    /// One of the characters of an ASCII alphabet.
    pub(super) fn char_of(&mut self, alphabet: &str) -> char {
        self.index(alphabet.len())
            .and_then(|index| alphabet.as_bytes().get(index))
            .map_or('x', |byte| char::from(*byte))
    }

    /// An index drawn by weight.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> Option<usize> {
        let total: u64 = weights.clone().sum();
        if total == 0 {
            return None;
        }
        let mut left = self.between(1, total);
        for (index, weight) in weights.enumerate() {
            if left <= weight {
                return Some(index);
            }
            left -= weight;
        }
        None
    }
}
