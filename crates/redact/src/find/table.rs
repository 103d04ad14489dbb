//! What the tests of the shape rules share: texts with the wanted findings marked in them.

use alloc::{format, string::String, vec::Vec};

use crate::{
    lexicon::Lexicon,
    scan::{Found, Scan},
    token::tokenize,
};

/// Runs a rule; overlapping findings are joined, the surer one gives the category.
pub(super) fn marked(rule: impl Fn(&Scan<'_>, &mut Found), text: &str) -> String {
    let mut tokens = Vec::new();
    tokenize(text, Lexicon::embedded(), &mut tokens);
    let scan = Scan::new(text, &tokens);
    let mut found = Found::new();
    rule(&scan, &mut found);
    found.sort_by_key(|span| (span.start, core::cmp::Reverse(span.confidence)));
    let mut out = String::new();
    let mut at = 0;
    let mut spans = found.into_iter().peekable();
    while let Some(mut span) = spans.next() {
        while let Some(next) = spans.next_if(|next| next.start < span.end) {
            let end = span.end.max(next.end);
            span = if next.confidence > span.confidence {
                crate::Span { start: span.start, ..next }
            } else {
                span
            };
            span.end = end;
        }
        out.push_str(text.get(at..span.start).unwrap());
        out.push_str(&format!("<{}|{}>", span.category, text.get(span.range()).unwrap()));
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap());
    out
}

/// Checks a rule against texts in which each wanted finding is written `<CATEGORY|text>`.
pub(super) fn check(rule: impl Fn(&Scan<'_>, &mut Found), rows: &[&str]) {
    let mut wrong = Vec::new();
    for row in rows {
        let mut text = String::new();
        for part in row.split('<') {
            let plain = part.split_once('|').filter(|(name, _)| crate::Category::from_name(name).is_some());
            match plain {
                Some((_, rest)) => text.push_str(&rest.replacen('>', "", 1)),
                None if text.is_empty() && !row.starts_with('<') => text.push_str(part),
                None if part.is_empty() && text.is_empty() => {}
                None => text.push_str(&format!("<{part}")),
            }
        }
        let got = marked(&rule, &text);
        if got != *row {
            wrong.push(format!("wanted {row}\n   got {got}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows\n{}", wrong.len(), rows.len(), wrong.concat());
}
