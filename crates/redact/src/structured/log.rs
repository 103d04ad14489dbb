//! Log lines: JSON where a line holds it, `key=value` and `key: value` everywhere else, and the engine over
//! all of it.

use alloc::vec::Vec;

use self::pairs::Pair;
use crate::{
    Category, LineTimes, Mode, Span,
    find::resolve,
    structured::{
        coding::Coding,
        json,
        locus::{ID_DIGITS, digits},
        treatment::Treatment::{self, Harmless},
        url,
        walk::{Place, Walk},
    },
    terms::CERTAIN,
};

mod pairs;

/// The rule of the time at which a line was written.
pub(super) const TIME_RULE: &str = "log.time";
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
    for (start, end) in parts.iter().filter(|part| part.2).map(|part| (part.0, part.1)) {
        walk.learn_from(|walk| json::walk(walk, text.get(start..end).unwrap_or_default(), ""));
    }
    for (start, end, is_json) in parts {
        let part = text.get(start..end).unwrap_or_default();
        if is_json {
            walk.within(start, |walk| json::walk(walk, part, ""));
        } else {
            plain(walk, part, start, None);
        }
    }
    walk.is_record = false;
}

/// The parts of a line: start, end, and whether the part is JSON.
fn parts(text: &str) -> Vec<(usize, usize, bool)> {
    let mut parts = Vec::new();
    let (mut done, mut from, mut tries) = (0, 0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['{', '['])).map(|at| from + at) {
        if tries == MOST_TRIES {
            break;
        }
        match text.get(at..).and_then(json::value_len).filter(|len| *len > 2) {
            Some(len) => {
                parts.push((done, at, false));
                parts.push((at, at + len, true));
                done = at + len;
                from = done;
            }
            None => {
                tries += 1;
                from = at + 1;
            }
        }
    }
    parts.push((done, text.len(), false));
    parts.retain(|(start, end, _)| start < end);
    parts
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
    mark_time(text, &mut found);
    if walk.redactor().line_times() == LineTimes::Kept {
        found.retain(|span| span.rule != TIME_RULE);
    }
    walk.rule = rule;
    found
}

/// Ranges that the engine may not guess in: names of fields and values of harmless ones, in ascending order.
struct Kept(Vec<(usize, usize)>);

impl Kept {
    /// Adds a finding without what lies in the ranges, unless it is all but certain.
    fn cut(&self, text: &str, span: Span, found: &mut Vec<Span>) {
        if span.confidence >= CERTAIN {
            found.push(span);
            return;
        }
        let mut start = span.start;
        let from = self.0.partition_point(|(_, end)| *end <= span.start);
        for &(kept_start, kept_end) in
            self.0.iter().skip(from).take_while(|(kept_start, _)| *kept_start < span.end)
        {
            found.extend(trimmed(text, Span { start, end: kept_start.clamp(start, span.end), ..span }));
            start = start.max(kept_end.min(span.end));
        }
        found.extend(trimmed(text, Span { start, ..span }));
    }
}

/// A piece of a finding without the signs around it; nothing if no word is left.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let piece = text.get(span.range())?;
    let start = piece.find(char::is_alphanumeric)?;
    let end = piece.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    Some(Span { start: span.start + start, end: span.start + end, ..span })
}

/// What the names of fields tell, line by line.
fn pair_spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> (Vec<Span>, Kept) {
    let (mut found, mut kept) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut scanner = pairs::Scanner::new(line);
        while let Some(pair) = scanner.next(walk.redactor().keys()) {
            pair_span(walk, line, at, &pair, &mut found, &mut kept);
        }
        user(line, at, walk.rule, &mut found);
        at += line.len();
    }
    kept.extend(code_words(text));
    kept.sort_unstable();
    // Ranges within ranges would break the order of the ends.
    let mut end = 0;
    kept.retain_mut(|range| {
        range.0 = range.0.max(end);
        end = end.max(range.1);
        range.0 < range.1
    });
    (found, Kept(kept))
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
        || pair.is_assignment && !walk.is_name(line.get(pair.key.clone()).unwrap_or_default())
    {
        kept.push((at + pair.key.start, at + pair.key.end));
    }
    let value = line.get(pair.value.clone()).unwrap_or_default();
    let start = at + pair.value.start;
    match pair.treatment {
        Harmless => kept.push((start, start + value.len())),
        // The engine reads these with the rest of the line.
        Treatment::Text | Treatment::Log => {}
        Treatment::Unknown if digits(value) < ID_DIGITS => {}
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

/// Paths of requests, which stand alone between blanks or quotes.
fn paths(walk: &mut Walk<'_, '_, '_>, text: &str, found: &mut Vec<Span>) {
    for (at, word) in words(text).filter(|(_, word)| word.as_bytes().contains(&b'/')) {
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

/// Words between blanks, with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| c.is_ascii_whitespace()).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

/// Names of levels, modules and classes: `INFO`, `com.example.Main`, `crate::module`.
fn code_words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    const LEVELS: &[&str] = &[
        "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "PANIC", "GET",
        "POST", "PUT", "PATCH", "DELETE", "HEAD",
    ];
    // Most words are neither, and a look at their bytes tells.
    let may_be = |word: &str| {
        word.bytes().any(|byte| matches!(byte, b'.' | b':' | b'-'))
            || word.bytes().all(|byte| !byte.is_ascii_lowercase())
    };
    words(text).filter(move |(_, word)| may_be(word)).filter_map(|(at, word)| {
        let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let dotted = name.matches('.').count() >= 2 || name.contains("::");
        let plain =
            name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b':' | b'_' | b'$'));
        let is_thread =
            ["thread", "exec", "worker", "pool", "nio", "executor"].iter().any(|part| name.contains(part))
                && name.contains('-');
        let is_code = LEVELS.contains(&name) || is_thread || dotted && plain && !name.starts_with("www.");
        let start = at + word.find(name).unwrap_or_default();
        (is_code && !name.is_empty()).then_some((start, start + name.len()))
    })
}

/// The user of an access log in the common format: `host ident user [time] "request"`.
fn user(line: &str, at: usize, rule: &'static str, found: &mut Vec<Span>) {
    let mut parts = line.splitn(4, ' ');
    let (Some(host), Some(ident), Some(user), Some(time)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    let is_access = time.starts_with('[') && time.contains("] \"");
    for (start, name) in [(host.len() + 1, ident), (host.len() + ident.len() + 2, user)] {
        if is_access && !matches!(name, "-" | "" | "\"\"") {
            let (start, end) = (at + start, at + start + name.len());
            found.push(Span { start, end, category: Category::OtherId, confidence: 80, rule });
        }
    }
}

/// Gives the time at the head of a line a rule of its own, so that a reader can tell it from a date of the
/// record.
fn mark_time(text: &str, found: &mut [Span]) {
    for span in found.iter_mut().filter(|span| span.category == Category::Date) {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if line.is_empty() || line == "[" {
            span.rule = TIME_RULE;
        }
    }
}
