//! What programs write of themselves: levels, modules, places in source files, statements.

use alloc::vec::Vec;

use crate::{structured::walk::Walk, text};

/// Words of log lines and statements that are nobody's name.
const WORDS: &[&str] = &[
    "INF",
    "WRN",
    "ERR",
    "DBG",
    "FTL",
    "TRACE",
    "DEBUG",
    "INFO",
    "NOTICE",
    "WARN",
    "WARNING",
    "ERROR",
    "CRITICAL",
    "FATAL",
    "PANIC",
    "AUDIT",
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "SELECT",
    "INSERT",
    "INTO",
    "VALUES",
    "UPDATE",
    "SET",
    "FROM",
    "WHERE",
    "AND",
    "ORDER",
    "LIMIT",
    "JOIN",
    "RETURNING",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "NULL",
];
/// Endings of names of source files.
const SOURCES: &[&str] = &[
    ".go", ".js", ".ts", ".py", ".rb", ".java", ".kt", ".rs", ".cs", ".php", ".cpp", ".cc", ".c", ".swift",
    ".scala", ".ex", ".mjs", ".tsx", ".jsx",
];

/// Ranges of a text that the engine may not guess in.
pub(super) fn ranges(walk: &Walk<'_, '_, '_>, text: &str, kept: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_frame(line.trim()) {
            kept.push((at, at + line.len()));
        } else {
            kept.extend(words(line).filter_map(|(start, word)| {
                let (from, to) = code(walk, word)?;
                Some((at + start + from, at + start + to))
            }));
        }
        at += line.len();
    }
}

/// Words between blanks, with their offsets.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| c.is_ascii_whitespace()).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

/// A frame of a stack trace.
pub(super) fn is_frame(line: &str) -> bool {
    let java = line.strip_prefix("at ").is_some_and(|frame| {
        frame.ends_with(')')
            && (text::holds(frame, ".java:") || frame.contains(':') || text::holds(frame, "Native"))
    });
    let python = line.starts_with("File \"") && text::holds(line, "\", line ");
    let dotnet = line.starts_with("at ") && text::holds(line, ":line ");
    java || python || dotnet
}

/// The part of a word that is code, if any.
fn code(walk: &Walk<'_, '_, '_>, word: &str) -> Option<(usize, usize)> {
    // Most words are none, and a look at their bytes tells.
    let may_be = word.bytes().any(|byte| matches!(byte, b'.' | b':' | b'-' | b'#' | b'`'))
        || word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    if !may_be {
        return None;
    }
    let value = word.rsplit('=').next().unwrap_or(word);
    let name = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let start = word.len() - value.len() + text::find(value, name).unwrap_or_default();
    let is_code = WORDS.contains(&name)
        || is_thread(name)
        || is_module(name)
        || is_source(name)
        || is_clock(name)
        || is_camel(walk, name)
        || is_column(walk, value, name);
    (is_code && !name.is_empty()).then_some((start, start + name.len()))
}

fn is_thread(name: &str) -> bool {
    name.contains('-')
        && ["thread", "exec", "worker", "pool", "nio", "executor"].iter().any(|part| text::holds(name, part))
}

/// `com.example.Main`, `crate::module`.
fn is_module(name: &str) -> bool {
    let dotted = name.matches('.').count() >= 2 || text::holds(name, "::");
    let plain =
        name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b':' | b'_' | b'$'));
    dotted && plain && !name.starts_with("www.")
}

/// `handler.go:118`.
pub(super) fn is_source(name: &str) -> bool {
    let Some((file, line)) = name.split_once(':') else { return false };
    SOURCES.iter().any(|ending| file.ends_with(ending))
        && line.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// `09:41:22.118223`: the time of day of a line.
fn is_clock(name: &str) -> bool {
    let shape = |at: usize| name.as_bytes().get(at) == Some(&b':');
    shape(2)
        && shape(5)
        && name.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b','))
}

/// `` `last_name` ``: the name of a field as statements write it.
fn is_column(walk: &Walk<'_, '_, '_>, value: &str, name: &str) -> bool {
    value.contains('`') && walk.redactor().keys().is_label(name)
}

/// `PatientController#create`, `processTicksAndRejections`: words that are joined and not all names.
fn is_camel(walk: &Walk<'_, '_, '_>, name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'#' | b'.' | b'_'));
    let humps = name.as_bytes().windows(2).filter(
        |pair| matches!(pair, [one, other] if one.is_ascii_lowercase() && other.is_ascii_uppercase()),
    );
    let ends = ["Controller", "Service", "Exception", "Error", "Repository", "Repo", "Handler", "Manager"];
    let telling = humps.count() >= 2 || name.contains('#') || ends.iter().any(|end| text::holds(name, end));
    plain && telling && !walk.is_name(name)
}
