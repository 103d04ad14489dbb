//! Where a user may be sent back to.

use alloc::{string::String, vec::Vec};

use phiward_phi::Phi;
use zeroize::Zeroize;

use crate::{error::SettingError, field::Fault, web_url};

/// The schemes and hosts that a `return_url` may have; nothing else is followed.
///
/// Following any URL would make the service an open redirect, and `javascript:` would run in its page.
///
/// ```
/// use phiward_ems::{Fault, ReturnUrlPolicy};
///
/// let policy = ReturnUrlPolicy::none().allow_app("elite", "back")?.allow_web("epcr.example.org")?;
/// assert!(policy.check("elite://back").is_ok());
/// assert!(policy.check("https://epcr.example.org/run/17").is_ok());
/// assert_eq!(policy.check("https://epcr.example.org.evil.example/").err(), Some(Fault::NotAllowed));
/// assert!(ReturnUrlPolicy::none().allow_app("javascript", "x").is_err());
/// # Ok::<(), phiward_ems::SettingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrlPolicy {
    allowed: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    scheme: String,
    host: String,
}

impl ReturnUrlPolicy {
    /// Allows nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self { allowed: Vec::new() }
    }

    /// Allows URLs of an app: its own scheme, and the word in the place of the host (`elite://back`).
    ///
    /// # Errors
    /// [`SettingError::Scheme`] for a scheme that runs code, reads files or sends in clear, and for `https`, which
    /// [`allow_web`](Self::allow_web) takes; [`SettingError::Host`].
    pub fn allow_app(mut self, scheme: &str, host: &str) -> Result<Self, SettingError> {
        web_url::check_scheme(scheme)?;
        if matches!(scheme, "https" | "wss") {
            return Err(SettingError::Scheme);
        }
        let is_word = !host.is_empty()
            && host.len() <= 64
            && host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_'));
        if !is_word {
            return Err(SettingError::Host);
        }
        self.allowed.push(Target { scheme: scheme.into(), host: host.into() });
        Ok(self)
    }

    /// Allows `https` URLs of a host, at the standard port; not of hosts below it.
    ///
    /// A name in another script is written as the `xn--` form that it really has.
    ///
    /// # Errors
    /// [`SettingError::Host`] for an address, a name without a dot, a name that is not public, or another spelling.
    pub fn allow_web(mut self, host: &str) -> Result<Self, SettingError> {
        web_url::check_host(host)?;
        self.allowed.push(Target { scheme: "https".into(), host: host.into() });
        Ok(self)
    }

    /// Checks a URL.
    ///
    /// # Errors
    /// - [`Fault::Empty`], [`Fault::TooLong`] above 2,048 bytes.
    /// - [`Fault::Malformed`]: what two parsers could read in two ways: user names, backslashes, Unicode or
    ///   percent-encoded hosts, numbers that are addresses.
    /// - [`Fault::NotAllowed`]: read, and not on the list.
    pub fn check(&self, text: &str) -> Result<Phi<ReturnUrl>, Fault> {
        // Before its shape: `javascript:` has no host, and the answer should say that it is refused, not misspelt.
        let scheme = text.split(':').next().unwrap_or_default();
        if text.contains(':') && !self.allowed.iter().any(|target| target.scheme == scheme) {
            return Err(Fault::NotAllowed);
        }
        let url = web_url::read(text)?;
        let is_allowed =
            self.allowed.iter().any(|target| target.scheme == url.scheme && target.host == url.host);
        // Another port is another server.
        if is_allowed && url.port.is_none() {
            Ok(Phi::new(ReturnUrl(text.into())))
        } else {
            Err(Fault::NotAllowed)
        }
    }
}

/// A URL that a [`ReturnUrlPolicy`] has allowed.
///
/// It carries an incident's id in practice, so it is in a [`Phi`].
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "the URL carries ids and must not reach `{:?}`")]
pub struct ReturnUrl(String);

impl ReturnUrl {
    /// The URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
