//! How text is written into a document: escapes, and the way back to where a character stood.

use alloc::{string::String, vec::Vec};
use core::ops::Deref;

use zeroize::Zeroizing;

use crate::structured::hl7::Separators;

/// The escapes of a place in a document.
#[derive(Clone, Copy)]
pub(crate) enum Coding<'c> {
    /// None.
    Plain,
    /// Within the quotes of a JSON string.
    Json,
    /// XML text and attribute values.
    Xml,
    /// HL7 v2 with these separators.
    Hl7(&'c Separators),
    /// Percent signs of a web address; in a query, `+` is a blank.
    Percent {
        /// Whether it is a query.
        query: bool,
    },
}

/// A decoded text.
pub(crate) struct Decoded<'t> {
    text: Text<'t>,
    offsets: Offsets,
}

enum Text<'t> {
    Borrowed(&'t str),
    Owned(Zeroizing<String>),
}

impl Deref for Decoded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.text {
            Text::Borrowed(text) => text,
            Text::Owned(text) => text,
        }
    }
}

impl Decoded<'_> {
    /// Where a character of the decoded text begins in the text as it is written.
    pub(crate) fn raw(&self, offset: usize) -> usize {
        self.offsets.raw(offset)
    }

    pub(crate) fn into_offsets(self) -> Offsets {
        self.offsets
    }
}

/// Places behind escapes: offset in the decoded text, and offset in the text as it is written.
#[derive(Default)]
pub(crate) struct Offsets(Vec<(usize, usize)>);

impl Offsets {
    /// Where an offset of the decoded text lies in the text as it is written.
    pub(crate) fn raw(&self, offset: usize) -> usize {
        let passed = self.0.partition_point(|(decoded, _)| *decoded <= offset);
        match passed.checked_sub(1).and_then(|at| self.0.get(at)) {
            Some((decoded, raw)) => raw + (offset - decoded),
            None => offset,
        }
    }
}

/// A text that is being decoded.
struct Decoder<'t> {
    rest: &'t str,
    at: usize,
    text: Zeroizing<String>,
    offsets: Vec<(usize, usize)>,
}

impl<'t> Decoder<'t> {
    fn new(raw: &'t str) -> Self {
        let text = Zeroizing::new(String::with_capacity(raw.len()));
        Self { rest: raw, at: 0, text, offsets: Vec::new() }
    }

    /// Takes what stands before the next of some characters; tells whether there is one.
    fn plain(&mut self, escapes: &[char]) -> bool {
        let len = self.rest.find(escapes).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.text.push_str(plain);
        self.at += len;
        self.rest = rest;
        !rest.is_empty()
    }

    /// Takes an escape of `len` bytes, which stands for `decoded`.
    fn escape(&mut self, len: usize, decoded: &str) {
        self.text.push_str(decoded);
        self.at += len;
        self.rest = self.rest.get(len..).unwrap_or_default();
        self.offsets.push((self.text.len(), self.at));
    }

    fn finish(self) -> Decoded<'t> {
        Decoded { text: Text::Owned(self.text), offsets: Offsets(self.offsets) }
    }
}

impl Coding<'_> {
    /// What a text says, without its escapes.
    pub(crate) fn decode<'t>(&self, raw: &'t str) -> Decoded<'t> {
        let escapes: &[char] = match self {
            Self::Plain => &[],
            Self::Json => &['\\'],
            Self::Xml => &['&'],
            Self::Hl7(separators) => &[separators.escape],
            Self::Percent { query: false } => &['%'],
            Self::Percent { query: true } => &['%', '+'],
        };
        if !raw.contains(escapes) {
            return Decoded { text: Text::Borrowed(raw), offsets: Offsets::default() };
        }
        let mut decoder = Decoder::new(raw);
        while decoder.plain(escapes) {
            match self {
                Self::Plain => break,
                Self::Json => json(&mut decoder),
                Self::Xml => xml(&mut decoder),
                Self::Hl7(separators) => hl7(&mut decoder, separators),
                Self::Percent { .. } => percent(&mut decoder),
            }
        }
        decoder.finish()
    }

    /// Appends a text with the escapes that its place asks for.
    pub(crate) fn encode(&self, text: &str, out: &mut String) {
        for character in text.chars() {
            match (self, character) {
                (Self::Json, '"') => out.push_str("\\\""),
                (Self::Json, '\\') => out.push_str("\\\\"),
                (Self::Json, '\n') => out.push_str("\\n"),
                (Self::Json, '\r') => out.push_str("\\r"),
                (Self::Json, '\t') => out.push_str("\\t"),
                (Self::Json, '\u{0}'..='\u{1f}') => {
                    out.push_str("\\u00");
                    push_hex(character, out);
                }
                (Self::Xml, '&') => out.push_str("&amp;"),
                (Self::Xml, '<') => out.push_str("&lt;"),
                (Self::Xml, '>') => out.push_str("&gt;"),
                (Self::Xml, '"') => out.push_str("&quot;"),
                (Self::Xml, '\'') => out.push_str("&apos;"),
                (Self::Xml, c) if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => out.push('\u{fffd}'),
                (Self::Hl7(separators), c) => separators.encode(c, out),
                (Self::Percent { query: true }, ' ') => out.push('+'),
                (Self::Percent { .. }, c)
                    if !c.is_ascii_graphic()
                        || matches!(c, '%' | '+' | '&' | '=' | '#' | '?' | '/' | '"' | '<' | '>' | '\\') =>
                {
                    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                        out.push('%');
                        push_hex(char::from(byte), out);
                    }
                }
                (_, c) => out.push(c),
            }
        }
    }
}

/// Two digits of a character below 256.
fn push_hex(character: char, out: &mut String) {
    for nibble in [u32::from(character) >> 4, u32::from(character) & 15] {
        out.push(char::from_digit(nibble & 15, 16).unwrap_or('0').to_ascii_uppercase());
    }
}

/// The character that four hexadecimal digits tell.
fn hex4(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

fn json(decoder: &mut Decoder<'_>) {
    let escape = decoder.rest;
    let simple = match escape.as_bytes().get(1) {
        Some(b'n') => "\n",
        Some(b't') => "\t",
        Some(b'r') => "\r",
        Some(b'b') => "\u{8}",
        Some(b'f') => "\u{c}",
        Some(b'u') => return unicode(decoder),
        Some(byte) if byte.is_ascii() => escape.get(1..2).unwrap_or_default(),
        // A backslash before a character beyond ASCII, or at the end, is no escape and stands for nothing.
        _ => return decoder.escape(1, ""),
    };
    decoder.escape(2, simple);
}

/// `\u00e9`, or a pair of surrogates.
fn unicode(decoder: &mut Decoder<'_>) {
    let escape = decoder.rest;
    let Some(first) = escape.get(2..).and_then(hex4) else { return decoder.escape(2, "\u{fffd}") };
    let second = escape.get(6..8).filter(|next| *next == "\\u").and(escape.get(8..)).and_then(hex4);
    let (len, code) = match (first, second) {
        (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
            (12, 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00))
        }
        _ => (6, first),
    };
    decoder.escape(len, char::from_u32(code).unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
}

/// What an entity stands for that only its document knows.
pub(crate) const ENTITY: char = '\u{fffc}';

/// Longest entity reference that is taken for one.
const LONGEST_ENTITY: usize = 64;

fn xml(decoder: &mut Decoder<'_>) {
    let reference = decoder.rest;
    let end = reference.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
    let Some(name) = end.and_then(|end| reference.get(1..end)) else { return decoder.escape(1, "&") };
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => number.and_then(char::from_u32).unwrap_or(ENTITY),
    };
    decoder.escape(name.len() + 2, character.encode_utf8(&mut [0; 4]));
}

fn hl7(decoder: &mut Decoder<'_>, separators: &Separators) {
    let mark = separators.escape.len_utf8();
    let escape = decoder.rest.get(mark..).unwrap_or_default();
    let Some(len) =
        escape.char_indices().take(LONGEST_ENTITY).find(|(_, c)| *c == separators.escape).map(|(at, _)| at)
    else {
        return decoder.escape(mark, " ");
    };
    let name = escape.get(..len).unwrap_or_default();
    let character = match name {
        "F" => separators.field,
        "S" => separators.component,
        "T" => separators.subcomponent,
        "R" => separators.repetition,
        "E" => separators.escape,
        _ if name.starts_with(['.', 'X']) => '\n',
        _ => ' ',
    };
    decoder.escape(mark + len + mark, character.encode_utf8(&mut [0; 4]));
}

fn percent(decoder: &mut Decoder<'_>) {
    if decoder.rest.starts_with('+') {
        return decoder.escape(1, " ");
    }
    // The bytes of a run of escapes make characters together.
    let mut bytes = Zeroizing::new(Vec::new());
    let mut rest = decoder.rest;
    while let Some(byte) = rest.strip_prefix('%').and_then(|rest| rest.get(..2)).and_then(hex2) {
        bytes.push(byte);
        rest = rest.get(3..).unwrap_or_default();
    }
    if bytes.is_empty() {
        return decoder.escape(1, "%");
    }
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            decoder.escape(character.len_utf8() * 3, character.encode_utf8(&mut [0; 4]));
        }
        if !chunk.invalid().is_empty() {
            decoder.escape(chunk.invalid().len() * 3, "\u{fffd}");
        }
    }
}

fn hex2(digits: &str) -> Option<u8> {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_found_again() {
        let separators = Separators::default();
        for (coding, raw, text) in [
            (Coding::Plain, "a\\n", "a\\n"),
            (Coding::Json, r#"a\"b\\c\/d\n\u00e9\uD83D\uDE00!"#, "a\"b\\c/d\né😀!"),
            (Coding::Json, r"\ud800x\u12", "\u{fffd}x\u{fffd}12"),
            (Coding::Json, "a\\é\\", "aé"),
            (Coding::Xml, "a&lt;&#233;&#xE9;&#Xe9;&x;&;b&amp", "a<ééé\u{fffc}\u{fffc}b&amp"),
            (Coding::Hl7(&separators), r"a\T\b\.br\c\H\d\", "a&b\nc d "),
            (Coding::Percent { query: true }, "a+b%20%C3%A9%FF%zz%", "a b é\u{fffd}%zz%"),
            (Coding::Percent { query: false }, "a+b", "a+b"),
        ] {
            let decoded = coding.decode(raw);
            assert_eq!(&*decoded, text);
            assert_eq!(decoded.raw(text.len()), raw.len(), "{raw}");
            let offsets: Vec<_> = text.char_indices().map(|(at, _)| decoded.raw(at)).collect();
            assert!(
                offsets.is_sorted() && offsets.iter().all(|at| raw.is_char_boundary(*at)),
                "{raw} {offsets:?}"
            );
        }
        let decoded = Coding::Json.decode(r"ab\ncd");
        assert_eq!((decoded.raw(1), decoded.raw(2), decoded.raw(3)), (1, 2, 4));
    }

    #[test]
    fn what_is_written_reads_back() {
        let separators = Separators::default();
        let text = "a\"b\\c<d>&'e\u{1}\t|^~&é [NAME_1]%+=#?/";
        for coding in [
            Coding::Plain,
            Coding::Json,
            Coding::Hl7(&separators),
            Coding::Percent { query: true },
            Coding::Percent { query: false },
        ] {
            let mut written = String::new();
            coding.encode(text, &mut written);
            assert_eq!(&*coding.decode(&written), text, "{written}");
        }
        let mut written = String::new();
        Coding::Xml.encode("<a b='c'>&\"\u{1}", &mut written);
        assert_eq!(written, "&lt;a b=&apos;c&apos;&gt;&amp;&quot;\u{fffd}");
    }
}
