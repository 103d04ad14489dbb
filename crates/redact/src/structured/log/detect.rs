//! Telling log lines from other texts.

use super::code::is_frame;
use crate::{structured::json, text};

/// Lines that are looked at.
const MOST_LINES: usize = 64;

/// Whether at least half of the lines of a text are such as programs write.
pub(in crate::structured) fn is_document(text: &str) -> bool {
    let (mut lines, mut logged) = (0_usize, 0_usize);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES) {
        lines += 1;
        logged += usize::from(is_line(line));
    }
    logged > 0 && logged * 2 >= lines
}

/// Whether a JSON text is lines of records, each with a time, a level or a message.
pub(in crate::structured) fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_LINES).peekable();
    // A resource of FHIR has times and severities too.
    let is_log = |line: &str| !text::holds(line, "\"resourceType\"") && is_record(line);
    lines.peek().is_some() && lines.all(|line| json::is_document(line) && is_log(line))
}

fn is_record(line: &str) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| text::holds(line, name));
    has(&["\"stream\""]) && has(&["\"log\""])
        || has(&["\"level\"", "\"severity\"", "\"levelname\"", "\"lvl\"", "\"log.level\"", "\"loglevel\""])
            && has(&[
                "\"msg\"",
                "\"message\"",
                "\"time\"",
                "\"ts\"",
                "\"timestamp\"",
                "\"@timestamp\"",
                "\"event\"",
            ])
}

fn is_line(line: &str) -> bool {
    let body = line.trim();
    if is_frame(body) || body.starts_with("Traceback (most recent") || body.starts_with("Caused by: ") {
        return true;
    }
    if body.starts_with('{') {
        return json::is_document(body) && is_record(body) || has_dump(body);
    }
    let head = body.trim_start_matches('[');
    let pairs = pairs(body);
    let is_told = has_level(head) || pairs >= 1 || is_placed(body);
    is_access(body)
        || pairs >= 3
        || begins_with_time(head) && is_told
        || begins_with_level(head)
        || has_dump(body)
        || is_request(body)
        || is_klog(body)
        || is_android(body)
        || is_step(body)
}

/// `host - user [12/Mar/2024:08:15:22 +0000] "GET /`.
fn is_access(line: &str) -> bool {
    text::holds(line, "] \"") && text::holds(line, " - ") && line.contains('/')
}

/// `GET /path HTTP/1.1`, and the names of headers.
fn is_request(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    let headers = [
        "Host",
        "User-Agent",
        "Content-Type",
        "Authorization",
        "Cookie",
        "Accept",
        "Set-Cookie",
        "Content-Length",
    ];
    line.ends_with("HTTP/1.1")
        || line.starts_with("HTTP/1.1 ")
        || headers.contains(&name)
        || name.starts_with("X-")
}

/// Steps of a request as frameworks tell them.
fn is_step(line: &str) -> bool {
    const STEPS: &[&str] = &[
        "Started GET \"",
        "Started POST \"",
        "Started PUT \"",
        "Started PATCH \"",
        "Started DELETE \"",
        "Processing by ",
        "Completed 2",
        "Completed 3",
        "Completed 4",
        "Completed 5",
        "Parameters: {",
        "START RequestId: ",
        "END RequestId: ",
        "REPORT RequestId: ",
    ];
    // `D, [2024-04-15T18:01:33 #991] DEBUG -- :`
    let is_ruby = line.as_bytes().get(1..4) == Some(b", [") && text::holds(line, " -- :");
    is_ruby || STEPS.iter().any(|step| line.starts_with(step))
}

fn is_klog(line: &str) -> bool {
    let bytes = line.as_bytes();
    matches!(bytes.first(), Some(b'I' | b'W' | b'E' | b'F'))
        && bytes.get(1..5).is_some_and(|day| day.iter().all(u8::is_ascii_digit))
        && text::holds(line, "] ")
}

/// `03-14 10:22:31.118`: the head of a line of Android's log.
fn is_android(line: &str) -> bool {
    let head = line.as_bytes().iter().zip(b"99-99 99:99:99.999");
    line.len() > 18
        && head
            .into_iter()
            .all(|(byte, wanted)| if *wanted == b'9' { byte.is_ascii_digit() } else { byte == wanted })
}

/// Names with values, joined by `=`.
fn pairs(line: &str) -> usize {
    line.split_ascii_whitespace()
        .filter(|word| {
            word.split_once('=').is_some_and(|(key, value)| {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-[".contains(&byte);
                key.len() > 1 && key.bytes().all(plain) && !value.is_empty() && !value.starts_with('=')
            })
        })
        .count()
}

/// `{ to: '...' }` and `{'name': '...'}`: an object as a program prints it.
fn has_dump(line: &str) -> bool {
    let Some((_, rest)) = line.split_once('{') else { return false };
    let rest = rest.trim_start().trim_start_matches(['\'', '"']);
    let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let after = rest.get(len..).unwrap_or_default();
    len > 0 && ["':", "\":", "\"=>", ":", "="].iter().any(|sign| after.starts_with(sign))
}

/// `name[pid]:`, `file.go:118`, `[thread]`, ` - module - `.
fn is_placed(line: &str) -> bool {
    let head = line.get(..line.len().min(80)).unwrap_or(line);
    text::holds(head, "]: ")
        || text::holds(head, "] ")
        || text::holds(head, ">>")
        || [".go:", ".py:", ".js:", ".rb:", ".rs:"].iter().any(|file| text::holds(head, file))
}

const LEVELS: &[&str] =
    &["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "AUDIT", "SEVERE"];

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric())
}

fn has_level(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().take(8);
    words.any(|word| {
        LEVELS.contains(&bare(word))
            || word.ends_with(']') && LEVELS.iter().any(|level| is_in_capitals(level, bare(word)))
    })
}

/// Whether a word in capitals is this one; `ınfo` is what a program writes where people speak Turkish.
fn is_in_capitals(capitals: &str, word: &str) -> bool {
    let upper = |letter: char| if letter == 'ı' { 'I' } else { letter.to_ascii_uppercase() };
    capitals.chars().eq(word.chars().map(upper))
}

fn begins_with_level(line: &str) -> bool {
    let Some(word) = line.split([' ', ':', ']']).next() else { return false };
    let mark = line.get(word.len()..).unwrap_or_default();
    let level = LEVELS.iter().find(|level| level.eq_ignore_ascii_case(word));
    level.is_some_and(|level| *level == word || mark.starts_with([':', ']']))
}

/// A date as programs write it, or a time of day.
fn begins_with_time(line: &str) -> bool {
    let shape = |pattern: &str| {
        let head = line.as_bytes().get(..pattern.len());
        head.is_some_and(|head| {
            head.iter().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
                b'9' => byte.is_ascii_digit() || *byte == b' ',
                b'a' => byte.is_ascii_alphabetic(),
                b'-' => matches!(byte, b'-' | b'/' | b'.'),
                b'T' => matches!(byte, b'T' | b' ' | b','),
                other => *byte == other,
            })
        })
    };
    let after_word = text::find(line, ": ").and_then(|at| line.get(at + 2..)).unwrap_or_default();
    ["9999-99-99T99:99", "aaa 99 99:99:99", "99:99:99", "99-aaa-9999", "99-99-9999 99:99:99"]
        .iter()
        .any(|pattern| shape(pattern))
        || after_word.starts_with("20") && after_word.get(4..5) == Some("-")
}
