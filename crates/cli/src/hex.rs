//! Hexadecimal text.

/// Lower-case digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first bytes, and an ellipsis where there are more than `most`.
pub(crate) fn abbreviate(bytes: &[u8], most: usize) -> String {
    match bytes.get(..most) {
        Some(start) if bytes.len() > most => format!("{}…", encode(start)),
        _ => encode(bytes),
    }
}

/// Reads digits of either case into `bytes`; `None` unless they fill it exactly.
pub(crate) fn decode_into(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(())
}

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
    fn digits_and_bytes_are_inverse() {
        let every: Vec<u8> = (0..=255).collect();
        let mut decoded = [0; 256];
        decode_into(encode(&every).to_uppercase().as_bytes(), &mut decoded).unwrap();
        assert_eq!(decoded.as_slice(), every);
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in ["", "0", "000", "00000", "0g00", "+100", " 000", "é00"] {
            assert_eq!(decode_into(wrong.as_bytes(), &mut [0; 2]), None, "{wrong}");
        }
    }

    #[test]
    fn long_values_are_cut_and_say_so() {
        assert_eq!(abbreviate(&[1, 2, 3], 3), "010203");
        assert_eq!(abbreviate(&[1, 2, 3], 2), "0102…");
    }
}
