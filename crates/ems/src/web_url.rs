//! Reading a URL so that every program reads it alike.

use alloc::string::{String, ToString as _};

use url::{Host, Url};

use crate::{error::SettingError, field::Fault};

/// The most bytes of a URL in a launch.
pub(crate) const MAX_URL_LEN: usize = 2048;

/// Schemes that run code, read files, name other URLs, or send in clear. No policy can allow them.
const NEVER: &[&str] = &[
    "javascript",
    "vbscript",
    "data",
    "blob",
    "file",
    "filesystem",
    "view-source",
    "about",
    "intent",
    "content",
    "http",
    "ws",
    "ftp",
    "jar",
    "resource",
    "chrome",
    "ms-msdt",
    "search-ms",
    "mailto",
    "tel",
    "sms",
];

/// Whether a policy may name the scheme. It is written in lower case.
pub(crate) fn check_scheme(scheme: &str) -> Result<(), SettingError> {
    let has_shape = scheme.len() <= 32
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'));
    if has_shape && !NEVER.contains(&scheme) { Ok(()) } else { Err(SettingError::Scheme) }
}

/// Whether a policy may name the host of web addresses: a name with a dot, in its normal form, and no address.
pub(crate) fn check_host(host: &str) -> Result<(), SettingError> {
    let Ok(Host::Domain(normal)) = Host::parse(host) else { return Err(SettingError::Host) };
    let is_name = normal == host
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        // Names that never lead to the public Internet, RFC 6761, 6762, 8375, 9476.
        && !["localhost", "local", "internal", "home.arpa", "alt", "test", "invalid", "onion"]
            .iter()
            .any(|ending| host == *ending || host.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.')));
    if is_name { Ok(()) } else { Err(SettingError::Host) }
}

/// A URL of which the parts were read in one way only.
pub(crate) struct Plain {
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) has_fragment: bool,
}

/// Reads `scheme://host[:port]...`, and nothing that a browser would have to repair.
///
/// The scheme and the host must stand in the text exactly as the parser of the URL standard understood them.
/// That leaves out user names, Unicode and percent-encoded hosts, numbers that are addresses in disguise,
/// backslashes, tabs and everything else that two parsers read in two ways.
pub(crate) fn read(text: &str) -> Result<Plain, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > MAX_URL_LEN {
        return Err(Fault::TooLong);
    }
    if !text.bytes().all(|byte| matches!(byte, 0x21..=0x7e) && byte != b'\\') {
        return Err(Fault::Malformed);
    }
    let (scheme, rest) = text.split_once("://").ok_or(Fault::Malformed)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let url = Url::parse(text).map_err(|_| Fault::Malformed)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Fault::Malformed)?;
    let port = url.port();
    let written = match port {
        None => host.to_string(),
        Some(port) => alloc::format!("{host}:{port}"),
    };
    // A user name, a default port that is written out, or a host in another spelling.
    if scheme != url.scheme() || authority != written {
        return Err(Fault::Malformed);
    }
    Ok(Plain { scheme: scheme.into(), host: host.into(), port, has_fragment: url.fragment().is_some() })
}
