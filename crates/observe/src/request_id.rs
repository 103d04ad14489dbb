//! Ids of requests: `it-1767225600000-9f8a2c41d07be653`, a time and 64 random bits.

use alloc::format;

use phiward_phi::{ParseError, RequestId};

/// What an id of a request says: when it was made, and which one it is.
///
/// It is random and made for one request, so it leads to no person by itself.
///
/// ```
/// use phiward_observe::RequestIdParts;
///
/// let id = RequestIdParts { at_ms: 1_767_225_600_000, random: [0x9f, 0x8a, 0x2c, 0x41, 0xd0, 0x7b, 0xe6, 0x53] };
/// let text = id.to_request_id(); // a `phiward_phi::RequestId`, for audit events, errors and logs
/// assert_eq!(text.as_str(), "it-1767225600000-9f8a2c41d07be653");
/// assert_eq!(RequestIdParts::parse(text.as_str()), Ok(id));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestIdParts {
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: u64,
    /// Fresh random bytes.
    pub random: [u8; 8],
}

/// What every id begins with.
const PREFIX: &str = "it-";
/// Digits of the time: enough until the year 2286, and ids then sort by time as texts.
const TIME_DIGITS: usize = 13;
const MAX_TIME_MS: u64 = 9_999_999_999_999;

impl RequestIdParts {
    /// The id as a text. A time that has more than 13 digits is written as the last that has 13.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the text is always a token")]
    pub fn to_request_id(self) -> RequestId {
        let time = self.at_ms.min(MAX_TIME_MS);
        let random = u64::from_be_bytes(self.random);
        let text = format!("{PREFIX}{time:013}-{random:016x}");
        RequestId::parse(&text).expect("letters, digits and hyphens are a token")
    }

    /// Reads an id of exactly this form, such as one that a caller sent; anything else is not taken over.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::TooLong`], [`ParseError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        if text.len() > PREFIX.len() + TIME_DIGITS + 1 + 16 {
            return Err(ParseError::TooLong);
        }
        let (time, random) =
            text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('-')).ok_or(ParseError::Malformed)?;
        let is_time = time.len() == TIME_DIGITS && time.bytes().all(|byte| byte.is_ascii_digit());
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if !is_time || random.len() != 16 || !random.bytes().all(is_hex) {
            return Err(ParseError::Malformed);
        }
        let at_ms = time.parse().map_err(|_| ParseError::Malformed)?;
        let random = u64::from_str_radix(random, 16).map_err(|_| ParseError::Malformed)?;
        Ok(Self { at_ms, random: random.to_be_bytes() })
    }
}
