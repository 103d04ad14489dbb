//! Web addresses (RFC 3986), with and without a scheme.

use super::text::{head_start, tail_end, trimmed_end};
use crate::{
    Category, Span,
    find::words::{WordSet, words},
    lexicon::hash32,
    scan::Scan,
    text,
    token::Shape,
};

/// Endings of host names that are no English words.
static TLDS: WordSet = words!(ContactTlds);

/// Endings of host names that are words as well, or that other things end with.
static WORD_TLDS: WordSet = words!(ContactWordTlds);

/// Endings of [`WORD_TLDS`] that hosts of more than two parts have; `req.params.id` is no host.
static HOSTED: WordSet = words!(ContactHosted);

/// Words that announce a web address.
static WEB: WordSet = words!(ContactWeb);

/// Whether a label is one that host names end with.
pub(super) fn is_tld(label: &[u8]) -> bool {
    let mut folded = [0; 16];
    for (slot, byte) in folded.iter_mut().zip(label) {
        *slot = byte.to_ascii_lowercase();
    }
    let hash = hash32(folded.get(..label.len()).unwrap_or_default());
    TLDS.position(hash).or_else(|| WORD_TLDS.position(hash)).is_some() || label.starts_with(b"xn--")
}

/// `scheme://...`, found at the token behind the slashes.
pub(super) fn scheme(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let gap = scan.gap_text(index);
    let gap_start = scan.token(index)?.start as usize - gap.len();
    let colon = gap_start + text::find(gap, "://")?;
    let start =
        head_start(scan.text, colon, 32, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.'));
    let scheme = scan.text.get(start..colon)?;
    let plausible = (2..=24).contains(&scheme.len()) && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let end = address_end(scan.text, colon + 3);
    let web = scan.text.get(colon + 3..end)?;
    if !plausible || web.is_empty() || is_reference(web) {
        return None;
    }
    Some(Span { start, end, category: Category::Url, confidence: 96, rule: "contact.url" })
}

/// `www.host.org/path` or `host.org/path`, found at a token behind a dot that ends like a host name.
pub(super) fn bare(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let token = scan.token(index)?;
    let www = scan.is(index.checked_sub(1)?, "www");
    let tld = TLDS.position(token.hash).is_some();
    if !www && !tld && WORD_TLDS.position(token.hash).is_none() {
        return None;
    }
    let (first, last) = (token.start as usize, token.end as usize);
    let host_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let host = scan.text.get(head_start(scan.text, first, LONGEST_HOST, host_part)..first)?;
    let host = host.trim_start_matches(['.', '-']);
    let rest = scan.text.get(last..)?;
    let path = begins_path(rest);
    if text::holds(host, "..")
        || rest.starts_with(['-', '_', '@'])
        || !(www || path || is_host(scan, index, host, tld))
    {
        return None;
    }
    let start = first - host.len();
    let end = address_end(scan.text, last);
    if is_reference(scan.text.get(start..end)?) {
        return None;
    }
    let confidence = if www || path { 94 } else { 78 };
    Some(Span { start, end, category: Category::Url, confidence, rule: "contact.url" })
}

/// No host name is longer (RFC 1035).
const LONGEST_HOST: usize = 255;

/// Whether a host name is followed by a path.
fn begins_path(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some('/')
        && characters.next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '~' | '@' | '?'))
}

/// Whether `host`, which ends with the dot before the token, and the token are a host name.
///
/// Otherwise they are the end of a sentence and the beginning of the next.
fn is_host(scan: &Scan<'_>, index: usize, host: &str, tld: bool) -> bool {
    let Some((token, before)) = scan.token(index).zip(scan.token(index - 1)) else { return false };
    // `improved.No change` is the end of one sentence and the beginning of the next.
    let capital = token.shape.has(Shape::CAPITAL) && token.shape.has(Shape::LOWER);
    if capital && !before.shape.has(Shape::CAPITAL) {
        return false;
    }
    let letters = host.bytes().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let dots = host.bytes().filter(|byte| *byte == b'.').count();
    let rest = scan.text.get(token.end as usize..).unwrap_or_default();
    let port = rest.starts_with(':') && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let subdomain = dots >= 2 && (tld || HOSTED.position(token.hash).is_some());
    let announced = || WEB.precedes(scan, index.saturating_sub(dots), 2);
    letters >= 3 && (port || subdomain || tld && token.len() >= 3 || announced())
}

/// No address is read further, so that a text of one endless word costs no more than its length.
const LONGEST: usize = 2048;

/// The end of an address: at a blank or a quote, without the punctuation of the sentence and without a
/// closing bracket that was not opened within.
fn address_end(text: &str, start: usize) -> usize {
    let run = tail_end(text, start, LONGEST, |byte| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'\\' | b'^' | b'{' | b'}' | b'|')
    });
    let mut end = run;
    // More closing brackets than this are no punctuation.
    for _ in 0..8 {
        end = trimmed_end(text, start, end);
        let kept = text.get(start..end).unwrap_or_default();
        let unopened = |open: char, close: char| {
            kept.ends_with(close) && kept.matches(open).count() < kept.matches(close).count()
        };
        if !(unopened('(', ')') || unopened('[', ']')) {
            break;
        }
        end -= 1;
    }
    sentence_end(text, start, end)
}

/// Where a sentence that was joined by a lone full stop begins: `x.org.She` or `x.org/a;mail`.
fn sentence_end(text: &str, start: usize, end: usize) -> usize {
    let kept = text.get(start..end).unwrap_or_default();
    let host = kept.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((head, last)) = host.rsplit_once('.') else { return end };
    let joined = host.len() == kept.len()
        && last.starts_with(|c: char| c.is_uppercase())
        && last.bytes().any(|byte| byte.is_ascii_lowercase());
    if joined { start + head.len() } else { end }
}

/// Public sources that notes and guidelines cite; a page of them tells nothing of a patient.
const REFERENCES: &[&str] = &[
    "cdc.gov",
    "nih.gov",
    "fda.gov",
    "cms.gov",
    "hhs.gov",
    "ahrq.gov",
    "clinicaltrials.gov",
    "medlineplus.gov",
    "who.int",
    "doi.org",
    "uptodate.com",
    "cochranelibrary.com",
    "cochrane.org",
    "nejm.org",
    "jamanetwork.com",
    "bmj.com",
    "thelancet.com",
    "nice.org.uk",
    "orcid.org",
    "creativecommons.org",
    "snomed.org",
    "loinc.org",
    "hl7.org",
    "w3.org",
];

/// Whether an address, its scheme left out, is a page of a public source and carries nothing of a user.
fn is_reference(address: &str) -> bool {
    let host = address.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let known = |source: &&&str| {
        let at = host.len().checked_sub(source.len());
        at.is_some_and(|at| {
            host.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(source))
                && (at == 0 || host.as_bytes().get(at - 1) == Some(&b'.'))
        })
    };
    !address.contains(['?', '@', '=']) && REFERENCES.iter().any(|source| known(&source))
}
