//! Writing: the shortest form, as `serde_json` writes it.

use alloc::string::String;
use core::fmt;

use crate::Value;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl Value {
    /// The document as text. It is `to_string` without the way through formatting, which is large.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut writer = Writer::default();
        self.write(&mut writer);
        writer.into_text()
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.null(),
            Self::Bool(value) => writer.bool(*value),
            Self::Number(number) => writer.word(&number.0),
            Self::Text(string) => writer.string(string),
            Self::List(values) => writer.list(values, |writer, value| value.write(writer)),
            Self::Object(fields) => writer.object(|writer| {
                for (name, value) in fields {
                    value.write(writer.field(name));
                }
            }),
        }
    }
}

/// Writes a document piece by piece, without a tree of it.
///
/// It puts commas and quotes where they belong; the caller writes one value for each field, and names in their order.
///
/// ```
/// use phiward_json::Writer;
/// let mut writer = Writer::default();
/// writer.object(|writer| {
///     writer.field("ids").list(&["a", "\"b\""], |writer, id| writer.string(id));
///     writer.field("score").unsigned(12);
/// });
/// assert_eq!(writer.into_text(), r#"{"ids":["a","\"b\""],"score":12}"#);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// What was written.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// An object, whose fields `write` writes.
    pub fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.open('{');
        write(self);
        self.text.push('}');
    }

    /// A list of what `write` makes of each.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.open('[');
        for item in items {
            write(self, item);
        }
        self.text.push(']');
    }

    /// The name of a field, whose value must come next.
    #[inline(never)]
    pub fn field(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.text.push(':');
        self
    }

    /// A string.
    #[inline(never)]
    pub fn string(&mut self, string: &str) {
        self.separate();
        push_text(string, &mut self.text);
    }

    /// A string, or `null`.
    pub fn string_or_null(&mut self, string: Option<&str>) {
        match string {
            Some(string) => self.string(string),
            None => self.null(),
        }
    }

    /// A whole number.
    #[inline(never)]
    pub fn unsigned(&mut self, number: u64) {
        self.separate();
        push_number(number, &mut self.text);
    }

    /// A whole number, or `null`.
    pub fn unsigned_or_null(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.unsigned(number),
            None => self.null(),
        }
    }

    /// A whole number that may be below zero.
    pub fn signed(&mut self, number: i64) {
        self.separate();
        if number < 0 {
            self.text.push('-');
        }
        push_number(number.unsigned_abs(), &mut self.text);
    }

    /// A whole number that a double holds, in the form of one: `12.0`. A fraction is cut off.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
    pub fn whole(&mut self, number: f64) {
        self.word(if number < 0.0 { "-" } else { "" });
        push_number(if number < 0.0 { -number } else { number } as u64, &mut self.text);
        self.text.push_str(".0");
    }

    /// `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.word(if value { "true" } else { "false" });
    }

    /// `null`.
    pub fn null(&mut self) {
        self.word("null");
    }

    /// What is written as it is.
    fn word(&mut self, word: &str) {
        self.separate();
        self.text.push_str(word);
    }

    fn open(&mut self, bracket: char) {
        self.separate();
        self.text.push(bracket);
    }

    /// The comma before whatever is not the first. The end of the text tells: that of a string is its quote.
    #[inline(never)]
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

/// Appends a string as a document holds it: between quotation marks, with escapes.
///
/// ```
/// let mut document = String::from("[");
/// phiward_json::push_text("a \"b\"", &mut document);
/// assert_eq!(document, r#"["a \"b\"""#);
/// ```
#[inline(never)]
pub fn push_text(string: &str, text: &mut String) {
    text.push('"');
    let mut rest = string;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or_default();
        text.push_str(plain);
        let mut characters = from.chars();
        escape(characters.next().unwrap_or_default(), text);
        rest = characters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

fn escape(c: char, text: &mut String) {
    let letter = match c {
        '"' | '\\' => c,
        '\u{8}' => 'b',
        '\u{C}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => 'u',
    };
    text.push('\\');
    text.push(letter);
    if letter == 'u' {
        text.push_str("00");
        for nibble in [u32::from(c) >> 4, u32::from(c) & 15] {
            text.extend(char::from_digit(nibble, 16));
        }
    }
}

/// Appends the digits of a number, without the way through formatting, which is large.
///
/// ```
/// let mut document = String::from("[");
/// phiward_json::push_number(120, &mut document);
/// assert_eq!(document, "[120");
/// ```
pub fn push_number(number: u64, text: &mut String) {
    let mut digits = [0; 20];
    let mut rest = number;
    let mut first = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        // A digit is less than ten.
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        first = at;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    text.extend(digits.iter().skip(first).copied().map(char::from));
}
