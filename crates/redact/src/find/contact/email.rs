//! E-mail addresses (RFC 5321), as they are and as they are spelt out.

use super::{
    AT,
    text::{head_start, tail_end},
    url::is_tld,
};
use crate::{
    Category, Span,
    scan::Scan,
    text,
    token::{Gap, Shape},
};

const fn email(start: usize, end: usize, confidence: u8) -> Span {
    Span { start, end, category: Category::Email, confidence, rule: "contact.email" }
}

/// The address around the `@` before a token.
pub(super) fn at_sign(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let text = scan.text;
    let gap = scan.gap_text(index);
    let gap_start = scan.token(index)?.start as usize - gap.len();
    let at = gap_start + gap.rfind('@')?;
    let (left, right) = (text.get(..at)?, text.get(at + 1..)?);
    let spaced = left.ends_with(' ') || right.starts_with(' ');
    let end = domain_end(text, at + 1 + usize::from(right.starts_with(' ')))?;
    let start = local_start(text, at - usize::from(left.ends_with(' ')))?;
    let local = text.get(start..at)?.trim_end();
    let domain = text.get(at + 1..end)?.trim_start();
    let tld = domain.rsplit('.').next()?;
    let known = domain.starts_with('[') || domain.contains('.') && is_tld(tld.as_bytes());
    let built = local.bytes().any(|byte| matches!(byte, b'.' | b'_' | b'+') || byte.is_ascii_digit());
    let confidence = if known {
        97
    } else if spaced || !local.bytes().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()) {
        return None;
    } else if domain.contains('.') {
        90
    } else if (built || domain.contains('-'))
        && domain.len() >= 3
        && domain.starts_with(|c: char| c.is_alphabetic())
    {
        // A host of the own network has no dot; `pain@rest` is no address.
        60
    } else {
        return None;
    };
    Some(email(start, end, confidence))
}

/// Where the part before the `@` at `at` begins.
fn local_start(text: &str, at: usize) -> Option<usize> {
    if text.get(..at)?.ends_with('"') {
        let window = text.as_bytes().get(at.saturating_sub(66)..at.checked_sub(1)?)?;
        let quote = window.iter().rposition(|byte| matches!(byte, b'"' | b'\n'))?;
        return (window.get(quote) == Some(&b'"')).then_some(at - 1 - window.len() + quote);
    }
    let start = head_start(text, at, 128, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'~' | b'&' | b'\'')
    });
    let local = text.get(start..at)?;
    let kept = local.trim_start_matches(['.', '-', '\'', '%', '&', '+', '~']);
    (!kept.is_empty()).then_some(at - kept.len())
}

/// Where the domain that begins at `start` ends.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    if text.get(start..)?.starts_with('[') {
        let literal = text.as_bytes().get(start..(start + 48).min(text.len()))?;
        return literal.iter().position(|byte| *byte == b']').map(|at| start + at + 1);
    }
    let end = tail_end(text, start, 255, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let domain = text.get(start..end)?;
    let mut kept =
        domain.get(..text::find(domain, "..").unwrap_or(domain.len()))?.trim_end_matches(['.', '-']);
    // `x.com.She` is an address and the next sentence.
    if let Some((head, last)) = kept.rsplit_once('.')
        && last.starts_with(|c: char| c.is_uppercase())
        && head.bytes().any(|byte| byte.is_ascii_lowercase())
        && head.contains('.')
    {
        kept = head;
    }
    (!kept.is_empty()).then_some(start + kept.len())
}

/// `name [at] host [dot] com`, found at the `at` in brackets or at the word `dot`.
pub(super) fn spelt_out(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let at = if scan.hash(index) == AT { index } else { at_before(scan, index)? };
    let local = at.checked_sub(1)?;
    let bracketed = scan.gap(at).any(Gap::OPEN.0) && scan.gap(at + 1).any(Gap::CLOSE.0);
    let host = at + 1;
    let mut end = host + 1;
    let mut dots = 0;
    while end < host + 8 {
        let dot = usize::from(scan.is(end, "dot"));
        let joined = dot == 1 || scan.gap(end).is(Gap::DOT);
        if !joined || !scan.shape(end + dot).has(Shape::LETTER) {
            break;
        }
        dots += 1;
        end += dot + 1;
    }
    let tld = scan.word(end.checked_sub(1)?);
    let spelt = (host + 1..end).any(|part| scan.is(part, "dot"));
    let line = (at..end).any(|part| scan.gap(part).has(Gap::LINE));
    if line || dots == 0 || !is_tld(tld.as_bytes()) || !(bracketed || spelt) {
        return None;
    }
    let (last, first) = (scan.token(end - 1)?, scan.token(local)?);
    let start = local_start(scan.text, first.end as usize).unwrap_or(first.start as usize);
    Some(email(start, last.end as usize, 80))
}

/// The `at` one to three tokens before a `dot`.
fn at_before(scan: &Scan<'_>, dot: usize) -> Option<usize> {
    (2..=4).filter_map(|back| dot.checked_sub(back)).find(|at| scan.hash(*at) == AT)
}
