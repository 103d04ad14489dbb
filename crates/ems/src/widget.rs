//! Messages between the guide in a frame and the page around it.

use alloc::{string::String, vec::Vec};
use core::fmt;

use phiward_phi::MASK;
use serde::{Deserialize, Serialize};

use crate::{
    age::AgeCategory,
    error::SettingError,
    redirect::LaunchHandle,
    web_url::{check_host, read},
};

/// The most bytes of a message.
pub const MAX_MESSAGE_LEN: usize = 4096;

/// The pages that may talk with the guide in a frame.
///
/// A frame gets messages from any page that can name it, so each is checked by its origin, which the browser
/// tells and the page cannot choose.
///
/// ```
/// use phiward_ems::{WidgetError, WidgetMessage, WidgetPolicy};
///
/// let policy = WidgetPolicy::none().allow("https://epcr.example.org")?;
/// assert!(policy.read("https://epcr.example.org", r#"{"type":"phiward.close"}"#).is_ok());
/// let refused = policy.read("https://epcr.example.org.evil.example", r#"{"type":"phiward.close"}"#);
/// assert_eq!(refused.err(), Some(WidgetError::Origin));
/// # Ok::<(), phiward_ems::SettingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WidgetPolicy {
    origins: Vec<String>,
}

impl WidgetPolicy {
    /// Talks with nobody.
    #[must_use]
    pub const fn none() -> Self {
        Self { origins: Vec::new() }
    }

    /// Talks with an origin: `https://` and a host, with a port if it is not the standard one, and nothing after.
    ///
    /// # Errors
    /// [`SettingError::Scheme`], [`SettingError::Host`]; `null`, which sandboxed frames and files send, is neither.
    pub fn allow(mut self, origin: &str) -> Result<Self, SettingError> {
        let host = origin.strip_prefix("https://").ok_or(SettingError::Scheme)?;
        let url = read(origin).map_err(|_| SettingError::Host)?;
        check_host(&url.host)?;
        if host.contains(['/', '?', '#']) {
            return Err(SettingError::Host);
        }
        self.origins.push(origin.into());
        Ok(self)
    }

    /// The origins, each for the `targetOrigin` of `postMessage` and for `frame-ancestors`; `*` is never one.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Reads a message that came from an origin.
    ///
    /// # Errors
    /// [`WidgetError`]; the origin is looked at first, so a stranger learns nothing of the shape.
    pub fn read(&self, origin: &str, message: &str) -> Result<WidgetMessage, WidgetError> {
        if !self.origins.iter().any(|allowed| allowed == origin) {
            return Err(WidgetError::Origin);
        }
        if message.len() > MAX_MESSAGE_LEN {
            return Err(WidgetError::TooLong);
        }
        let message: WidgetMessage = serde_json::from_str(message).map_err(|_| WidgetError::Malformed)?;
        match &message {
            WidgetMessage::Launch { launch } if LaunchHandle::parse(launch).is_none() => {
                Err(WidgetError::Malformed)
            }
            WidgetMessage::Export { protocol_number } if !is_number(protocol_number) => {
                Err(WidgetError::Malformed)
            }
            _ => Ok(message),
        }
    }
}

/// What the page and the guide tell each other. No message has room for an age or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
#[non_exhaustive]
pub enum WidgetMessage {
    /// The guide is there.
    #[serde(rename = "phiward.ready")]
    Ready {},
    /// The page hands over a launch that the service keeps, by its handle.
    #[serde(rename = "phiward.launch")]
    Launch {
        /// A [`LaunchHandle`] as 32 hexadecimal digits.
        launch: String,
    },
    /// The user wants a protocol in the record.
    #[serde(rename = "phiward.export")]
    Export {
        /// The protocol's number: ASCII letters, digits, `-` and `.`, at most 32.
        protocol_number: String,
    },
    /// The user is done.
    #[serde(rename = "phiward.close")]
    Close {},
}

impl WidgetMessage {
    /// The message as JSON.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "texts are always JSON")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }
}

fn is_number(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    (1..=32).contains(&text.len()) && text.bytes().all(is_allowed)
}

/// The line above the guide in a frame: who the patient is stays with the page around it.
///
/// ```
/// use phiward_ems::{AgeCategory, WidgetHeader};
/// assert_eq!(WidgetHeader(AgeCategory::Pediatric).to_string(), "Patient: [REDACTED]  Protocols: pediatric");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidgetHeader(pub AgeCategory);

impl fmt::Display for WidgetHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patient: {MASK}  Protocols: {}", self.0)
    }
}

/// Why a message is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WidgetError {
    /// It comes from a page that is not on the list.
    Origin,
    /// It is longer than [`MAX_MESSAGE_LEN`].
    TooLong,
    /// It is no message of this protocol.
    Malformed,
}

impl WidgetError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Origin => "widget_origin",
            Self::TooLong => "widget_too_long",
            Self::Malformed => "widget_malformed",
        }
    }
}

impl fmt::Display for WidgetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Origin => "the page may not talk with the guide",
            Self::TooLong => "the message is longer than it can be",
            Self::Malformed => "the message is none that the guide knows",
        })
    }
}

impl core::error::Error for WidgetError {}
