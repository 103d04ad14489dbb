//! Bodies of requests as JSON: bounded in size and depth, refused without a word of them.

use serde::de::DeserializeOwned;

use crate::api_error::ErrorKind;

/// How large and how deep a body may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonLimits {
    /// The most bytes.
    pub max_len: usize,
    /// The most objects and lists in each other, 1 to 127.
    pub max_depth: u8,
}

impl Default for JsonLimits {
    /// One mebibyte, 16 deep.
    fn default() -> Self {
        Self { max_len: 1024 * 1024, max_depth: 16 }
    }
}

/// Reads a body.
///
/// # Errors
/// [`ErrorKind::TooLarge`]; [`ErrorKind::Invalid`] for everything else, since the messages of parsers quote the input.
///
/// # Examples
/// ```
/// use phiward_observe::{ErrorKind, JsonLimits, parse_json_body};
///
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Webhook { event: String }
///
/// let limits = JsonLimits::default();
/// assert!(parse_json_body::<Webhook>(br#"{"event": "delivered"}"#, &limits).is_ok());
/// assert_eq!(parse_json_body::<Webhook>(b"{", &limits).err(), Some(ErrorKind::Invalid));
/// ```
pub fn parse_json_body<T: DeserializeOwned>(body: &[u8], limits: &JsonLimits) -> Result<T, ErrorKind> {
    if body.len() > limits.max_len {
        return Err(ErrorKind::TooLarge);
    }
    if depth(body) > usize::from(limits.max_depth.clamp(1, 127)) {
        return Err(ErrorKind::Invalid);
    }
    serde_json::from_slice(body).map_err(|_| ErrorKind::Invalid)
}

/// The deepest place of a text, if it is JSON; of other texts any number.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_text, mut is_escaped) = (false, false);
    for byte in body {
        match (in_text, byte) {
            (true, _) if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'{' | b'[') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
