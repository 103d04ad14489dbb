//! Searching one file, as log lines and as a text, in memory that does not grow.

use std::io::{self, Read, Write as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use phiward_redact::{LogScrubber, Redactor, TokenMap};
use zeroize::Zeroizing;

use super::Finding;
use super::findings::{Findings, Search};
use crate::failure::Failure;
use crate::input::Input;
use crate::policy::Rules;
use crate::utf8::Decoder;

/// Searches files, one after another.
pub(super) struct Scanner {
    text: Redactor<'static>,
    log: LogScrubber<io::Sink>,
    line_times: bool,
}

impl Scanner {
    pub(super) fn new(rules: &Rules, line_times: bool) -> Result<Self, Failure> {
        let log = LogScrubber::new(rules.finder()?, io::sink()).recording();
        Ok(Self { text: rules.finder()?, log, line_times })
    }

    /// Tells what is found line by line, until `tell` says that nobody listens.
    pub(super) fn scan(
        &mut self,
        path: &Path,
        advance: impl FnMut(usize),
        tell: &mut dyn FnMut(Vec<Finding>) -> bool,
    ) -> Result<(), Failure> {
        let input = Input::open(Some(path))?;
        let place = input.place().clone();
        let counted = Counted { input, advance };
        let is_gzip = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let dropped = self.log.counts().dropped;
        let scanned =
            if is_gzip { self.pass(MultiGzDecoder::new(counted), tell) } else { self.pass(counted, tell) };
        // Whatever happened, the next file begins anew.
        let ended = self.log.end();
        self.log.take_entries();
        scanned.and(ended).map_err(|error| Failure::reading(&place, &error))?;
        match self.log.counts().dropped == dropped {
            true => Ok(()),
            false => Err(Failure::new("record_dropped", format!("records of {place} could not be searched"))),
        }
    }

    fn pass(&mut self, mut input: impl Read, tell: &mut dyn FnMut(Vec<Finding>) -> bool) -> io::Result<()> {
        let mut findings = Findings::new(self.line_times);
        let mut stream = self.text.stream().recording();
        let (mut decoder, mut map) = (Decoder::default(), TokenMap::new());
        let mut redacted = Zeroizing::new(String::new());
        // What was read before a fault is searched all the same.
        let (mut goes_on, mut fault) = (true, None);
        while goes_on {
            let mut piece = Zeroizing::new(String::new());
            goes_on = decoder.read(&mut input, &mut piece).unwrap_or_else(|error| {
                fault = Some(error);
                false
            });
            findings.read(&piece);
            stream.push(&piece, &mut map, &mut redacted);
            redacted.clear();
            findings.add(Search::Text, &stream.take_entries());
            self.log.write_all(piece.as_bytes())?;
            findings.add(Search::Log, &self.log.take_entries());
            let found = findings.settle();
            if !found.is_empty() && !tell(found) {
                return Ok(());
            }
        }
        findings.add(Search::Text, stream.finish(&mut map, &mut redacted).entries());
        self.log.end()?;
        findings.add(Search::Log, &self.log.take_entries());
        let found = findings.finish();
        if !found.is_empty() {
            tell(found);
        }
        fault.map_or(Ok(()), Err)
    }
}

/// Counts the bytes that are read, for the progress.
struct Counted<A> {
    input: Input,
    advance: A,
}

impl<A: FnMut(usize)> Read for Counted<A> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buf)?;
        (self.advance)(count);
        Ok(count)
    }
}

impl<A> core::fmt::Debug for Counted<A> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Counted").finish_non_exhaustive()
    }
}
