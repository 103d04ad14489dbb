//! What an earlier redaction left: tags, numbered tags, keyed hashes and the mask.
//!
//! They stay as they are, so that redacting twice is redacting once.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{Category, MASK, Span, tokens::parse_token};

/// Longest tag, in bytes: the longest category name, and a hash.
const LONGEST: usize = 40;
/// Words on either side by which the tagger judges a word.
const NEIGHBOURS: usize = 2;
/// Digits of a keyed hash.
const HASH_DIGITS: usize = 16;

/// Whether a text is one tag and no more.
pub(crate) fn is_tag(text: &str) -> bool {
    let text = text.trim();
    let Some(name) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else { return false };
    text == MASK || Category::from_name(name).is_some() || parse_token(text).is_some() || is_hash(name)
}

/// `NAME:5b0c7a91e2d43f68`.
fn is_hash(name: &str) -> bool {
    let Some((category, hash)) = name.split_once(':') else { return false };
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    Category::from_name(category).is_some() && hash.len() == HASH_DIGITS && hash.bytes().all(digit)
}

/// The ranges of the tags in a text.
pub(crate) fn tags(text: &str) -> Vec<(usize, usize)> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('[')).map(|at| from + at) {
        let rest = text.get(start..).unwrap_or_default();
        let close = rest.bytes().take(LONGEST).position(|byte| byte == b']');
        match close.and_then(|len| rest.get(..=len)).filter(|tag| is_tag(tag)) {
            Some(tag) => {
                from = start + tag.len();
                tags.push((start, from));
            }
            None => from = start + 1,
        }
    }
    tags
}

/// Takes the tags of a text out of what was found, and what is only guessed beside one.
///
/// The tagger judges a word by its neighbours, so it would judge anew where a neighbour has become a tag, and a
/// label would go on to what stands behind the tag that is its value.
pub(crate) fn keep(text: &str, spans: &mut Vec<Span>) {
    if !text.contains('[') {
        return;
    }
    let tags = tags(text);
    if !tags.is_empty() {
        cut(text, &tags, spans);
        spans.retain(|span| !is_guess(text, &tags, span));
    }
}

/// Takes the tags out of findings that hold one.
fn cut(text: &str, tags: &[(usize, usize)], spans: &mut Vec<Span>) {
    let mut kept = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        let mut start = span.start;
        let first = tags.partition_point(|(_, to)| *to <= span.start);
        for &(from, to) in tags.iter().skip(first).take_while(|(from, _)| *from < span.end) {
            kept.extend(trimmed(text, Span { start, end: from.max(start), ..span }));
            start = to.max(start);
        }
        if start == span.start {
            kept.push(span);
        } else {
            kept.extend(trimmed(text, Span { start: start.min(span.end), ..span }));
        }
    }
    *spans = kept;
}

/// Whether a finding rests on a tag beside it.
fn is_guess(text: &str, tags: &[(usize, usize)], span: &Span) -> bool {
    let next = tags.partition_point(|(from, _)| *from < span.start);
    let before = next.checked_sub(1).and_then(|at| tags.get(at)).map(|(_, to)| *to..span.start);
    let after = tags.get(next).map(|(from, _)| span.end..*from);
    let is_glued =
        before.clone().and_then(|gap| text.get(gap)).is_some_and(|gap| !gap.contains(char::is_whitespace));
    // Words between a tag and the finding; those beyond the neighbours make no difference.
    let words = |range: Option<Range<usize>>| {
        let gap = range.and_then(|range| text.get(range));
        gap.map_or(NEIGHBOURS, |gap| words(gap).take(NEIGHBOURS).count())
    };
    match span.rule {
        "name.label" | "org.label" => words(before) == 0,
        // What is left of a word of which a part was redacted, such as the time behind a date.
        rule if rule.starts_with("cue.") => is_glued,
        rule if rule.starts_with("tagger.") => {
            // The first and the last word that no tag is a neighbour of; were there one, it would have gone before.
            let count = self::words(text.get(span.range()).unwrap_or_default()).count();
            let (first, past) =
                (NEIGHBOURS - words(before), (words(after) + count).saturating_sub(NEIGHBOURS));
            first >= past.min(count)
        }
        _ => false,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A piece of a finding without the signs around it; nothing if no word is left.
pub(crate) fn trimmed(text: &str, span: Span) -> Option<Span> {
    let piece = text.get(span.range())?;
    let start = piece.find(char::is_alphanumeric)?;
    let end = piece.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    Some(Span { start: span.start + start, end: span.start + end, ..span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_redaction_writes_is_a_tag() {
        for tag in ["[NAME]", "[AGE_OVER_89]", "[NAME_1]", "[AGE_OVER_89_12]", "[REDACTED]", " [SSN] "] {
            assert!(is_tag(tag), "{tag}");
        }
        assert!(is_tag("[HEALTH_PLAN:5b0c7a91e2d43f68]"));
        for text in [
            "NAME",
            "[name]",
            "[NAME",
            "[NAME_01]",
            "[Maria]",
            "[NAME:5b0c]",
            "[NAME:5B0C7A91E2D43F68]",
            "[]",
        ] {
            assert!(!is_tag(text), "{text}");
        }
    }

    #[test]
    fn findings_lose_the_tags_in_them() {
        let text = "Dr. [NAME] Lopez [MRN] [x]";
        let span = |start, end| Span { start, end, category: Category::Name, confidence: 9, rule: "r" };
        assert_eq!(tags(text), [(4, 10), (17, 22)]);
        for (found, left) in
            [((4, 10), None), ((0, 10), Some((0, 2))), ((5, 22), Some((11, 16))), ((11, 16), Some((11, 16)))]
        {
            let mut spans = Vec::from([span(found.0, found.1)]);
            cut(text, &tags(text), &mut spans);
            let expected: Vec<Span> = left.map(|(start, end)| span(start, end)).into_iter().collect();
            assert_eq!(spans, expected, "{found:?}");
        }
    }
}
