//! One record as one line: JSON in a fixed order, with the tag of the record before it and its own.
//!
//! Everything that goes in is a number, a word of a list or a token, so nothing needs an escape.

use alloc::string::{String, ToString as _};

use serde::Deserialize;

use crate::{
    event::Event,
    key::{ChainKey, LogId, Tag, parse_tag, push_hex},
};

/// What stands between the body of a record and its tag.
const TAG_FIELD: &str = ",\"mac\":\"";
/// The bytes of a line after its body: the field, 64 digits, the quote and the brace.
const TAIL_LEN: usize = TAG_FIELD.len() + 64 + 2;
/// The most bytes of a line: every token at its longest fits twice.
pub(crate) const MAX_LINE_LEN: usize = 2048;

/// A record before it is chained.
pub(crate) enum Content<'a> {
    /// A segment begins.
    Open { segment: u64 },
    /// Something was done.
    Event(&'a Event),
    /// The head key has seen the record before this one.
    Head { signature: Tag },
    /// The service was started again; so many bytes of a line that was never confirmed were cut off.
    Resume { torn: u64 },
    /// The segment ends; the head key has seen the record before this one.
    Close { signature: Tag },
}

/// Writes a line, with its line feed, and gives its tag.
pub(crate) fn write(
    key: &ChainKey,
    log: &LogId,
    seq: u64,
    at_ms: u64,
    previous: &Tag,
    content: &Content<'_>,
) -> (String, Tag) {
    let mut line = String::with_capacity(448);
    line.push_str("{\"seq\":");
    line.push_str(&seq.to_string());
    number(&mut line, "at", at_ms);
    match content {
        Content::Open { segment } => {
            word(&mut line, "kind", "open");
            word(&mut line, "log", log.as_str());
            number(&mut line, "segment", *segment);
        }
        Content::Event(event) => write_event(&mut line, event),
        Content::Head { signature } => {
            word(&mut line, "kind", "head");
            hex(&mut line, "sig", signature);
        }
        Content::Resume { torn } => {
            word(&mut line, "kind", "resume");
            number(&mut line, "torn", *torn);
        }
        Content::Close { signature } => {
            word(&mut line, "kind", "close");
            hex(&mut line, "sig", signature);
        }
    }
    hex(&mut line, "prev", previous);
    let tag = key.tag(log, &line);
    hex(&mut line, "mac", &tag);
    line.push_str("}\n");
    (line, tag)
}

fn write_event(line: &mut String, event: &Event) {
    word(line, "kind", "event");
    word(line, "actor", event.access.actor.as_str());
    word(line, "action", event.action.code());
    word(line, "purpose", event.access.purpose.code());
    word(line, "outcome", event.outcome.code());
    word(line, "request", event.access.request.as_str());
    if let Some(subject) = &event.subject {
        word(line, "subject", subject.as_str());
    }
    if let Some(what) = &event.what {
        word(line, "what", what.as_str());
    }
    if let Some(reason) = &event.reason {
        word(line, "reason", reason.emergency.code());
        if let Some(ticket) = &reason.ticket {
            word(line, "ticket", ticket.as_str());
        }
    }
}

fn number(line: &mut String, name: &str, value: u64) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    line.push_str(&value.to_string());
}

fn word(line: &mut String, name: &str, value: &str) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":\"");
    line.push_str(value);
    line.push('"');
}

fn hex(line: &mut String, name: &str, value: &Tag) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":\"");
    push_hex(line, value);
    line.push('"');
}

/// A line as it was read; nothing of it is authentic until its tag is.
pub(crate) struct Parsed<'a> {
    pub(crate) body: &'a str,
    pub(crate) seq: u64,
    pub(crate) at_ms: u64,
    pub(crate) kind: Kind,
    pub(crate) previous: Tag,
    pub(crate) tag: Tag,
}

/// What a record is.
pub(crate) enum Kind {
    Open { log: LogId, segment: u64 },
    Event,
    Head { signature: Tag },
    Resume,
    Close { signature: Tag },
}

/// The fields that decide how a record is verified. Those of events are covered by the tag, and are not looked at.
#[derive(Deserialize)]
struct Fields<'a> {
    seq: u64,
    at: u64,
    #[serde(borrow)]
    kind: &'a str,
    #[serde(borrow)]
    prev: &'a str,
    #[serde(borrow, default)]
    log: Option<&'a str>,
    #[serde(default)]
    segment: Option<u64>,
    #[serde(borrow, default)]
    sig: Option<&'a str>,
}

/// Reads a line without its line feed.
pub(crate) fn parse(line: &[u8]) -> Option<Parsed<'_>> {
    if line.len() > MAX_LINE_LEN || !line.is_ascii() {
        return None;
    }
    let line = core::str::from_utf8(line).ok()?;
    let (body, tail) = line.split_at_checked(line.len().checked_sub(TAIL_LEN)?)?;
    let tag = parse_tag(tail.strip_prefix(TAG_FIELD)?.strip_suffix("\"}")?)?;
    let fields: Fields<'_> = serde_json::from_str(line).ok()?;
    let signature = || parse_tag(fields.sig?);
    let kind = match fields.kind {
        "open" => Kind::Open { log: LogId::parse(fields.log?).ok()?, segment: fields.segment? },
        "event" => Kind::Event,
        "head" => Kind::Head { signature: signature()? },
        "resume" => Kind::Resume,
        "close" => Kind::Close { signature: signature()? },
        _ => return None,
    };
    Some(Parsed { body, seq: fields.seq, at_ms: fields.at, kind, previous: parse_tag(fields.prev)?, tag })
}
