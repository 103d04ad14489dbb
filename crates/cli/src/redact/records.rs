//! Records of a text that arrives in pieces: its lines, or its messages.

use zeroize::Zeroizing;

use crate::failure::Failure;

/// Most bytes of a record, since each is held whole.
const MOST: usize = 256 * 1024 * 1024;
/// Bytes of a header segment that tell that it is one, and the framing before them.
const HEADER: usize = 6;

/// Where a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Behind a line break.
    Lines,
    /// Before a header segment of HL7.
    Messages,
}

/// Cuts a text into records.
pub(super) struct Records {
    cut: Cut,
    pending: Zeroizing<String>,
    /// Bytes of the pending text in front of which no record ends.
    searched: usize,
    ended: bool,
}

impl Records {
    pub(super) fn new(cut: Cut) -> Self {
        Self { cut, pending: Zeroizing::default(), searched: 0, ended: false }
    }

    /// The next record with its end, read by `read`, which appends a piece and gives `false` at the end.
    pub(super) fn next(
        &mut self,
        mut read: impl FnMut(&mut Zeroizing<String>) -> Result<bool, Failure>,
    ) -> Result<Option<Zeroizing<String>>, Failure> {
        loop {
            if let Some(end) = self.cut.end(&self.pending, self.searched) {
                let rest = Zeroizing::new(self.pending.get(end..).unwrap_or_default().to_owned());
                let mut record = core::mem::replace(&mut self.pending, rest);
                record.truncate(end);
                self.searched = 0;
                return Ok(Some(record));
            }
            if self.ended {
                let last = core::mem::take(&mut self.pending);
                self.searched = 0;
                return Ok((!last.is_empty()).then_some(last));
            }
            self.searched = self.pending.len();
            if self.pending.len() > MOST {
                return Err(Failure::new("limit_exceeded", "a record is larger than 256 MiB"));
            }
            self.ended = !read(&mut self.pending)?;
        }
    }
}

impl Cut {
    /// Where the first record ends, if `text` tells; it does not before `searched`.
    fn end(self, text: &str, searched: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        match self {
            Self::Lines => {
                let tail = bytes.get(searched..).unwrap_or_default();
                tail.iter().position(|byte| *byte == b'\n').map(|at| searched + at + 1)
            }
            Self::Messages => (searched.saturating_sub(HEADER).max(1)..bytes.len()).find(|at| {
                let before = bytes.get(at - 1);
                matches!(before, Some(b'\r' | b'\n')) && is_header(bytes.get(*at..).unwrap_or_default())
            }),
        }
    }
}

/// Whether a header segment begins here, with the sign that frames a message before it or without.
fn is_header(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(&[0x0B]).unwrap_or(bytes);
    let names = [b"MSH", b"FHS", b"BHS"];
    names.iter().any(|name| bytes.starts_with(*name))
        && bytes.get(3).is_some_and(|sign| sign.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(cut: Cut, text: &str, size: usize) -> Vec<String> {
        let mut pieces = text.as_bytes().chunks(size);
        let mut records = Records::new(cut);
        let mut found = Vec::new();
        let mut read = |pending: &mut Zeroizing<String>| {
            let piece = pieces.next();
            pending.push_str(core::str::from_utf8(piece.unwrap_or_default()).unwrap());
            Ok(piece.is_some())
        };
        while let Some(record) = records.next(&mut read).unwrap() {
            found.push((*record).clone());
        }
        found
    }

    #[test]
    fn records_are_the_same_however_the_text_arrives() {
        for (cut, text, expected) in [
            (Cut::Lines, "", &[] as &[&str]),
            (Cut::Lines, "a\n\nb\r\nc", &["a\n", "\n", "b\r\n", "c"]),
            (Cut::Messages, "MSH|1\rPID|MSH|\rOBX|\n", &["MSH|1\rPID|MSH|\rOBX|\n"]),
            (
                Cut::Messages,
                "MSH|1\rPID|\rMSH|2\nMSHX|\nMSH|3",
                &["MSH|1\rPID|\r", "MSH|2\nMSHX|\n", "MSH|3"],
            ),
            (
                Cut::Messages,
                "\x0bMSH|1\r\x1c\r\x0bMSH|2\r\x1c\r",
                &["\x0bMSH|1\r\x1c\r", "\x0bMSH|2\r\x1c\r"],
            ),
            (Cut::Messages, "FHS|\rBHS|\rMSH#\rBTS|", &["FHS|\r", "BHS|\r", "MSH#\rBTS|"]),
        ] {
            for size in [1, 2, 3, 5, 1000] {
                assert_eq!(records(cut, text, size), expected, "{text:?} by {size}");
            }
        }
    }
}
