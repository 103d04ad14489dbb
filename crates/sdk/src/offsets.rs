//! Where something stands in a text, in the units of the language that asks.

/// What a language counts in its strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Units {
    /// Bytes of UTF-8: Rust.
    Bytes,
    /// Code units of UTF-16: JavaScript, Kotlin, Swift's `NSString`.
    Utf16,
    /// Unicode code points: Python, the command line.
    CodePoints,
}

/// Turns byte offsets of a text into another unit, from its start to its end.
#[derive(Debug)]
pub(crate) struct Offsets<'t> {
    text: &'t [u8],
    units: Units,
    /// A byte offset that was converted, and what it is in the other unit.
    last: (usize, usize),
}

impl<'t> Offsets<'t> {
    pub(crate) const fn new(text: &'t str, units: Units) -> Self {
        Self { text: text.as_bytes(), units, last: (0, 0) }
    }

    /// The offset of a byte; asking in ascending order reads the text once.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        if byte < self.last.0 {
            self.last = (0, 0);
        }
        let (from, counted) = self.last;
        let passed = self.text.get(from..byte).unwrap_or_default();
        self.last = (byte, counted + self.units.count(passed));
        self.last.1
    }
}

impl Units {
    /// The units that begin in bytes of UTF-8.
    fn count(self, bytes: &[u8]) -> usize {
        let starts = || bytes.iter().filter(|byte| !(0x80..0xC0).contains(*byte));
        match self {
            Self::Bytes => bytes.len(),
            Self::CodePoints => starts().count(),
            // What takes four bytes of UTF-8 takes two units of UTF-16.
            Self::Utf16 => starts().map(|byte| 1 + usize::from(*byte >= 0xF0)).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn offsets_are_those_of_the_standard_library(text in any::<String>()) {
            for units in [Units::Bytes, Units::Utf16, Units::CodePoints] {
                let mut offsets = Offsets::new(&text, units);
                for (byte, _) in text.char_indices().chain([(text.len(), ' '), (0, ' ')]) {
                    let before = text.get(..byte).unwrap();
                    let expected = match units {
                        Units::Bytes => before.len(),
                        Units::Utf16 => before.encode_utf16().count(),
                        Units::CodePoints => before.chars().count(),
                    };
                    prop_assert_eq!(offsets.at(byte), expected);
                }
            }
        }
    }
}
