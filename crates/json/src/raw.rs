//! Parts of a document as they were written.

use alloc::{string::String, vec::Vec};

use crate::read::Reader;

/// A document, or a value in one, as it was written: spaces, escapes and numbers stay what they are.
///
/// It is nested as deep as the text is long; nothing here recurses.
/// Escapes of what is not looked at may name half a code point, as in `serde_json`.
///
/// ```
/// use phiward_json::Raw;
/// let document = Raw::parse(r#" {"\u0061": [1.50, null]} "#).ok_or("no JSON")?;
/// let members = document.members().ok_or("no object")?;
/// let [(name, value)] = members.as_slice() else { return Err("not one member") };
/// assert_eq!((name.as_str(), value.as_str()), ("a", "[1.50, null]"));
/// assert_eq!(value.items().map(|items| items.len()), Some(2));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'t>(&'t str);

impl<'t> Raw<'t> {
    /// A text that is a document; `None` for what is not one.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let value = reader.raw()?;
        reader.space();
        (reader.at == text.len()).then_some(value)
    }

    /// The text, without the spaces around it.
    #[must_use]
    pub const fn as_str(&self) -> &'t str {
        self.0
    }

    /// The members of an object in their order, those that are given twice included.
    ///
    /// `None` for another value, and where a name has an escape of half a code point.
    #[must_use]
    pub fn members(&self) -> Option<Vec<(String, Self)>> {
        let mut members = Vec::new();
        self.inside(b'{', b'}', |reader| {
            let name = reader.name()?;
            members.push((name, reader.raw()?));
            Some(())
        })?;
        Some(members)
    }

    /// The values of an array; `None` for another value.
    #[must_use]
    pub fn items(&self) -> Option<Vec<Self>> {
        let mut items = Vec::new();
        self.inside(b'[', b']', |reader| {
            items.push(reader.raw()?);
            Some(())
        })?;
        Some(items)
    }

    /// A string without its escapes; `None` for another value, and where one is of half a code point.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        Reader::new(self.0).string()
    }

    fn inside(&self, begin: u8, end: u8, item: impl FnMut(&mut Reader<'t>) -> Option<()>) -> Option<()> {
        let mut reader = Reader::new(self.0);
        if reader.take(begin) { reader.items(end, item) } else { None }
    }
}

impl<'t> Reader<'t> {
    /// The next value, with all that is in it.
    fn raw(&mut self) -> Option<Raw<'t>> {
        self.space();
        let start = self.at;
        // What ends the arrays and objects that are open.
        let mut open = Vec::new();
        loop {
            self.space();
            let ended = match self.peek()? {
                b'{' => self.opened(b'}', &mut open)?,
                b'[' => self.opened(b']', &mut open)?,
                b'"' => self.skip_string().map(|()| true)?,
                b'-' | b'0'..=b'9' => self.number().map(|_| true)?,
                _ => self.word().map(|_| true)?,
            };
            if ended && self.closed(&mut open)? {
                return self.text.get(start..self.at).map(Raw);
            }
        }
    }

    /// Goes into an array or object; true if nothing is in it.
    fn opened(&mut self, end: u8, open: &mut Vec<u8>) -> Option<bool> {
        self.at += 1;
        self.space();
        if self.take(end) {
            return Some(true);
        }
        open.push(end);
        self.skip_name(end)?;
        Some(false)
    }

    /// Goes on behind a value; true if nothing is open any more.
    fn closed(&mut self, open: &mut Vec<u8>) -> Option<bool> {
        while let Some(end) = open.last().copied() {
            self.space();
            if self.take(b',') {
                self.skip_name(end)?;
                return Some(false);
            }
            if !self.take(end) {
                return None;
            }
            open.pop();
        }
        Some(true)
    }

    /// Goes over the name of a member, which an array has not.
    fn skip_name(&mut self, end: u8) -> Option<()> {
        if end != b'}' {
            return Some(());
        }
        self.space();
        self.skip_string()?;
        self.space();
        self.take(b':').then_some(())
    }

    fn skip_string(&mut self) -> Option<()> {
        if !self.take(b'"') {
            return None;
        }
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let letter = self.peek()?;
                    self.at += 1;
                    match letter {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            self.code_unit()?;
                        }
                        _ => return None,
                    }
                }
                0..=0x1F => return None, // a control character
                _ => {}
            }
        }
    }
}
