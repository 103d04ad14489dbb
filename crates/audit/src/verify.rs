//! The verifier: reads segments in their order, in constant memory, and tells what is wrong and where.

use alloc::vec::Vec;

use crate::{
    finding::{Fault, Finding, Report},
    head::Head,
    key::{ChainKey, HeadKey, LogId, Place, Tag},
    record::{self, Kind, Parsed},
};

/// The most findings that are listed.
pub const MAX_FINDINGS: usize = 1000;
/// The most segments that the key goes forward at once.
const MAX_SEGMENTS_AHEAD: u64 = 1_000_000;

/// Verifies a log, segment by segment.
///
/// The first segment that it is given is that of its key; a log whose first segments are gone is not intact.
#[derive(Debug)]
pub struct Verifier {
    key: ChainKey,
    head_key: Option<HeadKey>,
    anchor: Option<Head>,
    log: Option<LogId>,
    report: Report,
    /// The number that the next record should have; none before the first record.
    next: Option<u64>,
    /// The tag of the last record, unless it is not known because the record was altered or is missing.
    previous: Option<Tag>,
    /// Lines since the last authentic record that hold no number; they stand for missing records.
    unnumbered: u64,
    /// Numbers that did not come, and where that was noticed.
    gaps: Vec<Gap>,
    file: usize,
    line: u64,
    state: SegmentState,
    saw_anchor: bool,
}

#[derive(Debug, Clone, Copy)]
struct Gap {
    from: u64,
    to: u64,
    file: usize,
    line: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SegmentState {
    /// No segment was given.
    None,
    /// A segment begins.
    Begins,
    /// Within a segment.
    Within,
    /// The segment is closed.
    Closed,
}

impl Verifier {
    /// Takes the key of the first segment to be verified; see [`from_segment`](Self::from_segment) for a later one.
    #[must_use]
    pub fn new(key: ChainKey) -> Self {
        Self {
            key,
            head_key: None,
            anchor: None,
            log: None,
            report: Report {
                lines: 0,
                authentic: 0,
                events: 0,
                heads: 0,
                last_seq: 0,
                findings: Vec::new(),
                has_more: false,
                is_anchored: false,
            },
            next: None,
            previous: None,
            unnumbered: 0,
            gaps: Vec::new(),
            file: 0,
            line: 0,
            state: SegmentState::None,
            saw_anchor: false,
        }
    }

    /// Verifies the signatures of heads too.
    #[must_use]
    pub fn with_head_key(self, key: HeadKey) -> Self {
        Self { head_key: Some(key), ..self }
    }

    /// Compares the log with a head that was kept elsewhere.
    #[must_use]
    pub fn with_anchor(self, head: Head) -> Self {
        Self { anchor: Some(head), ..self }
    }

    /// Begins at a later segment than that of the key, such as after those that were verified and archived.
    ///
    /// At most 1,000,000 segments later; an earlier one changes nothing.
    #[must_use]
    pub fn from_segment(mut self, segment: u64) -> Self {
        self.forward(segment.min(self.key.segment().saturating_add(MAX_SEGMENTS_AHEAD)));
        self
    }

    /// Says which log it must be; otherwise the first authentic segment says so.
    #[must_use]
    pub fn with_log(self, log: LogId) -> Self {
        Self { log: Some(log), ..self }
    }

    /// Reads a whole segment.
    pub fn segment(&mut self, bytes: &[u8]) {
        self.begin_segment();
        if bytes.is_empty() {
            return;
        }
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        for line in bytes.split(|byte| *byte == b'\n') {
            self.line(line);
        }
    }

    /// Begins a segment, for callers that read line by line.
    pub fn begin_segment(&mut self) {
        if self.state != SegmentState::None {
            if self.state != SegmentState::Closed {
                self.find(Fault::NotClosed);
            }
            self.file += 1;
        }
        self.line = 0;
        self.state = SegmentState::Begins;
    }

    /// Reads one line of the segment, without its line feed.
    pub fn line(&mut self, line: &[u8]) {
        self.line += 1;
        self.report.lines += 1;
        if self.state == SegmentState::Begins {
            self.state = SegmentState::Within;
            self.enter_segment(line);
        } else if self.state == SegmentState::Closed {
            self.find(Fault::AfterClose);
        }
        match record::parse(line) {
            Some(record) if self.is_authentic(&record) => self.authentic(&record),
            parsed => self.altered(parsed.as_ref()),
        }
    }

    /// Ends the log and gives the report.
    #[must_use]
    pub fn finish(mut self) -> Report {
        for gap in core::mem::take(&mut self.gaps) {
            let Gap { from, to, file, line } = gap;
            self.add(Finding { file, line, lines: 1, fault: Fault::Missing { from, to } });
        }
        self.check_anchor();
        self.report
    }

    /// Finds the key of the segment by the number that its first line claims; a wrong claim is no authentic line.
    fn enter_segment(&mut self, line: &[u8]) {
        let is_first = self.file == 0;
        let expected = if is_first { self.key.segment() } else { self.key.segment().saturating_add(1) };
        let claim = match record::parse(line).map(|record| record.kind) {
            Some(Kind::Open { log, segment }) => Some((log, segment)),
            _ => None,
        };
        let Some((log, segment)) = claim else {
            self.find(Fault::NotOpened);
            return self.forward(expected);
        };
        if self.log.as_ref().is_some_and(|known| *known != log) {
            self.find(Fault::OtherLog);
        }
        let ahead = segment.checked_sub(self.key.segment()).filter(|ahead| *ahead <= MAX_SEGMENTS_AHEAD);
        if ahead.is_none() {
            return self.forward(expected);
        }
        if segment > expected {
            self.find(Fault::SegmentsMissing { from: expected, to: segment - 1 });
        }
        self.forward(segment);
        if self.log.is_none() {
            self.log = Some(log);
        }
    }

    fn forward(&mut self, segment: u64) {
        while self.key.segment() < segment {
            self.key = self.key.successor();
        }
    }

    fn is_authentic(&self, record: &Parsed<'_>) -> bool {
        self.log.as_ref().is_some_and(|log| self.key.verifies(log, record.body, &record.tag))
    }

    fn altered(&mut self, parsed: Option<&Parsed<'_>>) {
        self.find(Fault::Altered);
        self.previous = None;
        // An altered line still stands for the record that it was.
        match (parsed.map(|record| record.seq), self.next) {
            (Some(seq), Some(next)) if seq == next => self.next = next.checked_add(1),
            _ => self.unnumbered += 1,
        }
    }

    fn authentic(&mut self, record: &Parsed<'_>) {
        self.report.authentic += 1;
        let expected = self.next.unwrap_or_else(|| self.first_expected(record.seq));
        let unnumbered = core::mem::take(&mut self.unnumbered);
        if record.seq < expected {
            return self.late(record.seq);
        }
        let missing = (record.seq - expected).saturating_sub(unnumbered);
        if missing > 0 {
            // Altered lines without a number come last before this one.
            self.gap(expected, expected + missing - 1);
        }
        let follows = record.seq == expected && unnumbered == 0;
        if follows && self.previous.is_some_and(|previous| previous != record.previous) {
            self.find(Fault::Unlinked { seq: record.seq });
        }
        self.previous = Some(record.tag);
        self.next = record.seq.checked_add(1);
        self.report.last_seq = record.seq;
        self.look_at_anchor(record);
        self.look_at_kind(record);
    }

    /// A log that is verified from its first segment on begins with record 1; a later segment begins where it does.
    const fn first_expected(&self, found: u64) -> u64 {
        if self.key.segment() == 0 { 1 } else { found }
    }

    fn late(&mut self, seq: u64) {
        let within = |gap: &Gap| gap.from <= seq && seq <= gap.to;
        let Some(index) = self.gaps.iter().position(within) else {
            return self.find(Fault::Repeated { seq });
        };
        let gap = self.gaps.remove(index);
        if gap.from < seq {
            self.gaps.push(Gap { to: seq - 1, ..gap });
        }
        if seq < gap.to {
            self.gaps.push(Gap { from: seq + 1, ..gap });
        }
        self.find(Fault::OutOfOrder { seq });
    }

    fn gap(&mut self, from: u64, to: u64) {
        if self.gaps.len() < MAX_FINDINGS {
            self.gaps.push(Gap { from, to, file: self.file, line: self.line });
        } else {
            self.report.has_more = true;
        }
    }

    fn look_at_anchor(&mut self, record: &Parsed<'_>) {
        let is_other = self
            .anchor
            .as_ref()
            .filter(|anchor| anchor.seq == record.seq)
            .map(|anchor| anchor.tag != record.tag);
        if let Some(is_other) = is_other {
            self.saw_anchor = true;
            if is_other {
                self.find(Fault::NotTheAnchor { seq: record.seq });
            }
        }
    }

    fn look_at_kind(&mut self, record: &Parsed<'_>) {
        match &record.kind {
            Kind::Event => self.report.events += 1,
            Kind::Open { .. } | Kind::Resume => {}
            Kind::Head { signature } => self.look_at_head(record, signature),
            Kind::Close { signature } => {
                self.look_at_head(record, signature);
                self.state = SegmentState::Closed;
            }
        }
    }

    fn look_at_head(&mut self, record: &Parsed<'_>, signature: &Tag) {
        let (Some(key), Some(log)) = (&self.head_key, &self.log) else { return };
        let place = Place {
            log,
            segment: self.key.segment(),
            seq: record.seq.saturating_sub(1),
            at_ms: record.at_ms,
            tag: &record.previous,
        };
        if key.verifies(&place, signature) {
            self.report.heads += 1;
        } else {
            self.find(Fault::HeadNotSigned { seq: record.seq });
        }
    }

    fn check_anchor(&mut self) {
        let Some(anchor) = self.anchor.take() else { return };
        let is_of_log = self.log.as_ref().is_none_or(|log| *log == anchor.log);
        if !is_of_log || !self.head_key.as_ref().is_some_and(|key| anchor.is_signed_by(key)) {
            return self.find(Fault::AnchorNotSigned);
        }
        self.report.is_anchored = true;
        let last = self.next.unwrap_or(1).saturating_sub(1);
        if anchor.seq > last {
            self.find(Fault::Truncated { from: last + 1, to: anchor.seq });
        }
    }

    fn find(&mut self, fault: Fault) {
        self.add(Finding { file: self.file, line: self.line, lines: 1, fault });
    }

    fn add(&mut self, finding: Finding) {
        if let Some(last) = self.report.findings.last_mut() {
            let is_next = last.file == finding.file && last.line + last.lines == finding.line;
            if is_next && last.fault == finding.fault {
                last.lines += 1;
                return;
            }
        }
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(finding);
        } else {
            self.report.has_more = true;
        }
    }
}
