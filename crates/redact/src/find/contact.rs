//! Addresses of the network: e-mail, web, IP and hardware addresses, handles and file names.
//!
//! Tokens only tell where to look; from there an address is read byte by byte.

use self::text::{tail_end, trimmed_end};
use super::{
    Hint,
    words::{WordSet, words},
};
use crate::{
    Category, Span,
    lexicon::hash32,
    scan::{Found, Scan},
    token::{Gap, Token},
};

mod email;
mod file;
mod host;
mod text;
mod url;

/// Finds addresses, handles and file names.
pub(crate) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut index = 0;
    while let Some(near) = scan.next(index, Hint::Contact) {
        let Some(token) = scan.token(near) else { break };
        let finding = if is_near(token) { at(scan, near, token) } else { None };
        index = near + 1;
        if let Some(span) = finding {
            // What lies within the address is not looked at again.
            while scan.tokens.get(index).is_some_and(|token| (token.start as usize) < span.end) {
                index += 1;
            }
            found.push(span);
        }
    }
}

/// Words that make [`contact::find`](find) look at a token.
pub(super) static HINTED: [&WordSet; 1] = [&SPELT];
static SPELT: WordSet = words!(ContactSpelt);

const AT: u32 = hash32(b"at");
const DOT: u32 = hash32(b"dot");

/// Whether an address may reach this token from the one before: without a blank, unless it is spelt out.
fn is_near(token: &Token) -> bool {
    is_close(token) | (token.hash == DOT) | (token.hash == AT && token.gap.any(Gap::OPEN.0))
}

/// The same of an address that is not spelt out.
const fn is_close(token: &Token) -> bool {
    !token.gap.any(Gap::SPACE.0 | Gap::LINE.0) | token.gap.any(Gap::AT.0)
}

fn at(scan: &Scan<'_>, index: usize, token: &Token) -> Option<Span> {
    let gap = token.gap;
    if gap.any(Gap::AT.0) {
        email::at_sign(scan, index).or_else(|| handle(scan, index))
    } else if gap.is(Gap::DOT) {
        // Digits behind a dot are a decimal far more often than anything else.
        if token.shape.is_number() {
            host::ipv4(scan, index).or_else(|| host::cisco(scan, index))
        } else {
            url::bare(scan, index).or_else(|| file::name(scan, index)).or_else(|| host::cisco(scan, index))
        }
    } else if gap.is(Gap::HYPHEN) {
        host::hardware(scan, index, Gap::HYPHEN)
    } else if gap.has(Gap::COLON) {
        if gap.has(Gap::SLASH) { url::scheme(scan, index) } else { host::colons(scan, index) }
    } else if token.hash == DOT || token.hash == AT {
        email::spelt_out(scan, index)
    } else {
        None
    }
}

/// Words that announce an account of a social network.
static NETWORKS: WordSet = words!(ContactNetworks);

/// `@name` where a network was named, or with digits or underscores in it.
fn handle(scan: &Scan<'_>, index: usize) -> Option<Span> {
    let gap = scan.gap_text(index);
    let at = scan.token(index)?.start as usize - (gap.len() - gap.rfind('@')?);
    let opens = gap.ends_with('@') && (index == 0 || !gap.starts_with('@'));
    let end =
        tail_end(scan.text, at + 1, 64, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    let end = trimmed_end(scan.text, at + 1, end);
    let name = scan.text.get(at + 1..end)?;
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let marked = begins
        && letters >= 3
        && name.len() >= 5
        && name.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_');
    let named = letters >= 2 && NETWORKS.precedes(scan, index, 4);
    let confidence = if named { 80 } else { 60 };
    (opens && (marked || named)).then_some(Span {
        start: at,
        end,
        category: Category::OtherId,
        confidence,
        rule: "contact.handle",
    })
}

#[cfg(test)]
mod tests;
