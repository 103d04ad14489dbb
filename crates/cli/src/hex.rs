//! Hexadecimal text, cut where it is long.

pub(crate) use phiward_sdk::hex::{decode_into, encode};

/// The first bytes, and an ellipsis where there are more than `most`.
pub(crate) fn abbreviate(bytes: &[u8], most: usize) -> String {
    match bytes.get(..most) {
        Some(start) if bytes.len() > most => format!("{}…", encode(start)),
        _ => encode(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_and_say_so() {
        assert_eq!(abbreviate(&[1, 2, 3], 3), "010203");
        assert_eq!(abbreviate(&[1, 2, 3], 2), "0102…");
    }
}
