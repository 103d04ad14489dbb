//! The times of log lines.

use alloc::vec::Vec;

use crate::{Category, Span, span};

/// The rule of the time at which a line was written.
pub(crate) const TIME_RULE: &str = "log.time";

/// Makes dates hold the time of day behind them, and gives the one at the head of a line a rule of its own, so
/// that a reader can tell it from a date of the record.
pub(super) fn mark(text: &str, found: &mut Vec<Span>) {
    heads(text, found);
    for index in 0..found.len() {
        let next = found.get(index + 1).map_or(text.len(), |span| span.start);
        let Some(span) = found.get_mut(index).filter(|span| span.category == Category::Date) else {
            continue;
        };
        span.end = (span.end + day_time_len(text.get(span.end..next).unwrap_or_default())).min(next);
        let before = text.get(..span.start).unwrap_or_default();
        // The head of a line is short: what stands further in need not be looked at.
        let near = before.len().saturating_sub(2);
        let near = before.as_bytes().get(near..).unwrap_or_default();
        if before.is_empty() || before == "[" || near.ends_with(b"\n") || near == b"\n[" {
            span.rule = TIME_RULE;
        }
    }
}

/// Length of a time of day behind a date: ` 07:11:42,318`, `T10:00:00Z`, `:08:15:22 +0000`.
fn day_time_len(after: &str) -> usize {
    // `/2024:08:15:22 +0000` behind `12/Mar`.
    let year = after.strip_prefix('/').and_then(|rest| rest.get(..4));
    let skip = if year.is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit())) { 5 } else { 0 };
    let time = time_len(after.get(skip..).unwrap_or_default());
    if time == 0 { 0 } else { skip + time }
}

fn time_len(after: &str) -> usize {
    let bytes = after.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let gap = match bytes {
        [b',', b' ', ..] => 2,
        [b' ' | b'T' | b't' | b':' | b'_', ..] => 1,
        _ => return 0,
    };
    let hour = if is_digit(gap) && is_digit(gap + 1) { gap + 2 } else { gap + usize::from(is_digit(gap)) };
    if hour == gap || bytes.get(hour) != Some(&b':') || !is_digit(hour + 1) || !is_digit(hour + 2) {
        return 0;
    }
    let rest = bytes.get(hour..).unwrap_or_default();
    let len =
        rest.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',')).count();
    let mut end = hour + len;
    while !is_digit(end - 1) {
        end -= 1;
    }
    end + zone_len(bytes.get(end..).unwrap_or_default())
}

/// Length of a zone: `Z`, ` +0000`, `-05:00`, ` UTC`, ` PM`.
fn zone_len(bytes: &[u8]) -> usize {
    let gap = usize::from(bytes.first() == Some(&b' '));
    let word = bytes.get(gap..).unwrap_or_default();
    for name in [&b"UTC"[..], b"GMT", b"AM", b"PM", b"am", b"pm", b"Z"] {
        if word.starts_with(name) && !word.get(name.len()).is_some_and(u8::is_ascii_alphanumeric) {
            return gap + name.len();
        }
    }
    let Some(b'+' | b'-') = word.first() else { return 0 };
    let digits = word.iter().skip(1).take_while(|byte| byte.is_ascii_digit() || **byte == b':').count();
    if (2..=6).contains(&digits) { gap + 1 + digits } else { 0 }
}

/// `I0612 09:41:22.118223`: level, month and day, as the logs of Kubernetes have them; `03-14 10:22:31.118`, as
/// those of Android do.
fn heads(text: &str, found: &mut Vec<Span>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let is_head = matches!(bytes.first(), Some(b'I' | b'W' | b'E' | b'F' | b'D'))
            && (1..5).all(|index| bytes.get(index).is_some_and(u8::is_ascii_digit));
        let is_day = (0..5).all(|index| {
            bytes
                .get(index)
                .is_some_and(|byte| if index == 2 { *byte == b'-' } else { byte.is_ascii_digit() })
        });
        let len = line.get(5..).map_or(0, day_time_len);
        if (is_head || is_day) && len > 0 {
            let (start, end) = (at + usize::from(is_head), at + 5 + len);
            found.retain(|span| span.end <= start || span.start >= end);
            found.push(Span { start, end, category: Category::Date, confidence: 90, rule: TIME_RULE });
        }
        at += line.len();
    }
    span::sort(found);
}
