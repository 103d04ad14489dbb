//! What becomes of overlaps.

use crate::{
    Category, Span,
    scan::{Found, Scan},
    span,
};

/// Findings below this confidence give way to a code system that was named before them.
const VETOED_BELOW: u8 = 80;

/// Drops unsure findings that lie within a harmless code; what is named there is no part of it.
///
/// The ranges of tokens ascend.
pub(super) fn veto(scan: &Scan<'_>, found: &mut Found, harmless: &[(usize, usize)]) {
    if harmless.is_empty() {
        return;
    }
    let start_of = |index: usize| scan.token(index).map_or(usize::MAX, |token| token.start as usize);
    let end_of = |index: usize| scan.token(index - 1).map_or(usize::MAX, |token| token.end as usize);
    found.retain(|span| {
        let named = matches!(span.category, Category::Name | Category::Geo | Category::Org);
        let at = harmless.partition_point(|(_, end)| end_of(*end) <= span.start);
        let apart = harmless.get(at).is_none_or(|(start, _)| start_of(*start) >= span.end);
        span.confidence >= VETOED_BELOW || named || apart
    });
}

/// Whether two names stand on the two sides of a nickname's quotation marks.
fn is_nickname(text: &str, before: &Span, after: &Span) -> bool {
    let names = before.category == Category::Name && after.category == Category::Name;
    names
        && text.get(before.end..after.start).is_some_and(|gap| {
            let mark = gap.trim();
            gap.len() <= 5 && gap.len() > mark.len() && matches!(mark, "\"" | "\u{201c}" | "\u{201d}" | "'")
        })
}

/// Sorts the findings and joins those that overlap.
///
/// A joined span covers all of its parts: what one rule found is not given up because another found more.
/// It keeps the category and rule of the surest part, of equals the longest.
pub(crate) fn resolve(text: &str, found: &mut Found) {
    found.retain(|span| span.category != Category::Age && span.start < span.end);
    span::sort(found);
    found.dedup_by(|span, last| {
        // `Samira "Ginny" Tsai` is one name.
        if span.start >= last.end && !is_nickname(text, last, span) {
            return false;
        }
        let end = last.end.max(span.end);
        if (span.confidence, span.end - span.start) > (last.confidence, last.end - last.start) {
            *last = Span { start: last.start, ..*span };
        }
        last.end = end;
        true
    });
    debug_assert!(
        found.iter().all(|span| text.is_char_boundary(span.start) && text.is_char_boundary(span.end))
    );
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::resolve;
    use crate::{Category, Span};

    #[test]
    fn a_nickname_joins_two_names_and_the_surer_one_tells_why() {
        let text = "Samira \"Ginny\" Tsai";
        let span =
            |start, end, confidence, rule| Span { start, end, category: Category::Name, confidence, rule };
        for (first, second) in [(70, 85), (85, 70)] {
            let mut found = vec![span(0, 6, first, "a"), span(8, 13, second, "b"), span(15, 19, 60, "c")];
            resolve(text, &mut found);
            let rule = if first > second { "a" } else { "b" };
            assert_eq!(found, [span(0, 19, 85, rule)]);
        }
    }
}
