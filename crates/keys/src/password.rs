//! Passwords, prepared so that the same password gives the same bytes on every keyboard.

use alloc::string::String;
use core::fmt;

#[cfg(feature = "nfc")]
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::Error;

/// A password, prepared for the v2 derivation.
///
/// The preparation is that of RFC 8265 OpaqueString: every non-ASCII space becomes U+0020, then the text is
/// brought into Unicode normalization form C.
/// So a password typed as "é" and one typed as "e" and a combining accent are the same.
/// Case and width are kept, nothing is trimmed, and nothing is ever cut off.
/// Unlike RFC 8265, no code point is refused: see `docs/spec/keys.md`.
///
/// The prepared text is wiped on drop; what the caller passed in is the caller's to wipe.
///
/// ```
/// use phiward_keys::Password;
/// let password = Password::new("correct horse battery staple");
/// ```
pub struct Password(Zeroizing<String>);

impl Password {
    /// Most bytes of a prepared password that a derivation takes; a longer one is refused, never cut.
    pub const MAX_LEN: usize = 1024 * 1024;

    /// Prepares a password. Without the feature `nfc` the text must be in normalization form C already.
    #[must_use]
    pub fn new(text: &str) -> Self {
        // Composed UTF-8 text is at most three times as long as its source (UAX #15, section 9).
        // With that much reserved, the buffer never moves and leaves no copy behind.
        let mut prepared = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
        let mapped = text.chars().map(map_space);
        #[cfg(feature = "nfc")]
        prepared.extend(mapped.nfc());
        // A composed text stays composed: nothing composes with a space.
        #[cfg(not(feature = "nfc"))]
        prepared.extend(mapped);
        Self(prepared)
    }

    /// Prepares a password that comes as bytes, for example from a file or a terminal.
    ///
    /// # Errors
    /// [`Error::InvalidPasswordEncoding`] when the bytes are not UTF-8.
    pub fn from_utf8(bytes: &[u8]) -> Result<Self, Error> {
        core::str::from_utf8(bytes).map(Self::new).map_err(|_| Error::InvalidPasswordEncoding)
    }

    /// Whether no character is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The normalised UTF-8 bytes, for a PBKDF2 that the platform computes.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        self.as_bytes()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Maps every character of Unicode category Zs to U+0020.
///
/// The list is complete and closed: Unicode has had no other space separator since version 6.3.
const fn map_space(c: char) -> char {
    match c {
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        other => other,
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(text: &str) -> String {
        String::from_utf8(Password::new(text).as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn composed_and_decomposed_text_is_the_same() {
        assert_eq!(prepared("cafe\u{301}"), "caf\u{e9}");
        // Hangul, and a mark that moves into canonical order.
        assert_eq!(prepared("\u{1112}\u{1161}\u{11AB}"), "\u{D55C}");
        assert_eq!(prepared("a\u{301}\u{323}"), prepared("a\u{323}\u{301}"));
    }

    #[test]
    fn spaces_are_mapped_and_nothing_else_is() {
        let spaces = "\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}\u{3000}";
        for space in spaces.chars() {
            assert_eq!(prepared(&alloc::format!("a{space}b")), "a b", "{space:?}");
        }
        assert_eq!(prepared(" a\tb \u{200B}"), " a\tb \u{200B}");
        // Compatibility characters, case and width stay: this is NFC, not NFKC.
        assert_eq!(prepared("ﬁ Ａ ß İ"), "ﬁ Ａ ß İ");
    }

    #[test]
    fn unassigned_and_private_code_points_are_kept() {
        assert_eq!(prepared("\u{10FFFD}\u{E000}\u{0378}"), "\u{10FFFD}\u{E000}\u{0378}");
    }

    #[test]
    fn the_buffer_is_large_enough_for_the_worst_expansion() {
        // U+1D160 grows most in form C: 4 bytes become 12.
        let password = Password::new(&"\u{1D160}".repeat(100));
        assert_eq!(password.as_bytes().len(), 1200);
        assert_eq!(password.0.capacity(), 1200);
    }

    #[test]
    fn bytes_must_be_utf8() {
        assert_eq!(Password::from_utf8(b"ok").unwrap().as_bytes(), b"ok");
        assert_eq!(Password::from_utf8(b"\xff\xfe").unwrap_err(), Error::InvalidPasswordEncoding);
    }
}
