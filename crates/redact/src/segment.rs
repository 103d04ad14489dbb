//! Cutting a text of any length into segments that are searched one at a time.
//!
//! Where a segment ends depends on the text alone, so the same text gives the same segments whether it is
//! held whole or arrives in pieces.

/// A segment ends at the first line break after this many bytes.
pub(crate) const WANTED: usize = 32 * 1024;
/// No segment is longer than this.
pub(crate) const LONGEST: usize = 64 * 1024;

/// The length of the first segment of `text`, or `None` when more text could make it longer.
///
/// `complete` says that nothing follows `text`.
pub(crate) fn next_len(text: &str, complete: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.len() <= WANTED {
        return (complete && !bytes.is_empty()).then_some(bytes.len());
    }
    let window = bytes.get(..LONGEST.min(bytes.len())).unwrap_or(bytes);
    if let Some(line) = window.iter().skip(WANTED).position(|byte| *byte == b'\n') {
        return Some(WANTED + line + 1);
    }
    if bytes.len() < LONGEST {
        return complete.then_some(bytes.len());
    }
    // A line of more than 32 KiB: the last blank ends the segment, or the last character that fits.
    let blank = window.iter().skip(WANTED).rposition(|byte| *byte == b' ').map(|at| WANTED + at + 1);
    blank.or_else(|| (LONGEST - 3..=LONGEST).rev().find(|at| text.is_char_boundary(*at)))
}

/// The segments of a text, each with its offset.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    core::iter::from_fn(move || {
        let rest = text.get(offset..)?;
        let len = next_len(rest, true)?;
        let segment = (offset, rest.get(..len)?);
        offset += len;
        Some(segment)
    })
}
