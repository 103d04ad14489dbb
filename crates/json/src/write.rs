//! Writing: the shortest form, as `serde_json` writes it.

use alloc::string::String;
use core::fmt;

use crate::Value;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

impl Value {
    /// The document as text. It is `to_string` without the way through formatting, which is large.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => text.push_str(&number.0),
            Self::Text(string) => push_text(string, text),
            Self::List(values) => {
                text.push('[');
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    value.write(text);
                }
                text.push(']');
            }
            Self::Object(fields) => {
                text.push('{');
                for (i, (name, value)) in fields.iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    push_text(name, text);
                    text.push(':');
                    value.write(text);
                }
                text.push('}');
            }
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
pub fn push_text(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\u{C}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..='\u{1F}' => {
                text.push_str("\\u00");
                for nibble in [u32::from(c) >> 4, u32::from(c) & 15] {
                    text.extend(char::from_digit(nibble, 16));
                }
            }
            _ => text.push(c),
        }
    }
    text.push('"');
}

/// Appends the digits of a number, without the way through formatting, which is large.
///
/// ```
/// let mut document = String::from("[");
/// phiward_json::push_number(120, &mut document);
/// assert_eq!(document, "[120");
/// ```
pub fn push_number(number: u64, text: &mut String) {
    let start = text.len();
    let mut rest = number;
    loop {
        // A digit is less than ten.
        text.insert(start, char::from(b'0' + u8::try_from(rest % 10).unwrap_or_default()));
        rest /= 10;
        if rest == 0 {
            return;
        }
    }
}
