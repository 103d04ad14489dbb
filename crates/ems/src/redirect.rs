//! Where the browser goes after a launch: to a page that knows the category and a handle, and nothing else.

use alloc::string::String;
use core::fmt::{self, Write as _};

use crate::{age::AgeCategory, token::parse_hex};

/// A name for a launch that the service keeps: 128 random bits.
///
/// Who has it can go on with the launch, so it is for the user's browser: it is not
/// [`Loggable`](phiward_phi::Loggable), and `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaunchHandle([u8; 16]);

impl LaunchHandle {
    /// Takes 16 fresh random bytes.
    #[must_use]
    pub const fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// Reads 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex(text).map(Self)
    }

    /// The handle as 32 hexadecimal digits.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut text = String::with_capacity(32);
        for byte in self.0 {
            // A String takes everything.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl fmt::Debug for LaunchHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LaunchHandle(..)")
    }
}

/// The target of the redirect that answers a launch.
///
/// Its parts are a page of the program, a category and a handle: an age, a complaint or a URL cannot get in.
/// Answer with `303 See Other`, `Cache-Control: no-store` and `Referrer-Policy: no-referrer`.
///
/// ```
/// use phiward_ems::{AgeCategory, LaunchHandle, RedirectTarget};
///
/// let handle = LaunchHandle::from_random([7; 16]); // take random bytes
/// let target = RedirectTarget::new("/app/protocol-search", AgeCategory::Pediatric, &handle);
/// assert_eq!(
///     target.as_str(),
///     "/app/protocol-search?age=pediatric&launch=07070707070707070707070707070707",
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectTarget(String);

impl RedirectTarget {
    /// Joins a page of the program, which is a literal and has no query, with a category and a handle.
    #[must_use]
    pub fn new(page: &'static str, category: AgeCategory, handle: &LaunchHandle) -> Self {
        Self(alloc::format!("{page}?age={category}&launch={}", handle.expose()))
    }

    /// The text for the header `Location`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RedirectTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedirectTarget(..)")
    }
}
