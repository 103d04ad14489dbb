//! What a verifier finds, and where.

use alloc::vec::Vec;
use core::fmt;

/// What is wrong with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Lines that are no records, or whose tag is not that of the key: altered, or written without the key.
    Altered,
    /// Records that are not there, from one number to another.
    Missing {
        /// The first missing number.
        from: u64,
        /// The last missing number.
        to: u64,
    },
    /// An authentic record that stands after one with a higher number.
    OutOfOrder {
        /// Its number.
        seq: u64,
    },
    /// An authentic record that is there more than once.
    Repeated {
        /// Its number.
        seq: u64,
    },
    /// An authentic record that does not follow the one before it: somebody with the key wrote two histories.
    Unlinked {
        /// Its number.
        seq: u64,
    },
    /// A head in the log that the head key did not sign.
    HeadNotSigned {
        /// The number of its record.
        seq: u64,
    },
    /// A record of another log.
    OtherLog,
    /// Whole segments are not there, from one number to another.
    SegmentsMissing {
        /// The first missing segment.
        from: u64,
        /// The last missing segment.
        to: u64,
    },
    /// The segment does not begin with the record that opens it.
    NotOpened,
    /// The segment ends without the record that closes it, and another one follows.
    NotClosed,
    /// Records follow the one that closes the segment.
    AfterClose,
    /// The anchor says that the log went on, from one number to another.
    Truncated {
        /// The first number that was cut off.
        from: u64,
        /// The last number that the anchor knows.
        to: u64,
    },
    /// The record that the anchor is about is there and is another one.
    NotTheAnchor {
        /// Its number.
        seq: u64,
    },
    /// The anchor is not signed by the head key, or is of another log.
    AnchorNotSigned,
}

impl Fault {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing { .. } => "missing",
            Self::OutOfOrder { .. } => "out_of_order",
            Self::Repeated { .. } => "repeated",
            Self::Unlinked { .. } => "unlinked",
            Self::HeadNotSigned { .. } => "head_not_signed",
            Self::OtherLog => "other_log",
            Self::SegmentsMissing { .. } => "segments_missing",
            Self::NotOpened => "not_opened",
            Self::NotClosed => "not_closed",
            Self::AfterClose => "after_close",
            Self::Truncated { .. } => "truncated",
            Self::NotTheAnchor { .. } => "not_the_anchor",
            Self::AnchorNotSigned => "anchor_not_signed",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered => f.write_str("altered, or written without the key"),
            Self::Missing { from, to } => write!(f, "records {from} to {to} are missing"),
            Self::OutOfOrder { seq } => write!(f, "record {seq} is out of order"),
            Self::Repeated { seq } => write!(f, "record {seq} is there more than once"),
            Self::Unlinked { seq } => write!(f, "record {seq} does not follow the one before it"),
            Self::HeadNotSigned { seq } => {
                write!(f, "the head in record {seq} is not signed by the head key")
            }
            Self::OtherLog => f.write_str("a record of another log"),
            Self::SegmentsMissing { from, to } => write!(f, "segments {from} to {to} are missing"),
            Self::NotOpened => f.write_str("the segment does not begin with an opening record"),
            Self::NotClosed => f.write_str("the segment is not closed, and another one follows"),
            Self::AfterClose => f.write_str("records follow the end of the segment"),
            Self::Truncated { from, to } => write!(f, "records {from} to {to} were cut off"),
            Self::NotTheAnchor { seq } => write!(f, "record {seq} is not the one that the anchor knows"),
            Self::AnchorNotSigned => f.write_str("the anchor is not signed by the head key for this log"),
        }
    }
}

/// A fault and its place. Neighbouring lines with one fault are one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The index of the segment as it was given, from 0.
    pub file: usize,
    /// The line in it, from 1.
    pub line: u64,
    /// How many lines, 1 or more.
    pub lines: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What a verifier says of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Lines that were read.
    pub lines: u64,
    /// Authentic records.
    pub authentic: u64,
    /// Authentic records that are events.
    pub events: u64,
    /// Heads in the log that the head key signed.
    pub heads: u64,
    /// The highest number of an authentic record.
    pub last_seq: u64,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
    /// Whether there are more findings than are listed.
    pub has_more: bool,
    /// Whether the end of the log was compared with an anchor; without one a cut-off end cannot be seen.
    pub is_anchored: bool,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        self.findings.is_empty() && !self.has_more
    }
}
