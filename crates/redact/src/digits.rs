//! Numbers as text, without the way through formatting, which is large in a module that a page loads.

use alloc::string::String;

/// Appends a number with at least so many digits.
pub(crate) fn push(number: u32, least: usize, out: &mut String) {
    let start = out.len();
    let mut rest = number;
    while rest > 0 || out.len() - start < least.max(1) {
        // A digit is less than ten.
        out.insert(start, char::from(b'0' + u8::try_from(rest % 10).unwrap_or_default()));
        rest /= 10;
    }
}

/// Appends a byte as two digits to the base 16.
pub(crate) fn push_hex(byte: u8, out: &mut String) {
    for nibble in [byte >> 4, byte & 15] {
        out.extend(char::from_digit(nibble.into(), 16));
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    #[test]
    fn numbers_are_written_as_formatting_writes_them() {
        for number in [0, 1, 9, 10, 99, 100, 2026, 10_000, u32::MAX] {
            let written = |least| {
                let mut out = String::from("x");
                push(number, least, &mut out);
                out
            };
            assert_eq!(written(0), format!("x{number}"));
            assert_eq!(written(1), format!("x{number}"));
            assert_eq!(written(2), format!("x{number:02}"));
            assert_eq!(written(4), format!("x{number:04}"));
        }
        for byte in 0..=255 {
            let mut out = String::new();
            push_hex(byte, &mut out);
            assert_eq!(out, format!("{byte:02x}"));
        }
    }
}
