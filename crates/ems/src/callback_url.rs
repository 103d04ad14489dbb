//! Where the service itself may send an export.

use alloc::{string::String, vec::Vec};
use core::net::IpAddr;

use phiward_phi::Phi;
use zeroize::Zeroize;

use crate::{address::is_public_address, error::SettingError, field::Fault, web_url};

/// The hosts to which the service may send: `https` only, names only, from a list.
///
/// A service that calls any URL it is given reads its own network for a stranger (server-side request forgery).
/// The list is the first wall; [`admits_address`](Self::admits_address), asked for every address that the name
/// resolves to, is the second.
///
/// ```
/// use phiward_ems::{CallbackUrlPolicy, Fault};
///
/// let policy = CallbackUrlPolicy::none().allow("hooks.example.org")?.allow_port("epcr.example.org", 8443)?;
/// assert!(policy.check("https://hooks.example.org/export?run=17").is_ok());
/// assert_eq!(policy.check("https://hooks.example.org:8443/").err(), Some(Fault::NotAllowed));
/// assert_eq!(policy.check("https://169.254.169.254/latest/meta-data").err(), Some(Fault::NotAllowed));
/// assert!(!policy.admits_address("10.0.0.7".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackUrlPolicy {
    allowed: Vec<Endpoint>,
    addresses: Addresses,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Endpoint {
    host: String,
    /// `None` is the standard port, which a URL then does not write.
    port: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Addresses {
    Public,
    PublicAndLoopback,
}

impl CallbackUrlPolicy {
    /// Allows nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self { allowed: Vec::new(), addresses: Addresses::Public }
    }

    /// Allows a host at the standard port; not hosts below it.
    ///
    /// # Errors
    /// [`SettingError::Host`] for an address, a name without a dot, a name that is not public, or another spelling.
    pub fn allow(mut self, host: &str) -> Result<Self, SettingError> {
        web_url::check_host(host)?;
        self.allowed.push(Endpoint { host: host.into(), port: None });
        Ok(self)
    }

    /// Allows a host at another port.
    ///
    /// # Errors
    /// [`SettingError::Host`] as for [`allow`](Self::allow), and for port 0.
    pub fn allow_port(mut self, host: &str, port: u16) -> Result<Self, SettingError> {
        web_url::check_host(host)?;
        if port == 0 {
            return Err(SettingError::Host);
        }
        self.allowed.push(Endpoint { host: host.into(), port: Some(port).filter(|port| *port != 443) });
        Ok(self)
    }

    /// Lets names resolve to this machine, for tests; never for a service that others can reach.
    #[must_use]
    pub fn dangerously_admit_loopback(self) -> Self {
        Self { addresses: Addresses::PublicAndLoopback, ..self }
    }

    /// Checks a URL.
    ///
    /// # Errors
    /// - [`Fault::Empty`], [`Fault::TooLong`] above 2,048 bytes.
    /// - [`Fault::Malformed`]: what two parsers could read in two ways; a fragment, which is never sent.
    /// - [`Fault::NotAllowed`]: another scheme than `https`, or a host and port that are not on the list, every
    ///   address among them.
    pub fn check(&self, text: &str) -> Result<Phi<CallbackUrl>, Fault> {
        if text.contains(':') && !text.starts_with("https:") {
            return Err(Fault::NotAllowed);
        }
        let url = web_url::read(text)?;
        if url.has_fragment {
            return Err(Fault::Malformed);
        }
        let is_allowed =
            self.allowed.iter().any(|endpoint| endpoint.host == url.host && endpoint.port == url.port);
        if is_allowed { Ok(Phi::new(CallbackUrl(text.into()))) } else { Err(Fault::NotAllowed) }
    }

    /// Whether the service may connect to an address that a name on the list resolved to.
    ///
    /// Connect to the address that was asked about, and ask again for each redirect; better, follow none.
    #[must_use]
    pub fn admits_address(&self, address: IpAddr) -> bool {
        is_public_address(address)
            || (self.addresses == Addresses::PublicAndLoopback && address.to_canonical().is_loopback())
    }
}

/// A URL that a [`CallbackUrlPolicy`] has allowed.
///
/// It carries an incident's id in practice, so it is in a [`Phi`].
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "the URL carries ids and must not reach `{:?}`")]
pub struct CallbackUrl(String);

impl CallbackUrl {
    /// The URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
