//! IP addresses (RFC 791, RFC 4291) and hardware addresses.

use core::net::Ipv6Addr;

use super::text::{head_start, tail_end};
use crate::{
    Category, Span,
    find::words::{WordSet, digits, hashed, value, words},
    scan::Scan,
    token::Gap,
};

/// Words that announce a host; without one, four numbers below ten are a section of a manual.
static HOSTS: WordSet = words!(ContactHosts);

/// `10.200.147.75`, found at its second number.
pub(super) fn ipv4(scan: &Scan<'_>, second: usize) -> Option<Span> {
    let start = second.checked_sub(1)?;
    let end = start + 4;
    let octets = start..end;
    let dotted = (start + 1..end).all(|index| scan.gap(index).is(Gap::DOT));
    let fits = octets.clone().all(|index| matches!(digits(scan, index), 1..=3));
    if !dotted || !fits || scan.gap(start).is(Gap::DOT) && digits(scan, start.wrapping_sub(1)) > 0 {
        return None;
    }
    // A fifth number makes it an object identifier or a section; a sentence may end behind the fourth.
    if scan.gap(end).is(Gap::DOT) && digits(scan, end) > 0 {
        return None;
    }
    // `EC 1.14.17.1` is an enzyme.
    let enzyme = scan.is_among(start.wrapping_sub(1), hashed!["ec" "c"])
        && value(scan, start).is_some_and(|class| class <= 7);
    if enzyme {
        return None;
    }
    let announced = HOSTS.precedes(scan, start, 3);
    let valid = octets.clone().all(|index| value(scan, index).is_some_and(|octet| octet <= 255));
    let telling = octets.clone().any(|index| digits(scan, index) >= 2);
    let confidence = if announced { 92 } else { 78 };
    if !(announced || valid && telling) {
        return None;
    }
    scan.span(octets, Category::Ip, confidence, "contact.ipv4")
}

/// An IPv6 or hardware address, found at a group behind a colon.
pub(super) fn colons(scan: &Scan<'_>, index: usize) -> Option<Span> {
    if scan.gap(index).any(!(Gap::COLON.0 | Gap::SINGLE.0)) {
        return None;
    }
    ipv6(scan, index).or_else(|| hardware(scan, index, Gap::COLON))
}

fn ipv6(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let token = scan.token(index)?;
    let (first, last) = (token.start as usize, token.end as usize);
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let start = head_start(scan.text, first, 48, is_part);
    let end = tail_end(scan.text, last, 48, is_part);
    if !(4..=48).contains(&(end - start)) {
        return None;
    }
    let mut address = scan.text.get(start..end)?.trim_end_matches('.');
    if address.ends_with(':') && !address.ends_with("::") {
        address = address.trim_end_matches(':');
    }
    // A label before it may end with a colon of its own.
    let address =
        if address.starts_with(':') && !address.starts_with("::") { address.get(1..)? } else { address };
    let start = start + usize::from(!scan.text.get(start..)?.starts_with(address));
    // `12:30::` and `bed::2` are addresses by the grammar; real ones have a longer group with a digit in it.
    let is_telling = |group: &str| group.len() >= 3 && group.bytes().any(|byte| byte.is_ascii_digit());
    if !address.split(':').any(is_telling) || address.parse::<Ipv6Addr>().is_err() {
        return None;
    }
    let mut end = start + address.len();
    if scan.text.get(end..)?.starts_with('%') {
        end = tail_end(scan.text, end + 1, 16, |byte| byte.is_ascii_alphanumeric());
    }
    Some(Span { start, end, category: Category::Ip, confidence: 92, rule: "contact.ipv6" })
}

/// `00:1A:2B:3C:4D:5E`, with colons or hyphens, found at its second pair.
pub(super) fn hardware(scan: &Scan<'_>, index: usize, joint: Gap) -> Option<Span> {
    let is_pair =
        |at: usize| scan.word(at).len() == 2 && scan.word(at).bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_pair(index) {
        return None;
    }
    let mut start = index;
    while start > 0 && index - start < 6 && scan.gap(start).is(joint) && is_pair(start - 1) {
        start -= 1;
    }
    let mut end = start;
    while end < start + 9 && is_pair(end) && (end == start || scan.gap(end).is(joint)) {
        end += 1;
    }
    let lettered = (start..end).any(|at| digits(scan, at) == 0);
    if !matches!(end - start, 6 | 8) || scan.gap(end).is(joint) || !lettered && joint == Gap::HYPHEN {
        return None;
    }
    scan.span(start..end, Category::Device, 88, "contact.hardware")
}

/// `001a.2b3c.4d5e`, found at its second part.
pub(super) fn cisco(scan: &Scan<'_>, second: usize) -> Option<Span> {
    let is_quad =
        |at: usize| scan.word(at).len() == 4 && scan.word(at).bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = second.checked_sub(1)?..second + 2;
    let joined = scan.gap(second).is(Gap::DOT) && scan.gap(second + 1).is(Gap::DOT);
    if !joined || !parts.clone().all(is_quad) {
        return None;
    }
    let letters = parts.clone().any(|at| scan.word(at).bytes().any(|byte| byte.is_ascii_alphabetic()));
    let numbers = parts.clone().any(|at| scan.word(at).bytes().any(|byte| byte.is_ascii_digit()));
    if letters && numbers { scan.span(parts, Category::Device, 80, "contact.hardware") } else { None }
}
