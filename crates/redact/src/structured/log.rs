//! Log lines: JSON where a line holds it, `key=value` and `key: value` everywhere else, and the engine over
//! all of it.

use alloc::vec::Vec;

use self::{code::words, pairs::Pair};
use crate::{
    Category, LineTimes, Mode, Span,
    find::resolve,
    order,
    structured::{
        coding::Coding,
        hl7, json,
        locus::ID_DIGITS,
        shape::{digits, is_reference},
        treatment::Treatment::{self, Harmless},
        url,
        walk::{Place, Walk},
    },
    tags::trimmed,
    terms::CERTAIN,
    text,
};

mod code;
mod columns;
mod detect;
mod pairs;
mod time;

pub(super) use self::{
    columns::has_columns,
    detect::{is_document, is_json_lines},
    time::TIME_RULE,
};

/// The rule of random identifiers.
pub(super) const UUID_RULE: &str = "number.uuid";
/// Places in a line at which JSON is looked for.
const MOST_TRIES: usize = 8;

/// Redacts log lines, each as a record of its own.
pub(super) fn walk(walk: &mut Walk<'_, '_, '_>, text: &str, _: &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        walk.within(at, |walk| self::line(walk, body));
        walk.copy(line.get(body.len()..).unwrap_or_default());
        at += line.len();
    }
}

/// Redacts one line, of which nothing is remembered.
fn line(walk: &mut Walk<'_, '_, '_>, text: &str) {
    walk.forget();
    walk.is_record = true;
    let parts = parts(text);
    for (start, end, kind) in &parts {
        let part = text.get(*start..*end).unwrap_or_default();
        match kind {
            Kind::Json => walk.learn_from(|walk| json::walk(walk, part, "")),
            Kind::Hl7 => walk.learn_from(|walk| hl7::walk(walk, part, "")),
            Kind::Plain => {}
        }
    }
    for (start, end, kind) in parts {
        let part = text.get(start..end).unwrap_or_default();
        match kind {
            Kind::Json => walk.within(start, |walk| json::walk(walk, part, "")),
            Kind::Hl7 => walk.within(start, |walk| hl7::walk(walk, part, "")),
            Kind::Plain => plain(walk, part, start, None),
        }
    }
    walk.is_record = false;
}

/// What a part of a line is.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Json,
    Hl7,
}

/// The parts of a line: start, end, and what stands between.
fn parts(text: &str) -> Vec<(usize, usize, Kind)> {
    // A message of HL7 goes on to the end of its line.
    let message = text::find(text, "MSH|").filter(|at| text.get(*at..).is_some_and(hl7::is_document));
    let message = message.or_else(|| segment_at(text));
    let (text, message) = match message {
        Some(at) => (text.get(..at).unwrap_or_default(), Some((at, text.len(), Kind::Hl7))),
        None => (text, None),
    };
    let mut parts = Vec::new();
    let (mut done, mut from, mut tries) = (0, 0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['{', '['])).map(|at| from + at) {
        if tries == MOST_TRIES {
            break;
        }
        match text.get(at..).and_then(json::value_len).filter(|len| *len > 2) {
            Some(len) => {
                parts.push((done, at, Kind::Plain));
                parts.push((at, at + len, Kind::Json));
                done = at + len;
                from = done;
            }
            None => {
                tries += 1;
                from = at + 1;
            }
        }
    }
    parts.push((done, text.len(), Kind::Plain));
    parts.extend(message);
    parts.retain(|(start, end, _)| start < end);
    parts
}

/// Where a segment of HL7 stands alone, as programs print one that they cannot read.
fn segment_at(text: &str) -> Option<usize> {
    const SEGMENTS: [&str; 6] = ["PID|", "NK1|", "GT1|", "IN1|", "MRG|", "PV1|"];
    let begins = |at: &usize| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let fields = text.get(*at..).unwrap_or_default().bytes().filter(|byte| *byte == b'|').take(4).count();
        !before.is_some_and(char::is_alphanumeric) && fields == 4
    };
    SEGMENTS.iter().filter_map(|name| text::find(text, name)).filter(begins).min()
}

/// Redacts what is left of a document that broke off, of which nothing is known.
pub(super) fn rest(walk: &mut Walk<'_, '_, '_>, text: &str, at: usize) {
    plain(walk, text, at, Some(Mode::Strict));
}

fn plain(walk: &mut Walk<'_, '_, '_>, text: &str, at: usize, mode: Option<Mode>) {
    if text.is_empty() {
        return;
    }
    if walk.is_learning() {
        let _ = pair_spans(walk, text);
        return;
    }
    let spans = spans_in(walk, text, mode);
    let place = Place { at, coding: Coding::Plain, key: "" };
    walk.write(text, &Coding::Plain.decode(text), place, spans);
}

/// What is PHI in text of log lines.
pub(super) fn spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> Vec<Span> {
    spans_in(walk, text, None)
}

fn spans_in(walk: &mut Walk<'_, '_, '_>, text: &str, mode: Option<Mode>) -> Vec<Span> {
    let rule = core::mem::replace(&mut walk.rule, "log.key");
    let (mut found, kept) = pair_spans(walk, text);
    paths(walk, text, &mut found);
    let mode = mode.unwrap_or_else(|| walk.mode());
    for span in walk.run.find(mode, text) {
        kept.cut(text, span, &mut found);
    }
    resolve(text, &mut found);
    time::mark(text, &mut found);
    walk.keep_tags(text, &mut found);
    if walk.redactor().line_times() == LineTimes::Kept {
        found.retain(|span| span.rule != TIME_RULE);
    }
    walk.rule = rule;
    found
}

/// Ranges that the engine may not guess in: names of fields and values of harmless ones, in ascending order.
struct Kept {
    ranges: Vec<(usize, usize)>,
    /// Names of columns, which no finding may hold: it would reach from a label over them to a value.
    columns: Vec<(usize, usize)>,
}

impl Kept {
    /// Adds a finding without what lies in the ranges, unless it is all but certain.
    fn cut(&self, text: &str, span: Span, found: &mut Vec<Span>) {
        // An id by which programs find a request again is certain to be one, and harmless where it is told.
        let is_certain = span.confidence >= CERTAIN && span.rule != UUID_RULE;
        let ranges = if is_certain { &self.columns } else { &self.ranges };
        let mut start = span.start;
        let from = ranges.partition_point(|(_, end)| *end <= span.start);
        for &(kept_start, kept_end) in
            ranges.iter().skip(from).take_while(|(kept_start, _)| *kept_start < span.end)
        {
            found.extend(trimmed(text, Span { start, end: kept_start.clamp(start, span.end), ..span }));
            start = start.max(kept_end.min(span.end));
        }
        if start == span.start {
            found.push(span);
        } else {
            found.extend(trimmed(text, Span { start: start.min(span.end), ..span }));
        }
    }
}

/// What the names of fields tell, line by line.
fn pair_spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> (Vec<Span>, Kept) {
    let (mut found, mut kept, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut scanner = pairs::Scanner::new(line);
        while let Some(pair) = scanner.next(walk.redactor().keys()) {
            pair_span(walk, line, at, &pair, &mut found, &mut kept);
        }
        column_spans(walk, line, at, &mut found, &mut columns);
        user(line, at, walk.rule, &mut found);
        login(line, at, walk.rule, &mut found);
        at += line.len();
    }
    code::ranges(walk, text, &mut kept);
    kept.extend(&columns);
    (found, Kept { ranges: ascending(kept), columns: ascending(columns) })
}

/// Ranges in ascending order, without what lies in an earlier one, which would break the order of the ends.
fn ascending(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    order::sort(&mut ranges, |one, other| one < other);
    let mut end = 0;
    ranges.retain_mut(|range| {
        range.0 = range.0.max(end);
        end = end.max(range.1);
        range.0 < range.1
    });
    ranges
}

fn pair_span(
    walk: &mut Walk<'_, '_, '_>,
    line: &str,
    at: usize,
    pair: &Pair,
    found: &mut Vec<Span>,
    kept: &mut Vec<(usize, usize)>,
) {
    // `Maria: hello` is a name and no field.
    if pair.treatment != Treatment::Unknown
        || is_quoted(line, pair)
        || pair.is_assignment && !walk.is_name(line.get(pair.key.clone()).unwrap_or_default())
    {
        kept.push((at + pair.key.start, at + pair.key.end));
    }
    let value = line.get(pair.value.clone()).unwrap_or_default();
    let start = at + pair.value.start;
    match pair.treatment {
        _ if code::is_source(value) => kept.push((start, start + value.len())),
        Harmless => kept.push((start, start + value.len())),
        // The engine reads these with the rest of the line.
        Treatment::Text | Treatment::Log => {}
        Treatment::Unknown if digits(value) < ID_DIGITS && !is_reference(value) => {}
        treatment => {
            walk.learn(value, treatment);
            let spans = walk.spans(value, treatment);
            let is_time = pair.treatment == Treatment::Moment && pair.key.start == 0;
            found.extend(spans.into_iter().map(|span| {
                let span = Span { start: start + span.start, end: start + span.end, ..span };
                if is_time { Span { confidence: 100, rule: TIME_RULE, ..span } } else { span }
            }));
        }
    }
}

/// What the columns of statements tell of their values.
fn column_spans(
    walk: &mut Walk<'_, '_, '_>,
    line: &str,
    at: usize,
    found: &mut Vec<Span>,
    names: &mut Vec<(usize, usize)>,
) {
    columns::each(line, |column, value| {
        let name = line.get(column.clone()).unwrap_or_default();
        let treatment = walk.redactor().keys().treatment("", name);
        let text = line.get(value.clone()).unwrap_or_default();
        if treatment != Treatment::Unknown {
            names.push((at + column.start, at + column.end));
        }
        if treatment.is_open() || treatment == Harmless || text.is_empty() {
            return;
        }
        walk.learn(text, treatment);
        let spans = walk.spans(text, treatment);
        let start = at + value.start;
        found.extend(spans.into_iter().map(|span| Span {
            start: start + span.start,
            end: start + span.end,
            ..span
        }));
    });
}

/// Whether a name stands in quotes, as those of fields do.
fn is_quoted(line: &str, pair: &Pair) -> bool {
    let bytes = line.as_bytes();
    let before = pair.key.start.checked_sub(1).and_then(|at| bytes.get(at));
    before.is_some_and(|quote| matches!(quote, b'"' | b'\'') && bytes.get(pair.key.end) == Some(quote))
}

/// Paths of requests, which stand alone between blanks or quotes.
fn paths(walk: &mut Walk<'_, '_, '_>, text: &str, found: &mut Vec<Span>) {
    let mut line_at = 0;
    for line in text.split_inclusive('\n') {
        if !code::is_frame(line.trim()) {
            paths_in(walk, line, line_at, found);
        }
        line_at += line.len();
    }
}

fn paths_in(walk: &mut Walk<'_, '_, '_>, line: &str, line_at: usize, found: &mut Vec<Span>) {
    for (at, word) in words(line).filter(|(_, word)| word.as_bytes().contains(&b'/')) {
        let at = line_at + at;
        let word_at = at + (word.len() - word.trim_start_matches(['"', '\'', '(', '[', '<', '`']).len());
        let path = word
            .trim_start_matches(['"', '\'', '(', '[', '<', '`'])
            .trim_end_matches(['"', '\'', ')', ']', '>', '`', ',', ';', '.', ':']);
        let is_path = path.starts_with('/')
            && path.len() > 1
            && (path.get(1..).unwrap_or_default().contains('/') || path.contains('?'));
        if is_path {
            let spans = url::spans(walk, path);
            found.extend(spans.into_iter().map(|span| Span {
                start: word_at + span.start,
                end: word_at + span.end,
                ..span
            }));
        }
    }
}

/// Who logged in: `Accepted publickey for jdoe from 10.0.0.7`, `Invalid user jdoe from 10.0.0.7`.
fn login(line: &str, at: usize, rule: &'static str, found: &mut Vec<Span>) {
    let mut before = ["", ""];
    let mut words = words(line).peekable();
    while let Some((start, word)) = words.next() {
        let origin = words.peek().map_or("", |(_, next)| *next);
        let [announced, name] = before;
        let is_address = origin.contains(['.', ':']) && digits(origin) > 0;
        if word == "from"
            && is_address
            && matches!(announced, "for" | "user")
            && !name.contains(['=', '[', '"'])
        {
            let end = start - 1;
            let start = end.saturating_sub(name.len());
            if line.get(start..end) == Some(name) {
                let (start, end) = (at + start, at + end);
                found.push(Span { start, end, category: Category::OtherId, confidence: 80, rule });
            }
        }
        before = [name, word];
    }
}

/// The user of an access log in the common format: `host ident user [time] "request"`.
fn user(line: &str, at: usize, rule: &'static str, found: &mut Vec<Span>) {
    let mut parts = line.splitn(4, ' ');
    let (Some(host), Some(ident), Some(user), Some(time)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    let is_access = time.starts_with('[') && text::holds(time, "] \"");
    for (start, name) in [(host.len() + 1, ident), (host.len() + ident.len() + 2, user)] {
        if is_access && !matches!(name, "-" | "" | "\"\"") {
            let (start, end) = (at + start, at + start + name.len());
            found.push(Span { start, end, category: Category::OtherId, confidence: 80, rule });
        }
    }
}
