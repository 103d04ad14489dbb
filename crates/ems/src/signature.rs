//! Signed requests: launches, exports and webhooks, with keys that can be changed while both sides run.

use alloc::{string::String, vec::Vec};
use core::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{error::SettingError, token::parse_hex};

/// The header that carries a signature. Partners that have a header of their own can use that.
pub const SIGNATURE_HEADER: &str = "x-phiward-signature";

/// How far the time of a request may be from the verifier's, in milliseconds: 5 minutes.
pub const REPLAY_WINDOW_MS: u64 = 5 * 60 * 1000;

/// What stands before everything that is signed, so that a signature is of no use elsewhere.
const LABEL: &str = "phiward-request/1\n";

/// What is signed of a request.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "path and body can hold PHI")]
pub struct SignedRequest<'a> {
    /// The method, in upper case: `POST`.
    pub method: &'a str,
    /// The path and query exactly as they are sent: `/export?run=17`.
    pub path_and_query: &'a str,
    /// The body as it is sent.
    pub body: &'a [u8],
}

/// A secret that partner and service share, with an id that says which one it is.
pub struct SigningKey {
    id: String,
    secret: Zeroizing<Vec<u8>>,
}

impl SigningKey {
    /// The fewest bytes of a secret.
    pub const MIN_LEN: usize = 32;

    /// Takes at least 32 random bytes, and an id of 1 to 32 lower-case letters, digits and hyphens.
    ///
    /// # Errors
    /// [`SettingError::Key`].
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, SettingError> {
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=32).contains(&id.len()) || !id.bytes().all(is_id) || secret.len() < Self::MIN_LEN {
            return Err(SettingError::Key);
        }
        Ok(Self { id: id.into(), secret: Zeroizing::new(secret.into()) })
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Signs a request at a time; the text goes into [`SIGNATURE_HEADER`].
    ///
    /// ```
    /// use phiward_ems::{RequestVerifier, SignedRequest, SigningKey};
    ///
    /// let secret = [7; 32]; // take random bytes
    /// let request = SignedRequest { method: "POST", path_and_query: "/hooks", body: b"{}" };
    /// let header = SigningKey::new("k1", &secret)?.sign(&request, 1_767_225_600_000);
    /// let verifier = RequestVerifier::new(SigningKey::new("k1", &secret)?);
    /// assert!(verifier.verify(&request, &header, 1_767_225_601_000).is_ok());
    /// # Ok::<(), phiward_ems::SettingError>(())
    /// ```
    #[must_use]
    pub fn sign(&self, request: &SignedRequest<'_>, at_ms: u64) -> String {
        let tag = self.mac(request, at_ms).finalize().into_bytes();
        let mut text = alloc::format!("v1,kid={},t={at_ms},sig=", self.id);
        push_hex(&mut text, &tag);
        text
    }

    fn mac(&self, request: &SignedRequest<'_>, at_ms: u64) -> Hmac<Sha256> {
        // No part but the last can hold a line feed, so the parts cannot be shifted into each other.
        let SignedRequest { method, path_and_query, body } = request;
        let mut text = alloc::format!("{LABEL}{}\n{at_ms}\n{method}\n", self.id);
        text.push_str(path_and_query);
        text.push('\n');
        push_hex(&mut text, &Sha256::digest(body));
        let mut mac: Hmac<Sha256> =
            Hmac::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(text.as_bytes());
        mac
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys that a service accepts of one partner: one, or two while they are changed.
#[derive(Debug)]
pub struct RequestVerifier {
    active: SigningKey,
    retiring: Option<(SigningKey, u64)>,
    window_ms: u64,
}

impl RequestVerifier {
    /// Accepts one key.
    #[must_use]
    pub const fn new(active: SigningKey) -> Self {
        Self { active, retiring: None, window_ms: REPLAY_WINDOW_MS }
    }

    /// Accepts a second key too, until a time in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`SettingError::Key`] if both have one id.
    pub fn with_retiring(self, key: SigningKey, until_ms: u64) -> Result<Self, SettingError> {
        if key.id == self.active.id {
            return Err(SettingError::Key);
        }
        Ok(Self { retiring: Some((key, until_ms)), ..self })
    }

    /// Narrows the window: at most [`REPLAY_WINDOW_MS`] stays.
    #[must_use]
    pub fn with_window_ms(self, window_ms: u64) -> Self {
        Self { window_ms: window_ms.min(REPLAY_WINDOW_MS), ..self }
    }

    /// Verifies the signature of a request.
    ///
    /// The tag is compared in constant time.
    /// A request that is sent twice verifies twice: give [`Verified::replay_key`] to a store that keeps it until
    /// [`Verified::expires_ms`], such as `phiward_resilience::Idempotency`, and refuse what it already has.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(
        &self,
        request: &SignedRequest<'_>,
        header: &str,
        now_ms: u64,
    ) -> Result<Verified, SignatureError> {
        let Header { key_id, at_ms, tag } = Header::parse(header).ok_or(SignatureError::Malformed)?;
        if request.method.contains('\n') || request.path_and_query.contains('\n') {
            return Err(SignatureError::Malformed);
        }
        let key = self.key(key_id, now_ms).ok_or(SignatureError::UnknownKey)?;
        if now_ms.abs_diff(at_ms) > self.window_ms {
            return Err(SignatureError::OutsideWindow);
        }
        key.mac(request, at_ms).verify_slice(&tag).map_err(|_| SignatureError::WrongSignature)?;
        let mut replay_key = alloc::format!("{}:", key.id);
        push_hex(&mut replay_key, &tag);
        // Until then, and not after, the same header would verify again.
        let expires_ms = at_ms.saturating_add(self.window_ms).saturating_add(1);
        Ok(Verified { key_id: key.id.clone(), replay_key, expires_ms })
    }

    fn key(&self, id: &str, now_ms: u64) -> Option<&SigningKey> {
        if self.active.id == id {
            return Some(&self.active);
        }
        self.retiring
            .as_ref()
            .filter(|(key, until_ms)| key.id == id && now_ms < *until_ms)
            .map(|(key, _)| key)
    }
}

/// What a valid signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a request that is sent twice verifies twice: look up the replay key"]
#[non_exhaustive]
pub struct Verified {
    /// The id of the key.
    pub key_id: String,
    /// The name under which a store remembers that this request was seen.
    pub replay_key: String,
    /// Until when it has to remember, in milliseconds since 1970-01-01T00:00:00Z.
    pub expires_ms: u64,
}

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header does not have its shape.
    Malformed,
    /// No key of that id is accepted now.
    UnknownKey,
    /// The time of the request is too far from the verifier's.
    OutsideWindow,
    /// The signature is not of this request under that key.
    WrongSignature,
}

impl SignatureError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "signature_malformed",
            Self::UnknownKey => "signature_unknown_key",
            Self::OutsideWindow => "signature_outside_window",
            Self::WrongSignature => "signature_wrong",
        }
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the signature does not have its shape",
            Self::UnknownKey => "no key of that id is accepted",
            Self::OutsideWindow => "the time of the request is too far from now",
            Self::WrongSignature => "the signature is not of this request",
        })
    }
}

impl core::error::Error for SignatureError {}

struct Header<'a> {
    key_id: &'a str,
    at_ms: u64,
    tag: [u8; 32],
}

impl<'a> Header<'a> {
    /// `v1,kid=k1,t=1767225600000,sig=<64 lower-case hexadecimal digits>`, in exactly this order.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(',');
        let version = parts.next()?;
        let key_id = parts.next()?.strip_prefix("kid=")?;
        let time = parts.next()?.strip_prefix("t=")?;
        let tag = parse_hex(parts.next()?.strip_prefix("sig=")?)?;
        let is_number = !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit());
        let is_shortest = time == "0" || !time.starts_with('0');
        if version != "v1" || parts.next().is_some() || !is_number || !is_shortest {
            return None;
        }
        Some(Header { key_id, at_ms: time.parse().ok()?, tag })
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // A String takes everything.
        let _ = write!(text, "{byte:02x}");
    }
}
