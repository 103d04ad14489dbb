//! Hexadecimal text.

use alloc::{string::String, vec, vec::Vec};

/// Lower-case digits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(nibble.into(), 16));
        }
    }
    digits
}

/// Reads digits of either case; `None` unless they are pairs of digits.
///
/// ```
/// use phiward_sdk::hex;
/// assert_eq!(hex::decode("00fF"), Some(vec![0, 255]));
/// assert_eq!(hex::decode("0"), None);
/// ```
#[must_use]
pub fn decode(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; digits.len() / 2];
    decode_into(digits.as_bytes(), &mut bytes).map(|()| bytes)
}

/// Reads digits of either case into `bytes`, where a secret can be wiped; `None` unless they fill it exactly.
#[must_use]
pub fn decode_into(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(())
}

const fn nibble(digit: u8) -> Option<u8> {
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
        for wrong in ["", "00", "00000", "000000"] {
            assert_eq!(decode_into(wrong.as_bytes(), &mut [0; 2]), None, "{wrong}");
        }
    }
}
