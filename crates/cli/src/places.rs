//! Where findings stand in a text that passes by: code points and lines instead of bytes.

use std::collections::VecDeque;

use zeroize::Zeroizing;

/// Bytes of text that the library holds back at most, twice over, so that no finding is of text that is
/// forgotten here.
pub(crate) const HELD_BACK: usize = 1024 * 1024;

/// Counts the code points before a byte of a text.
#[derive(Default)]
pub(crate) struct CodePoints {
    /// The end of the text so far.
    window: Zeroizing<String>,
    /// Bytes and code points before the window.
    before: (usize, u64),
    /// Bytes of the window that were counted, and their code points.
    counted: (usize, u64),
}

impl CodePoints {
    /// Takes the next piece of the text.
    pub(crate) fn push(&mut self, text: &str) {
        self.window.push_str(text);
    }

    /// The code points before a byte, which is quick if it stands near the last one that was asked for.
    pub(crate) fn at(&mut self, byte: usize) -> u64 {
        let target = byte.saturating_sub(self.before.0).min(self.window.len());
        let (from, points) = self.counted;
        let bytes = self.window.as_bytes();
        let points = if target >= from {
            points + count(bytes.get(from..target).unwrap_or_default())
        } else {
            points - count(bytes.get(target..from).unwrap_or_default())
        };
        self.counted = (target, points);
        self.before.1 + points
    }

    /// Forgets text that no finding is of any more.
    pub(crate) fn settle(&mut self) {
        if self.window.len() > 2 * HELD_BACK {
            let mut cut = self.window.len() - HELD_BACK;
            while !self.window.is_char_boundary(cut) {
                cut -= 1;
            }
            self.before = (self.before.0 + cut, self.at(self.before.0 + cut));
            self.counted = (0, 0);
            self.window = Zeroizing::new(self.window.get(cut..).unwrap_or_default().to_owned());
        }
    }
}

/// The code points that begin in bytes of UTF-8.
fn count(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| !(0x80..0xC0).contains(*byte)).count() as u64
}

/// Tells the line of a byte of a text.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    bytes: usize,
    /// Where the latest lines end.
    ends: VecDeque<usize>,
    forgotten: u64,
}

impl Lines {
    /// Takes the next piece of the text.
    pub(crate) fn push(&mut self, text: &str) {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        self.ends.extend(ends.map(|at| self.bytes + at));
        self.bytes += text.len();
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn at(&self, byte: usize) -> u64 {
        self.forgotten + self.ends.partition_point(|end| *end < byte) as u64 + 1
    }

    /// Forgets lines that no finding is of any more, and gives the first one that is left.
    pub(crate) fn settle(&mut self) -> u64 {
        while self.ends.front().is_some_and(|end| end + HELD_BACK < self.bytes) {
            self.ends.pop_front();
            self.forgotten += 1;
        }
        self.forgotten + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_back_and_forth_and_behind_what_is_forgotten() {
        let mut places = CodePoints::default();
        places.push("é🩺a");
        assert_eq!([0, 2, 6, 7, 99, 2, 0].map(|byte| places.at(byte)), [0, 1, 2, 3, 3, 1, 0]);
        for _ in 0..5 {
            places.push(&"é→🩺".repeat(HELD_BACK / 9));
            places.settle();
            assert!(places.window.len() <= 2 * HELD_BACK);
        }
        places.push("x");
        let all = places.before.0 + places.window.len();
        assert_eq!(places.at(all), 3 + 15 * (HELD_BACK as u64 / 9) + 1);
        assert_eq!(places.at(all - 1), 3 + 15 * (HELD_BACK as u64 / 9));
    }

    #[test]
    fn lines_are_told_behind_what_is_forgotten() {
        let mut lines = Lines::default();
        lines.push("a\nb\n\nc");
        assert_eq!([0, 1, 2, 4, 5].map(|byte| lines.at(byte)), [1, 1, 2, 3, 4]);
        assert_eq!(lines.settle(), 1);
        lines.push(&"x\n".repeat(HELD_BACK));
        assert!(lines.settle() > 4);
        assert_eq!(lines.at(5 + 2 * HELD_BACK), HELD_BACK as u64 + 3);
    }
}
