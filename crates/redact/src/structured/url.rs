//! Web addresses, part by part: the way and the names of parameters stay, what identifies goes.

use alloc::vec::Vec;

use crate::{
    Category, Span,
    find::resolve,
    structured::{
        coding::Coding,
        shape::digits,
        treatment::Treatment::{self, Known, Party, Person, Unknown},
        walk::{Place, Walk},
    },
    text,
};

/// What is written in place of a host that is PHI: a name that RFC 2606 sets aside.
const HOST: &str = "redacted.invalid";
/// The rule of a host that is PHI; a tag in its place would make the address unreadable.
const HOST_RULE: &str = "url.host";

/// What is written in place of a user and a password, where brackets would be those of an address of IPv6.
const USER: &str = "redacted";
/// The rule of a user and a password before a host.
const USER_RULE: &str = "url.user";

/// What is written in place of a part where no tag may stand.
pub(super) fn stand_in(rule: &str) -> Option<&'static str> {
    match rule {
        HOST_RULE => Some(HOST),
        USER_RULE => Some(USER),
        _ => None,
    }
}

/// What is PHI in an address or a path.
pub(super) fn spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let start = text.len() - text.trim_start().len();
    let address = text.trim();
    let (before_fragment, fragment) = cut(address, '#');
    let (before_query, query) = cut(before_fragment, '?');
    let path_at = authority(walk, before_query, start, &mut found);
    path(walk, before_query.get(path_at..).unwrap_or_default(), start + path_at, &mut found);
    if let Some(query) = query {
        pairs(walk, query, start + before_query.len() + 1, &mut found);
    }
    if let Some(fragment) = fragment {
        let at = start + before_fragment.len() + 1;
        match fragment.split_once('?') {
            // A single-page application: a path and a query behind the `#`.
            Some((route, query)) => {
                path(walk, route, at, &mut found);
                pairs(walk, query, at + route.len() + 1, &mut found);
            }
            None if fragment.contains('=') => pairs(walk, fragment, at, &mut found),
            None => path(walk, fragment, at, &mut found),
        }
    }
    resolve(text, &mut found);
    found
}

/// Redacts an address.
pub(super) fn write(walk: &mut Walk<'_, '_, '_>, text: &str) {
    walk.rule = "url.part";
    let spans = spans(walk, text);
    walk.write(
        text,
        &Coding::Plain.decode(text),
        Place { at: 0, coding: Coding::Percent { query: false }, key: "" },
        spans,
    );
}

/// What is PHI in a query string.
pub(super) fn query_spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let skip = usize::from(text.starts_with('?'));
    pairs(walk, text.get(skip..).unwrap_or_default(), skip, &mut found);
    resolve(text, &mut found);
    found
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Scheme, user, host and port; gives the offset of the path.
fn authority(walk: &mut Walk<'_, '_, '_>, text: &str, at: usize, found: &mut Vec<Span>) -> usize {
    let Some(begin) =
        text::find(text, "://").map(|at| at + 3).or_else(|| text.starts_with("//").then_some(2))
    else {
        return opaque(walk, text, at, found);
    };
    let rest = text.get(begin..).unwrap_or_default();
    let end = begin + rest.find('/').unwrap_or(rest.len());
    let host_at =
        text.get(begin..end).and_then(|part| part.rfind('@')).map_or(begin, |mark| begin + mark + 1);
    if host_at > begin {
        let (start, end) = (at + begin, at + host_at - 1);
        found.push(Span { start, end, category: Category::OtherId, confidence: 95, rule: USER_RULE });
    }
    let host = text.get(host_at..end).unwrap_or_default();
    let name = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or(host) };
    let is_ip = host.starts_with('[')
        || !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let span = |category| Span {
        start: at + host_at,
        end: at + host_at + name.len(),
        category,
        confidence: 95,
        rule: HOST_RULE,
    };
    if is_ip {
        found.push(span(Category::Ip));
    } else if digits(name) >= 5
        || walk.spans(name, Treatment::Harmless).iter().any(|span| span.category != Category::Url)
    {
        found.push(span(Category::OtherId));
    }
    end
}

/// Addresses that are not of hosts: `mailto:`, `tel:`, `data:`, `urn:`.
fn opaque(walk: &mut Walk<'_, '_, '_>, text: &str, at: usize, found: &mut Vec<Span>) -> usize {
    let Some((scheme, rest)) =
        text.split_once(':').filter(|(scheme, _)| !scheme.is_empty() && !scheme.contains('/'))
    else {
        return 0;
    };
    let treatment = match scheme.to_ascii_lowercase().as_str() {
        "mailto" => Known(Category::Email),
        "tel" | "sms" | "smsto" => Known(Category::Phone),
        "data" | "urn" | "blob" | "cid" | "geo" => Known(Category::OtherId),
        _ => return 0,
    };
    add(walk, rest, at + scheme.len() + 1, false, treatment, found);
    text.len()
}

fn path(walk: &mut Walk<'_, '_, '_>, text: &str, mut at: usize, found: &mut Vec<Span>) {
    let mut before = "";
    for segment in text.split('/') {
        let (name, parameters) = cut(segment, ';');
        let treatment = segment_treatment(walk, before, name);
        add(walk, name, at, false, treatment, found);
        if let Some(parameters) = parameters {
            pairs(walk, parameters, at + name.len() + 1, found);
        }
        at += segment.len() + 1;
        before = name;
    }
}

/// What a segment is, by the one before it: `/patients/42` is a patient.
fn segment_treatment(walk: &Walk<'_, '_, '_>, before: &str, segment: &str) -> Treatment {
    let around = walk.redactor().keys().treatment("", before);
    match around {
        // `/patients/search` is no patient: only what has a digit, or is no plain word, is one.
        Person | Party | Known(_) if digits(segment) > 0 => match around {
            Known(category) => Known(category),
            _ => Known(Category::OtherId),
        },
        Person | Known(_) => Treatment::Strict,
        _ if is_long_token(segment) => Known(Category::OtherId),
        _ => Unknown,
    }
}

/// A random token: 20 characters and more without a blank, with letters and digits.
fn is_long_token(segment: &str) -> bool {
    segment.len() >= 20 && digits(segment) >= 3 && !segment.contains(['.', '%'])
}

/// `key=value` pairs, joined by `&` or `;`.
fn pairs(walk: &mut Walk<'_, '_, '_>, text: &str, mut at: usize, found: &mut Vec<Span>) {
    for pair in text.split(['&', ';']) {
        match pair.split_once('=') {
            Some((key, value)) => {
                let name = Coding::Percent { query: true }.decode(key);
                let treatment = if is_one_time(&name, value) {
                    Known(Category::OtherId)
                } else {
                    walk.redactor().keys().treatment("", &name)
                };
                add(walk, value, at + key.len() + 1, true, treatment, found);
            }
            None => add(walk, pair, at, true, Unknown, found),
        }
        at += pair.len() + 1;
    }
}

/// A code that lets somebody in, such as `code=476461`; other codes are of things.
fn is_one_time(name: &str, value: &str) -> bool {
    let is_number = value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_digit());
    name.eq_ignore_ascii_case("code") && (is_number || is_long_token(value))
}

/// Finds what is PHI in one part, and adds it as it is written.
fn add(
    walk: &mut Walk<'_, '_, '_>,
    raw: &str,
    at: usize,
    query: bool,
    treatment: Treatment,
    found: &mut Vec<Span>,
) {
    let decoded = Coding::Percent { query }.decode(raw);
    let is_path = decoded.trim_start().starts_with('/');
    let treatment = match treatment {
        // An address within an address is not taken apart again, or a long chain of them would not end.
        Treatment::Url | Treatment::Path | Unknown | Party if is_path || text::holds(&decoded, "://") => {
            if digits(&decoded) > 0 || !is_path {
                Known(Category::Url)
            } else {
                Treatment::Strict
            }
        }
        Treatment::Url | Treatment::Path | Treatment::Query | Treatment::Log | Treatment::Reference => {
            Treatment::Text
        }
        other => other,
    };
    let spans = walk.spans(&decoded, treatment);
    found.extend(spans.iter().map(|span| Span {
        start: at + decoded.raw(span.start),
        end: at + decoded.raw(span.end),
        ..*span
    }));
}
