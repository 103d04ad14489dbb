//! `application/x-www-form-urlencoded`, read strictly.

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use crate::error::LaunchError;

/// The most bytes of a query string or form, before decoding.
///
/// Every value at its greatest length, percent-encoded, fits.
pub const MAX_LAUNCH_LEN: usize = 16 * 1024;

/// The most pairs; one more than a launch or a token can use, so that a double is told as such.
const MAX_PAIRS: usize = 24;

/// A decoded pair. The value is wiped when it goes.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: Zeroizing<String>,
}

/// Cuts a query or form into pairs and decodes them.
///
/// Each pair has exactly the form `name=value`. Browsers and most libraries repair what is not;
/// a repaired link is read by two programs in two ways.
pub(crate) fn pairs(text: &[u8]) -> Result<Vec<Pair>, LaunchError> {
    if text.len() > MAX_LAUNCH_LEN {
        return Err(LaunchError::TooLong);
    }
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut pairs = Vec::new();
    for pair in text.split(|byte| *byte == b'&') {
        if pairs.len() == MAX_PAIRS {
            return Err(LaunchError::Malformed);
        }
        let equals = pair.iter().position(|byte| *byte == b'=').ok_or(LaunchError::Malformed)?;
        let (name, value) = pair.split_at(equals);
        let value = value.strip_prefix(b"=").ok_or(LaunchError::Malformed)?;
        if value.contains(&b'=') {
            return Err(LaunchError::Malformed);
        }
        let mut name = decode(name)?;
        pairs.push(Pair { name: core::mem::take(&mut *name), value: decode(value)? });
    }
    Ok(pairs)
}

/// Percent-decodes once. `+` is a space; nothing outside printable ASCII may stand undecoded.
fn decode(text: &[u8]) -> Result<Zeroizing<String>, LaunchError> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let [high, low, after @ ..] = rest else { return Err(LaunchError::Malformed) };
                rest = after;
                let digit =
                    |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                    return Err(LaunchError::Malformed);
                };
                high << 4 | low
            }
            0x21..=0x7e => *byte,
            _ => return Err(LaunchError::Malformed),
        });
    }
    let text = core::str::from_utf8(&decoded).map_err(|_| LaunchError::Malformed)?;
    // Control characters break lines in logs and end texts in C; format characters turn them around.
    if text.chars().any(|character| character.is_control() || is_invisible(character)) {
        return Err(LaunchError::Malformed);
    }
    Ok(Zeroizing::new(text.into()))
}

/// Characters that are not seen and change what is: bidirectional marks, zero widths, the byte order mark.
const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
