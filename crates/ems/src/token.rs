//! A launch in a sealed token: the link then carries ciphertext only.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt::{self, Write as _};

use phiward_phi::Loggable;
use zeroize::Zeroizing;

use crate::{
    agency::AgencyDirectory,
    error::LaunchError,
    field::Field,
    form::pairs,
    launch::{Carrier, LaunchRequest},
};

/// The key of a link that carries a sealed token; such a link has no other key.
pub const TOKEN_KEY: &str = "t";

/// The encryption context under which a token is sealed, as pairs for `phiward_envelope::Context::new`.
///
/// A record's envelope then never opens as a token, nor a token as a record.
pub const TOKEN_CONTEXT: [(&str, &str); 1] = [("use", "ems-launch/1")];

/// The longest time that a token may have when it is used, in milliseconds: 15 minutes.
pub const MAX_TOKEN_LIFE_MS: u64 = 15 * 60 * 1000;

const EXPIRES: &str = "exp";
const ID: &str = "id";

/// The id of a token: 128 random bits, by which the service sees that a token is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId([u8; 16]);

impl TokenId {
    /// Takes 16 fresh random bytes.
    #[must_use]
    pub const fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }

    fn parse(text: &str) -> Option<Self> {
        parse_hex(text).map(Self)
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Loggable for TokenId {}

/// A launch that came in a token, with what is needed to take the token only once.
#[derive(Debug)]
pub struct TokenLaunch {
    /// The launch.
    pub launch: LaunchRequest,
    /// The id under which the service remembers that the token was used.
    pub id: TokenId,
    /// Until when it has to remember, in milliseconds since 1970-01-01T00:00:00Z.
    pub expires_ms: u64,
}

impl TokenLaunch {
    /// Finds the sealed token in a query string: the text of an envelope, still sealed.
    ///
    /// It gives `None` if the query has no such key, so that a service can try this first.
    ///
    /// # Errors
    /// [`LaunchError::TooLong`], [`LaunchError::Malformed`]; [`LaunchError::UnknownKey`] if anything stands beside
    /// the token: what stands beside is not sealed.
    pub fn find_sealed(query: &str) -> Result<Option<String>, LaunchError> {
        let mut found = pairs(query.as_bytes())?;
        if !found.iter().any(|pair| pair.name == TOKEN_KEY) {
            return Ok(None);
        }
        match (found.pop(), found.is_empty()) {
            (Some(mut token), true) => Ok(Some(core::mem::take(&mut *token.value))),
            _ => Err(LaunchError::UnknownKey),
        }
    }

    /// Reads what an opened token holds.
    ///
    /// `plaintext` comes from opening the envelope under [`TOKEN_CONTEXT`].
    ///
    /// # Errors
    /// [`LaunchError::BadToken`], [`LaunchError::TokenExpired`], and those of a form.
    pub fn parse(plaintext: &[u8], now_ms: u64, agencies: &dyn AgencyDirectory) -> Result<Self, LaunchError> {
        let mut found = pairs(plaintext)?.into_iter();
        let mut value_of = |name: &str| found.next().filter(|pair| pair.name == name).map(|pair| pair.value);
        let expires = value_of(EXPIRES).ok_or(LaunchError::BadToken)?;
        let id = value_of(ID).and_then(|id| TokenId::parse(&id)).ok_or(LaunchError::BadToken)?;
        let expires_ms: u64 = expires.parse().map_err(|_| LaunchError::BadToken)?;
        if *expires != expires_ms.to_string() {
            return Err(LaunchError::BadToken);
        }
        if expires_ms <= now_ms || expires_ms - now_ms > MAX_TOKEN_LIFE_MS {
            return Err(LaunchError::TokenExpired);
        }
        let launch = LaunchRequest::from_pairs(found.collect::<Vec<_>>(), Carrier::Closed, agencies)?;
        Ok(Self { launch, id, expires_ms })
    }

    /// Writes what a token holds, to be sealed under [`TOKEN_CONTEXT`]; the partner's side.
    ///
    /// ```
    /// use phiward_ems::{Field, TokenId, TokenLaunch};
    ///
    /// let id = TokenId::from_random([7; 16]); // take random bytes
    /// let plaintext = TokenLaunch::write(&[(Field::AgencyId, "pine-county-fd")], id, 1_767_225_900_000);
    /// assert!(plaintext.starts_with("exp=1767225900000&id=0707"));
    /// ```
    #[must_use]
    pub fn write(fields: &[(Field, &str)], id: TokenId, expires_ms: u64) -> Zeroizing<String> {
        let mut text = Zeroizing::new(alloc::format!("{EXPIRES}={expires_ms}&{ID}={id}"));
        for (field, value) in fields {
            text.push('&');
            text.push_str(field.name());
            text.push('=');
            percent_encode(&mut text, value);
        }
        text
    }
}

/// Adds a text as a value of a query or form: unreserved characters of RFC 3986 as they are, the rest as `%XX`.
pub(crate) fn percent_encode(text: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            // A String takes everything.
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

/// Sixteen bytes in lower-case hexadecimal digits.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
