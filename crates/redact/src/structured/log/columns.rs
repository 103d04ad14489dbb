//! Statements of a database: the names of columns, and the values in the same order.
//!
//! `INSERT INTO patients (mrn, last_name) VALUES ('A0099312', 'Solberg')` and
//! `Key (mrn, last_name)=(A0099312, Solberg) already exists`.

use core::ops::Range;

/// Columns of a statement that are told apart.
const MOST: usize = 64;
/// Bytes of a list of columns or of values.
const LONGEST: usize = 4096;
/// Brackets of a line that are looked at.
const MOST_LISTS: usize = 256;
/// Rows of values that follow one list of columns.
const MOST_ROWS: usize = 64;

/// Calls `tell` with each column and its value, as ranges of the line.
pub(super) fn each(line: &str, mut tell: impl FnMut(Range<usize>, Range<usize>)) {
    let mut from = 0;
    for _ in 0..MOST_LISTS {
        let Some(open) = line.get(from..).and_then(|rest| rest.find('(')).map(|at| from + at) else { return };
        from = open + 1;
        let Some(close) = list_end(line, open) else { continue };
        let Some(mut rows) = values_at(line, close + 1) else { continue };
        let mut columns: [Range<usize>; MOST] = core::array::from_fn(|_| 0..0);
        let mut count = 0;
        for (slot, column) in columns.iter_mut().zip(items(line, open + 1..close)) {
            *slot = column;
            count += 1;
        }
        for _ in 0..MOST_ROWS {
            let Some(end) = list_end(line, rows) else { break };
            for (column, value) in columns.iter().take(count).zip(items(line, rows + 1..end)) {
                tell(column.clone(), value);
            }
            from = end + 1;
            let rest = line.get(end + 1..).unwrap_or_default();
            let next = rest.trim_start().strip_prefix(',').map(str::trim_start);
            match next.filter(|rest| rest.starts_with('(')) {
                Some(rest) => rows = line.len() - rest.len(),
                None => break,
            }
        }
    }
}

/// Whether a text may hold a statement.
pub(in crate::structured) fn has_columns(text: &str) -> bool {
    let values = |at: usize| text.get(at..at + 6).is_some_and(|word| word.eq_ignore_ascii_case("values"));
    let mut closed = text
        .match_indices(')')
        .map(|(at, _)| text.len() - text.get(at + 1..).unwrap_or_default().trim_start().len());
    closed.any(|at| text.get(at..).is_some_and(|rest| rest.starts_with("=(")) || values(at))
}

/// Where the list of values begins that follows a list of columns.
fn values_at(line: &str, at: usize) -> Option<usize> {
    let rest = line.get(at..)?.trim_start();
    let word = rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("values"));
    let rest = if word { rest.get(6..)? } else { rest.strip_prefix('=')? }.trim_start();
    rest.starts_with('(').then(|| line.len() - rest.len())
}

/// The bracket that closes the list opened at a place; brackets and commas within quotes are part of a value.
fn list_end(line: &str, open: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in line.bytes().enumerate().skip(open + 1).take(LONGEST) {
        match (quote, byte) {
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (Some(mark), byte) if mark == byte => quote = None,
            (None, b')') => return Some(at),
            (None, b'(') => return None,
            _ => {}
        }
    }
    // An apostrophe in a value without quotes, as in `(O'Brien)`.
    line.get(open..)?.bytes().take(LONGEST).position(|byte| byte == b')').map(|at| open + at)
}

/// The items of a list, without their quotes.
fn items(line: &str, list: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let (mut at, mut done) = (list.start, false);
    core::iter::from_fn(move || {
        if done {
            return None;
        }
        let mut quote = None;
        let (mut end, start) = (list.end, at);
        for (index, byte) in line.bytes().enumerate().take(list.end).skip(at) {
            match (quote, byte) {
                // A quote opens at the head of an item only.
                (None, b'\'' | b'"' | b'`')
                    if line.get(start..index).is_some_and(|head| head.trim().is_empty()) =>
                {
                    quote = Some(byte);
                }
                (Some(mark), byte) if mark == byte => quote = None,
                (None, b',') => {
                    end = index;
                    break;
                }
                _ => {}
            }
        }
        done = end == list.end;
        at = end + 1;
        let raw = line.get(start..end)?;
        let marks = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '\\' | '[' | ']');
        let item = raw.trim_start_matches(marks);
        let start = end - item.len();
        Some(start..start + item.trim_end_matches(marks).len())
    })
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;

    fn pairs(line: &str) -> Vec<(&str, &str)> {
        let mut pairs = Vec::new();
        each(line, |column, value| pairs.push((line.get(column).unwrap(), line.get(value).unwrap())));
        pairs
    }

    #[test]
    fn columns_meet_their_values() {
        assert_eq!(
            pairs("INSERT INTO t (`mrn`, last_name) VALUES ('A1', 'Solberg, I.'), (2, \"X\");"),
            [("mrn", "A1"), ("last_name", "Solberg, I."), ("mrn", "2"), ("last_name", "X")]
        );
        assert_eq!(pairs("Key (mrn, name)=(7, O'Brien) exists"), [("mrn", "7"), ("name", "O'Brien")]);
        assert_eq!(pairs("Key (email)=(a@b.c)"), [("email", "a@b.c")]);
        assert_eq!(pairs("insert into t(a) values('')"), [("a", "")]);
        assert_eq!(pairs("(a, b)=(1)"), [("a", "1")]);
        for line in ["f(x) = 3", "(a)(b)", "((a)=(b", "(a)=", "values (1)", "(", "(é)=("] {
            assert_eq!(pairs(line), vec![], "{line}");
        }
    }
}
