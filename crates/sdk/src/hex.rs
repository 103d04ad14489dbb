//! Hexadecimal text.

use core::fmt::Write as _;

/// Lower-case digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // A String takes everything.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Reads digits of either case; `None` unless they are pairs of digits.
#[cfg(any(feature = "vault", feature = "conformance", feature = "resilience", feature = "attest", test))]
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}

#[cfg(any(feature = "vault", feature = "conformance", feature = "resilience", feature = "attest", test))]
fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_bytes_are_inverse_and_anything_else_is_refused() {
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&every).to_uppercase()), Some(every));
        assert_eq!(decode(""), Some(Vec::new()));
        for wrong in ["0", "000", "0g", "+1", " 0", "é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
