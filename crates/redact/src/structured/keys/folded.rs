//! Names of fields in one writing.

use super::table;

/// Longest run of folded words, in bytes.
const LONGEST: usize = 96;
/// Words of a name and of the name around it that are told apart.
const MOST_WORDS: usize = 12;

/// A name in lower case, without what stands between its words, and where the words begin.
pub(super) struct Folded {
    pub(super) bytes: [u8; LONGEST],
    pub(super) len: usize,
    pub(super) starts: [u8; MOST_WORDS],
    pub(super) words: usize,
    pub(super) overflow: bool,
}

impl Folded {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; LONGEST], len: 0, starts: [0; MOST_WORDS], words: 0, overflow: false }
    }

    pub(super) fn add(&mut self, name: &str) {
        let mut before = b' ';
        let bytes = name.as_bytes();
        let words = self.words;
        for (index, &byte) in bytes.iter().enumerate() {
            if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
                let after = bytes.get(index + 1).copied().unwrap_or(b' ');
                if begins_word(before, byte, after) {
                    if self.words > words {
                        self.spell_out();
                    }
                    self.begin_word();
                }
                self.push(byte.to_ascii_lowercase());
                before = byte;
            } else if byte != b'\'' {
                before = b' ';
            }
        }
        if self.words > words {
            self.spell_out();
        }
    }

    fn begin_word(&mut self) {
        match (self.starts.get_mut(self.words), u8::try_from(self.len)) {
            (Some(start), Ok(at)) => {
                *start = at;
                self.words += 1;
            }
            _ => self.overflow = true,
        }
    }

    /// Replaces the last word by what it is short for.
    fn spell_out(&mut self) {
        let Some(start) = self.words.checked_sub(1).and_then(|last| self.starts.get(last)) else { return };
        let start = usize::from(*start);
        let word = self.bytes.get(start..self.len).unwrap_or_default();
        if word.len() > 9 {
            return;
        }
        if let Some((_, long)) = table::ABBREVIATIONS.iter().find(|(short, _)| short.as_bytes() == word) {
            self.len = start;
            long.bytes().for_each(|byte| self.push(byte));
        }
    }

    fn push(&mut self, byte: u8) {
        match self.bytes.get_mut(self.len) {
            Some(slot) => {
                *slot = byte;
                self.len += 1;
            }
            None => self.overflow = true,
        }
    }

    /// The end without the digits of `address2`.
    pub(super) fn without_digits(&self) -> Option<usize> {
        let name = self.bytes.get(..self.len)?;
        let end = name.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
        (end < self.len).then_some(end)
    }

    /// The end without the plural of `phones` and `addresses`.
    pub(super) fn without_plural(&self) -> Option<usize> {
        let end = self.without_digits().unwrap_or(self.len);
        let name = self.bytes.get(..end)?;
        let ending = if name.ends_with(b"sses") { 2 } else { 1 };
        (name.ends_with(b"s") && !name.ends_with(b"ss") && name.len() > 3).then(|| end - ending)
    }

    /// The end without the last word, if another one stands before it.
    pub(super) fn without_last_word(&self) -> Option<usize> {
        let last = usize::from(*self.starts.get(self.words.checked_sub(1)?)?);
        (last > 0).then_some(last)
    }
}

/// Whether a word begins at a byte, by the bytes around it.
const fn begins_word(before: u8, byte: u8, after: u8) -> bool {
    before == b' '
        || byte.is_ascii_uppercase() && (!before.is_ascii_uppercase() || after.is_ascii_lowercase())
}
