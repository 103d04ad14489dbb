//! Reading: RFC 8259, and nothing beside it.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use crate::{Number, Value};

/// Most levels of arrays and objects in each other.
const MAX_DEPTH: usize = 127;

impl Value {
    /// Reads a document; `None` for what is not one, or is nested deeper than 127 levels.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let value = reader.value()?;
        reader.space();
        (reader.at == text.len()).then_some(value)
    }
}

pub(crate) struct Reader<'t> {
    pub(crate) text: &'t str,
    /// The next byte.
    pub(crate) at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes over a byte if it is the next one.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn value(&mut self) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.nested(|reader| {
                let mut fields = Vec::new();
                reader.items(b'}', |reader| {
                    let name = reader.name()?;
                    fields.push((name, reader.value()?));
                    Some(())
                })?;
                Some(Value::Object(fields))
            }),
            b'[' => self.nested(|reader| {
                let mut values = Vec::new();
                reader.items(b']', |reader| {
                    values.push(reader.value()?);
                    Some(())
                })?;
                Some(Value::List(values))
            }),
            b'"' => self.string().map(Value::Text),
            b'-' | b'0'..=b'9' => self.number().map(|text| Value::Number(Number(text.to_owned()))),
            _ => self.word(),
        }
    }

    pub(crate) fn word(&mut self) -> Option<Value> {
        let words = [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        let (word, value) = words.into_iter().find(|(word, _)| self.rest().starts_with(word))?;
        self.at += word.len();
        Some(value)
    }

    /// The name of a field, and the colon behind it.
    pub(crate) fn name(&mut self) -> Option<String> {
        self.space();
        let name = self.string()?;
        self.space();
        self.take(b':').then_some(name)
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Value>) -> Option<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Some(value)
    }

    /// What stands between brackets, with commas between.
    pub(crate) fn items(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.space();
        if self.take(end) {
            return Some(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(end) {
                return Some(());
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    pub(crate) fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    pub(crate) fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1F) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at)?);
            if self.take(b'"') {
                return Some(string);
            }
            if !self.take(b'\\') {
                return None; // a control character
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return None,
        })
    }

    /// The rest of `\uXXXX`, of which two make a code point above U+FFFF.
    fn code_point(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            // What is left of the surrogates stands alone, and is refused.
            return char::from_u32(first);
        }
        if !(self.take(b'\\') && self.take(b'u')) {
            return None;
        }
        let second = self.code_unit()?;
        let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + low)
    }

    pub(crate) fn code_unit(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
    }
}
