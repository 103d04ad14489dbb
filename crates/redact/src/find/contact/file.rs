//! File names: photographs and scans are often named after the patient.

use super::text::head_start;
use crate::{
    Category, Span,
    find::words::{WordSet, words},
    scan::{Case, Scan},
    token::Shape,
};

/// Endings that hardly anything but a file name has.
static IMAGES: WordSet = words!(ContactImages);

/// Endings that are words or abbreviations as well.
static WORDS: WordSet = words!(ContactWords);

/// A file name, found at its ending, if it has a digit, an underscore or a capital that tells something.
pub(super) fn name(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let token = scan.token(index)?;
    let image = IMAGES.position(token.hash).is_some();
    if !image && WORDS.position(token.hash).is_none() {
        return None;
    }
    let end = token.end as usize;
    let mut start = head_start(scan.text, token.start as usize, 256, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'\\' | b'~' | b'%' | b'+')
    });
    // A drive letter before the first backslash.
    if scan.text.get(start..)?.starts_with('\\') && scan.text.get(..start)?.ends_with(':') {
        start = start.saturating_sub(2);
    }
    let kept = scan.text.get(start..token.start as usize)?.trim_start_matches(['.', '-', '+', '%']);
    let start = token.start as usize - kept.len();
    let stem = kept.trim_end_matches('.');
    let path = stem.contains(['/', '\\']);
    // The rest of a web address that was let stand.
    if stem.starts_with("//") {
        return None;
    }
    let marked = stem.bytes().any(|byte| byte == b'_' || byte.is_ascii_digit());
    let capital =
        scan.case == Case::Mixed && stem.chars().any(char::is_uppercase) && !token.shape.has(Shape::CAPITAL);
    if stem.len() < 2 || !(marked || path && stem.len() >= 8 || image && (capital || !stem.is_ascii())) {
        return None;
    }
    Some(Span { start, end, category: Category::OtherId, confidence: 86, rule: "contact.file" })
}
