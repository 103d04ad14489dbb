//! A writer that redacts lines before it passes them on.

use alloc::{string::String, vec::Vec};
use core::{fmt, mem, panic::AssertUnwindSafe};
use std::{
    io::{self, Write},
    panic::catch_unwind,
};

use zeroize::{Zeroize as _, Zeroizing};

use crate::{Entry, Redaction, Redactor, Span};

/// Bytes of a line that are redacted together.
const LONGEST: usize = 256 * 1024;
/// How far back from there a blank is looked for, so that no word is cut.
const LOOK_BACK: usize = 4 * 1024;

/// A writer that redacts log lines and passes them on; what it cannot redact it drops.
///
/// Lines are held back until they are complete, since half a line does not tell what it is of:
/// [`flush`](Write::flush) passes on whole lines only, and the last line goes out with
/// [`finish`](Self::finish) or when the writer is dropped.
/// A line of more than 256 KiB is cut where a blank stands; what follows the cut has lost its beginning, so
/// it is redacted in strict mode.
/// Bytes that are no UTF-8 become `U+FFFD`.
/// When redaction panics, the record is dropped and counted; with `panic = "abort"` the program ends.
///
/// ```
/// use std::io::Write as _;
/// use phiward_redact::{LogScrubber, Policy, Redactor};
/// let mut log = LogScrubber::new(Redactor::new(Policy::default())?, Vec::new());
/// writeln!(log, "lookup mrn=00625079 status=ok")?;
/// let (written, counts) = log.finish()?;
/// assert_eq!(written, b"lookup mrn=[MRN] status=ok\n");
/// assert_eq!((counts.written, counts.dropped), (1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LogScrubber<W: Write> {
    redactor: Redactor<'static>,
    /// Taken by `finish`.
    writer: Option<W>,
    pending: Zeroizing<Vec<u8>>,
    /// Whether what is pending goes on with a line that was cut.
    is_rest: bool,
    counts: ScrubCounts,
    /// Bytes of text in the records so far.
    offset: usize,
    /// `None` where nobody wants to know what was found.
    entries: Option<Vec<Entry>>,
    redact: fn(&Redactor<'static>, &str, bool) -> Redaction,
}

/// What a [`LogScrubber`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ScrubCounts {
    /// Records passed on.
    pub written: u64,
    /// Records dropped because redaction failed.
    pub dropped: u64,
    /// Records with bytes that are no UTF-8.
    pub invalid_utf8: u64,
    /// Cuts within lines that were too long.
    pub cut: u64,
}

impl<W: Write> LogScrubber<W> {
    /// Passes redacted lines on to a writer.
    pub fn new(redactor: Redactor<'static>, writer: W) -> Self {
        Self {
            redactor,
            writer: Some(writer),
            pending: Zeroizing::default(),
            is_rest: false,
            counts: ScrubCounts::default(),
            offset: 0,
            entries: None,
            redact: |redactor, text, is_rest| redactor.redact_log_part(text, is_rest),
        }
    }

    /// Keeps what is found until it is taken by [`take_entries`](Self::take_entries).
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.entries.get_or_insert_default();
        self
    }

    /// What was found since the last call, if it is recorded.
    ///
    /// Offsets count from the start of the log, in bytes of its text; a byte sequence that is no UTF-8 counts
    /// as the `U+FFFD` that it became.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        self.entries.as_mut().map(mem::take).unwrap_or_default()
    }

    /// What was done so far.
    #[must_use]
    pub const fn counts(&self) -> ScrubCounts {
        self.counts
    }

    /// Passes on what is pending and begins another log, whose offsets count from its own start.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(&mut self) -> io::Result<()> {
        let passed = self.pass_on();
        self.is_rest = false;
        self.offset = 0;
        passed
    }

    /// Passes on what is pending, and gives the writer back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<(W, ScrubCounts)> {
        self.pass_on()?;
        let mut writer = self.writer.take().ok_or(io::ErrorKind::BrokenPipe)?;
        writer.flush()?;
        Ok((writer, self.counts))
    }

    /// Redacts what is pending and passes it on.
    fn pass_on(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let pending = mem::take(&mut self.pending);
        let is_rest = mem::replace(&mut self.is_rest, !pending.ends_with(b"\n"));
        let mut text = Zeroizing::new(String::new());
        for chunk in pending.utf8_chunks() {
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.counts.invalid_utf8 += u64::from(text.as_bytes() != pending.as_slice());
        // The redactor has no state that a panic could leave half changed.
        let redacted = catch_unwind(AssertUnwindSafe(|| (self.redact)(&self.redactor, &text, is_rest)));
        let start = self.offset;
        self.offset += text.len();
        let (Ok(redacted), Some(writer)) = (redacted, &mut self.writer) else {
            self.counts.dropped += 1;
            return Ok(());
        };
        if let Some(entries) = &mut self.entries {
            entries.extend(redacted.manifest.entries().iter().map(|entry| {
                let (first, last) = (start + entry.span.start, start + entry.span.end);
                Entry { span: Span { start: first, end: last, ..entry.span }, ..*entry }
            }));
        }
        writer.write_all(redacted.text.as_bytes()).inspect_err(|_| self.counts.dropped += 1)?;
        self.counts.written += 1;
        Ok(())
    }

    /// Passes on the beginning of a line that is too long, up to a blank or at least a character's end.
    fn pass_on_beginning(&mut self) -> io::Result<()> {
        let tail = self.pending.get(LONGEST - LOOK_BACK..).unwrap_or_default();
        let blank = tail.iter().rposition(|byte| *byte == b' ');
        let boundary = tail.iter().rposition(|byte| !(0x80..0xc0).contains(byte));
        let len = LONGEST - LOOK_BACK + blank.map(|at| at + 1).or(boundary).unwrap_or(LOOK_BACK);
        let rest = Zeroizing::new(self.pending.get(len..).unwrap_or_default().to_vec());
        if let Some(tail) = self.pending.get_mut(len..) {
            tail.zeroize();
        }
        self.pending.truncate(len);
        self.counts.cut += 1;
        let passed = self.pass_on();
        self.pending = rest;
        passed
    }
}

impl<W: Write> Write for LogScrubber<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        for line in buffer.split_inclusive(|byte| *byte == b'\n') {
            let mut rest = line;
            while !rest.is_empty() {
                let room = (LONGEST - self.pending.len()).min(rest.len());
                let (now, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
                self.pending.extend_from_slice(now);
                rest = later;
                if self.pending.ends_with(b"\n") {
                    self.pass_on()?;
                } else if self.pending.len() >= LONGEST {
                    self.pass_on_beginning()?;
                }
            }
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl<W: Write> Drop for LogScrubber<W> {
    fn drop(&mut self) {
        if self.writer.is_some() {
            // Nobody is left to tell of an error.
            let _ = self.pass_on();
            let _ = self.flush();
        }
    }
}

impl<W: Write> fmt::Debug for LogScrubber<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogScrubber").field("counts", &self.counts).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;
    use crate::Policy;

    fn scrubber() -> LogScrubber<Vec<u8>> {
        LogScrubber::new(Redactor::new(Policy::default()).unwrap(), vec![])
    }

    #[test]
    fn a_record_whose_redaction_panics_is_dropped_and_the_next_is_not() {
        let mut log = scrubber();
        log.redact = |redactor, text, is_rest| {
            assert!(!text.contains("boom"), "redaction fails");
            redactor.redact_log_part(text, is_rest)
        };
        let hook = std::panic::take_hook();
        std::panic::set_hook(std::boxed::Box::new(|_| {}));
        log.write_all(b"boom ssn=123-45-6789\nmrn=00625079\n").unwrap();
        std::panic::set_hook(hook);
        let (written, counts) = log.finish().unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "mrn=[MRN]\n");
        assert_eq!((counts.written, counts.dropped), (1, 1));
    }

    #[test]
    fn lines_are_redacted_whole_however_they_arrive() {
        let text = "lookup ssn=123-45-6789 done\nname='Maria Lopez'\r\nlast phone=415-555-0123";
        let mut whole = scrubber();
        whole.write_all(text.as_bytes()).unwrap();
        let expected = whole.finish().unwrap().0;
        assert_eq!(
            core::str::from_utf8(&expected),
            Ok("lookup ssn=[SSN] done\nname='[NAME]'\r\nlast phone=[PHONE]")
        );
        for size in [1, 2, 7] {
            let mut pieces = scrubber();
            for piece in text.as_bytes().chunks(size) {
                pieces.write_all(piece).unwrap();
                pieces.flush().unwrap();
            }
            assert_eq!(pieces.finish().unwrap().0, expected, "{size}");
        }
    }

    #[test]
    fn nothing_of_half_a_line_is_shown() {
        let mut log = scrubber();
        log.write_all(b"ssn=123-4").unwrap();
        log.flush().unwrap();
        assert_eq!(log.writer.as_deref(), Some(&[][..]));
        log.write_all(b"5-6789\n").unwrap();
        assert_eq!(log.finish().unwrap().0, b"ssn=[SSN]\n");
    }

    #[test]
    fn a_long_line_is_cut_at_a_blank_and_goes_on_in_strict_mode() {
        let mut log = scrubber();
        let mut line = "plain words here ".repeat(20_000);
        line.push_str("ssn=123-45-6789 zz 778812\nnext=1\n");
        log.write_all(line.as_bytes()).unwrap();
        let (written, counts) = log.finish().unwrap();
        let written = String::from_utf8(written).unwrap();
        assert_eq!(counts.cut, 1);
        assert!(!written.contains("6789") && !written.contains("778812") && written.ends_with("next=1\n"));
        assert!(written.lines().count() == 2);
    }

    #[test]
    fn a_long_line_without_blanks_or_ends_needs_no_more_memory() {
        let mut log = scrubber();
        let mut peak = 0;
        for _ in 0..300 {
            log.write_all("é7".repeat(2_000).as_bytes()).unwrap();
            peak = peak.max(log.pending.capacity());
        }
        assert!(peak <= 2 * LONGEST, "{peak}");
        assert!(log.counts.cut > 0);
        let (_, counts) = log.finish().unwrap();
        // No cut stood within a character.
        assert_eq!((counts.invalid_utf8, counts.dropped), (0, 0));
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_counted() {
        let mut log = scrubber();
        log.write_all(b"a \xff\xfe b mrn=00625079\nok\n").unwrap();
        let (written, counts) = log.finish().unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "a \u{fffd}\u{fffd} b mrn=[MRN]\nok\n");
        assert_eq!((counts.written, counts.invalid_utf8), (2, 1));
    }

    #[test]
    fn what_is_found_is_told_where_it_stands_in_the_log() {
        let text = "→ ok\nssn=123-45-6789\n\u{fffd} x mrn=00625079";
        let mut log = scrubber().recording();
        log.write_all(&text.as_bytes()[..12]).unwrap();
        assert_eq!(log.take_entries(), []);
        log.write_all(&text.as_bytes()[12..]).unwrap();
        let mut entries = log.take_entries();
        log.end().unwrap();
        entries.extend(log.take_entries());
        let found: Vec<&str> = entries.iter().map(|entry| text.get(entry.span.range()).unwrap()).collect();
        assert_eq!(found, ["123-45-6789", "00625079"]);
        log.write_all(b"mrn=00625079\n").unwrap();
        assert_eq!(log.take_entries()[0].span.range(), 4..12);
        assert_eq!(log.finish().unwrap().1.written, 4);
    }

    #[test]
    fn dropping_the_writer_passes_on_what_is_pending() {
        let mut target = vec![];
        {
            let mut log = LogScrubber::new(Redactor::new(Policy::default()).unwrap(), &mut target);
            log.write_all(b"mrn=00625079").unwrap();
        }
        assert_eq!(target, b"mrn=[MRN]");
    }
}
