//! Cutting a JSON text into its parts, one at a time and without a tree.
//!
//! The depth is bounded by memory only: a byte for each open object or array.

use alloc::vec::Vec;
use core::ops::Range;

/// A part of a JSON text; ranges are bytes of the text, quotes not included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// `{`.
    Object,
    /// `[`.
    Array,
    /// `}` or `]`.
    Close,
    /// The name of a member.
    Key(Range<usize>),
    /// A string that is a value.
    String(Range<usize>),
    /// A number.
    Number(Range<usize>),
    /// `true`, `false` or `null`.
    Word,
    /// A string that the text's end cuts.
    CutString(Range<usize>),
    /// The name of a member that the text's end cuts.
    CutKey(Range<usize>),
    /// From here on the text is no JSON.
    Fault(usize),
    /// The text ended where it may.
    End,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value, or at the top the end.
    Value,
    /// The first value of an array, or its end.
    FirstValue,
    /// The name of a member.
    Key,
    /// The first name of an object, or its end.
    FirstKey,
    /// `:`.
    Colon,
    /// `,` or the end of the object or array; at the top, another value.
    Comma,
}

/// Reads a JSON text part by part; several values may follow each other, as lines of JSON do.
pub(crate) struct Parts<'t> {
    text: &'t str,
    at: usize,
    /// Whether each open one is an object.
    open: Vec<bool>,
    next: Next,
}

impl<'t> Parts<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), next: Next::Value }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at == 0 && self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.skip_blanks();
        }
    }

    /// Where the reading stands.
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// How many objects and arrays are open.
    pub(crate) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next part; after [`Part::Fault`], [`Part::End`] or a cut part there is none.
    pub(crate) fn part(&mut self) -> Part {
        loop {
            self.skip_blanks();
            let Some(byte) = self.byte() else {
                let whole = self.open.is_empty() && matches!(self.next, Next::Value | Next::Comma);
                return if whole { Part::End } else { Part::Fault(self.text.len()) };
            };
            match (self.next, byte) {
                (Next::Colon, b':') => self.pass(Next::Value),
                (Next::Comma, b',') if !self.open.is_empty() => {
                    let object = self.open.last() == Some(&true);
                    self.pass(if object { Next::Key } else { Next::Value });
                }
                (Next::Comma | Next::FirstKey, b'}') if self.open.last() == Some(&true) => {
                    return self.close();
                }
                (Next::Comma | Next::FirstValue, b']') if self.open.last() == Some(&false) => {
                    return self.close();
                }
                (Next::Key | Next::FirstKey, b'"') => return self.key(),
                (Next::Value | Next::FirstValue, _) => return self.value(byte),
                (Next::Comma, _) if self.open.is_empty() => return self.value(byte),
                _ => return Part::Fault(self.at),
            }
        }
    }

    const fn pass(&mut self, next: Next) {
        self.at += 1;
        self.next = next;
    }

    fn close(&mut self) -> Part {
        self.open.pop();
        self.pass(Next::Comma);
        Part::Close
    }

    fn key(&mut self) -> Part {
        match self.string() {
            Ok(range) => {
                self.next = Next::Colon;
                Part::Key(range)
            }
            Err(range) => Part::CutKey(range),
        }
    }

    fn value(&mut self, byte: u8) -> Part {
        match byte {
            b'{' => {
                self.open.push(true);
                self.pass(Next::FirstKey);
                Part::Object
            }
            b'[' => {
                self.open.push(false);
                self.pass(Next::FirstValue);
                Part::Array
            }
            b'"' => match self.string() {
                Ok(range) => {
                    self.next = Next::Comma;
                    Part::String(range)
                }
                Err(range) => Part::CutString(range),
            },
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.word(),
        }
    }

    /// The range within the quotes; `Err` if the text ends before the second one.
    fn string(&mut self) -> Result<Range<usize>, Range<usize>> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            match rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
                Some(offset) if rest.get(offset) == Some(&b'"') => {
                    self.at = at + offset + 1;
                    return Ok(start..at + offset);
                }
                // What stands behind a backslash never ends the string.
                Some(offset) if at + offset + 2 <= self.text.len() => at += offset + 2,
                _ => {
                    self.at = self.text.len();
                    return Err(start..self.text.len());
                }
            }
        }
    }

    fn number(&mut self) -> Part {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let len = rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .unwrap_or(rest.len());
        let number = rest.get(..len).unwrap_or_default();
        if !is_number(number) {
            return Part::Fault(start);
        }
        self.at += len;
        self.next = Next::Comma;
        Part::Number(start..self.at)
    }

    fn word(&mut self) -> Part {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(word) = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word)) else {
            return Part::Fault(self.at);
        };
        let after = rest.as_bytes().get(word.len());
        if after.is_some_and(u8::is_ascii_alphanumeric) {
            return Part::Fault(self.at);
        }
        self.at += word.len();
        self.next = Next::Comma;
        Part::Word
    }
}

/// Whether bytes are a number of RFC 8259.
fn is_number(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"-").unwrap_or(number);
    let (mantissa, exponent) = match number.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (number.get(..at), number.get(at + 1..)),
        None => (Some(number), None),
    };
    let mantissa = mantissa.unwrap_or_default();
    let (whole, part) = match mantissa.iter().position(|byte| *byte == b'.') {
        Some(at) => (mantissa.get(..at).unwrap_or_default(), mantissa.get(at + 1..)),
        None => (mantissa, None),
    };
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let exponent =
        exponent.map(|bytes| bytes.strip_prefix(b"+").or_else(|| bytes.strip_prefix(b"-")).unwrap_or(bytes));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with(b"0"))
        && part.is_none_or(digits)
        && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> Part {
        let mut parts = Parts::new(text);
        loop {
            let part = parts.part();
            if matches!(part, Part::End | Part::Fault(_) | Part::CutString(_) | Part::CutKey(_)) {
                return part;
            }
        }
    }

    #[test]
    fn json_is_read_to_its_end() {
        for text in [
            "",
            " ",
            "{}",
            "[]",
            "[[],{}]",
            r#"{"a":[1,-0.5e+3,true,null,"x\"\\"]}"#,
            "1",
            "\"a\"",
            "\u{feff}{}",
            "{}\n{}\n",
            "1 2",
            "[1 , 2]",
        ] {
            assert_eq!(last(text), Part::End, "{text}");
        }
    }

    #[test]
    fn faults_are_found_where_they_are() {
        for (text, at) in [
            ("{", 1),
            ("[1,]", 3),
            ("{\"a\"}", 4),
            ("{\"a\":}", 5),
            ("{a:1}", 1),
            ("[01]", 1),
            ("[1.]", 1),
            ("[1e]", 1),
            ("[truex]", 1),
            ("[1 2]", 3),
            ("{}}", 2),
            ("[}", 1),
            ("{]", 1),
            ("{\"a\":1,}", 7),
            ("[-]", 1),
            (",", 0),
            ("NaN", 0),
            ("{'a':1}", 1),
            ("[", 1),
            ("{\"a\":1", 6),
        ] {
            assert_eq!(last(text), Part::Fault(at), "{text}");
        }
        assert_eq!(last("[\"ab"), Part::CutString(2..4));
        assert_eq!(last("[\"ab\\"), Part::CutString(2..5));
        assert_eq!(last("{\"ab\\\""), Part::CutKey(2..6));
    }
}
