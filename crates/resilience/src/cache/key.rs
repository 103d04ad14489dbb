//! Names of cached values.

use alloc::string::String;
use core::fmt;

/// A cache key: a kind, segments, and the version last, such as `vision:9f2c:v3`.
///
/// Each segment is escaped, so that no two lists of segments give the same key. A key appears in logs and in other
/// stores, so a segment that comes of a patient goes in as a keyed hash, by [`CacheKeyBuilder::hashed`].
///
/// ```
/// use phiward_resilience::CacheKey;
/// let key = CacheKey::new("market").segment("a:b").segment("c%").version("v2");
/// assert_eq!(key.as_str(), "market:a%3Ab:c%25:v2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey(String);

/// A key without its version yet.
#[derive(Debug, Clone)]
pub struct CacheKeyBuilder(String);

impl CacheKey {
    /// Begins a key of a kind.
    #[expect(clippy::new_ret_no_self, reason = "a key is not complete without a version")]
    #[must_use]
    pub fn new(kind: &'static str) -> CacheKeyBuilder {
        let mut key = String::new();
        escape(kind, &mut key);
        CacheKeyBuilder(key)
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CacheKeyBuilder {
    /// Adds a segment that says nothing of a patient.
    #[must_use]
    pub fn segment(mut self, segment: &str) -> Self {
        self.0.push(':');
        escape(segment, &mut self.0);
        self
    }

    /// Adds a keyed hash, such as an HMAC-SHA-256, of what must not be read in a key.
    #[must_use]
    pub fn hashed(mut self, hash: &[u8; 32]) -> Self {
        self.0.push_str(":h-");
        for byte in hash {
            for digit in [byte >> 4, byte & 0xF] {
                self.0.extend(char::from_digit(digit.into(), 16));
            }
        }
        self
    }

    /// Ends the key with the version of what made the value, so that a new model does not meet old answers.
    #[must_use]
    pub fn version(self, version: &str) -> CacheKey {
        CacheKey(self.segment(version).0)
    }
}

/// Writes what could be mistaken for a separator, or is not plain text, as its bytes in hexadecimal digits.
fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 0xF] {
                out.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
}
