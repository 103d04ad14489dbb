//! IP addresses (RFC 791, RFC 4291) and hardware addresses.

use super::text::{head_start, tail_end};
use crate::{
    Category, Span,
    find::words::{WordSet, digits, hashed, value, words},
    scan::Scan,
    text,
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
    if !address.split(':').any(is_telling) || !is_v6(address) {
        return None;
    }
    let mut end = start + address.len();
    if scan.text.get(end..)?.starts_with('%') {
        end = tail_end(scan.text, end + 1, 16, |byte| byte.is_ascii_alphanumeric());
    }
    Some(Span { start, end, category: Category::Ip, confidence: 92, rule: "contact.ipv6" })
}

/// Whether a text is an IPv6 address by RFC 4291, 2.2. The reader of the standard library is ten times as large.
fn is_v6(address: &str) -> bool {
    let Some(gap) = text::find(address, "::") else { return groups(address) == Some(8) };
    let (head, tail) = (address.get(..gap).unwrap_or_default(), address.get(gap + 2..).unwrap_or_default());
    let count = |part: &str| if part.is_empty() { Some(0) } else { groups(part) };
    // The four numbers of an IPv4 address end an address.
    !head.contains('.') && count(head).zip(count(tail)).is_some_and(|(head, tail)| head + tail <= 7)
}

/// How many groups there are between colons; an IPv4 address at the end is two.
fn groups(part: &str) -> Option<usize> {
    let (first, last) = part.rsplit_once(':').map_or((None, part), |(first, last)| (Some(first), last));
    let is_group =
        |group: &str| (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let before = match first {
        Some(first) if first.split(':').all(is_group) => first.split(':').count(),
        Some(_) => return None,
        None => 0,
    };
    let octet = |number: &str| {
        let plain = number.bytes().all(|byte| byte.is_ascii_digit())
            && (number.len() == 1 || !number.starts_with('0'));
        plain && number.parse::<u8>().is_ok()
    };
    let is_v4 = last.contains('.') && last.split('.').count() == 4 && last.split('.').all(octet);
    if is_group(last) { Some(before + 1) } else { is_v4.then_some(before + 2) }
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

#[cfg(test)]
mod tests {
    use core::net::Ipv6Addr;

    use proptest::prelude::*;

    use super::is_v6;

    proptest! {
        #[test]
        fn addresses_are_those_of_the_standard_library(text in "(([0-9a-f]{0,5}|0{1,4}|::?|25[0-9]|[0-9]{1,3}(\\.[0-9]{1,3}){3}):){0,9}([0-9a-f]{0,4}|1\\.[0-9]{1,3}\\.0[0-9]?\\.255)") {
            prop_assert_eq!(is_v6(&text), text.parse::<Ipv6Addr>().is_ok(), "{}", text);
        }
    }

    #[test]
    fn the_short_form_and_the_last_four_numbers_are_read() {
        for text in [
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "::ffff:1.2.3.4",
        ] {
            assert!(is_v6(text), "{text}");
        }
        for text in [
            ":",
            ":::",
            "1:::2",
            "1::2::3",
            "1.2.3.4::",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8",
            "::1.2.3",
            "::1.2.3.04",
            "1:2",
            "",
            "1.2.3.4",
            "::12345",
        ] {
            assert_eq!(is_v6(text), text.parse::<Ipv6Addr>().is_ok(), "{text}");
        }
    }
}
