//! A request to an enclave that was verified, and its answer.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use core::fmt;

use phiward_attest::session::{
    Answer, AnswerOpener, Enclave, Evidence, Hello, Key, Request, Seed, SessionError,
};
use phiward_envelope::KeyId;
use phiward_json::{Fields, Value};
use zeroize::Zeroizing;

use super::millis;
use super::policy::Asked;
use crate::{Error, json, sync::Mutex};

/// The message that asks an enclave for evidence, under 32 random bytes that were never used before.
///
/// # Errors
/// `malformed` for a nonce of another length.
pub fn enclave_hello(nonce: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(Hello::new(nonce_of(nonce)?).to_bytes())
}

/// An enclave that was verified, to which requests can be sealed.
///
/// ```no_run
/// # fn send(_: &[u8]) -> Vec<u8> { Vec::new() }
/// # let (policy, nonce, seed, now_ms, key, envelope) = ("", [1; 32], [2; 64], 0.0, [3; 32], Vec::new());
/// use phiward_sdk::attest::{EnclaveSession, enclave_hello};
/// let evidence = send(&enclave_hello(&nonce)?);
/// let session = EnclaveSession::verify(&evidence, policy, &nonce, now_ms)?;
/// let request = r#"{"destination": 1, "prompt": "What changed since May?", "key_id": "00112233445566778899aabbccddeeff"}"#;
/// let exchange = session.seal(request, &key, &envelope, &seed, now_ms)?;
/// let answer = exchange.open(&send(&exchange.message()))?;
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct EnclaveSession(Enclave);

/// A sealed request, and what opens its answer.
pub struct EnclaveExchange {
    message: Vec<u8>,
    opener: Mutex<Option<AnswerOpener>>,
}

/// What an enclave answered.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnclaveAnswer {
    /// The text of the answer, or empty where it was refused.
    pub text: String,
    /// Why there is no answer: a code of `docs/spec/enclave.md`, or empty.
    pub refusal: String,
}

/// What a request says, as JSON.
#[derive(Default)]
struct RequestOptions {
    key_id: String,
    context: Vec<(String, String)>,
    destination: u64,
    prompt: String,
    deadline_ms: Option<u64>,
    answer_len: Option<usize>,
}

impl RequestOptions {
    fn read(text: &str) -> Result<Self, Error> {
        let mut fields = json::fields(text)?;
        Self::of(&mut fields).filter(|_| fields.is_empty()).ok_or_else(Error::configuration)
    }

    fn of(fields: &mut Fields) -> Option<Self> {
        let answer_len = match number_or_null(fields, "answer_len")? {
            Some(len) => Some(len.try_into().ok()?),
            None => None,
        };
        Some(Self {
            key_id: text_or_none(fields, "key_id")?,
            context: fields.take("context").map_or(Some(Vec::new()), json::pairs)?,
            destination: fields.take("destination").map_or(Some(0), |value| value.as_u64())?,
            prompt: text_or_none(fields, "prompt")?,
            deadline_ms: number_or_null(fields, "deadline_ms")?,
            answer_len,
        })
    }
}

/// A text, or an empty one where the field is absent.
fn text_or_none(fields: &mut Fields, name: &str) -> Option<String> {
    fields.take(name).map_or(Some(String::new()), Value::into_text)
}

/// A whole number that may be absent or null.
fn number_or_null(fields: &mut Fields, name: &str) -> Option<Option<u64>> {
    match fields.take(name) {
        None | Some(Value::Null) => Some(None),
        Some(value) => value.as_u64().map(Some),
    }
}

/// Longest answer unless the request says otherwise.
const ANSWER_LEN: usize = 16 * 1024;

impl EnclaveSession {
    /// Verifies the evidence of an enclave: document, key, and terms.
    ///
    /// The policy is that of [`verify_attestation`](super::verify_attestation) with
    /// `"terms": {"egress": hex, "redaction": hex, "audit_schema": 1}`, the digests that the enclave must work under.
    ///
    /// # Errors
    /// Those of `verify_attestation`; `unsupported_suite`, `terms_mismatch`, `epoch_expired`.
    pub fn verify(evidence: &[u8], policy: &str, nonce: &[u8], now_ms: f64) -> Result<Self, Error> {
        let asked = Asked::read(policy)?;
        let terms = asked.terms.ok_or_else(Error::configuration)?;
        let hello = Hello::new(nonce_of(nonce)?);
        let evidence = Evidence::parse(evidence)?;
        Ok(Self(evidence.verify(&hello, &asked.policy, &terms, millis(now_ms))?))
    }

    /// When the enclave's key ends, in milliseconds of Unix time.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "times are exact for the next 285,000 years")]
    pub const fn expires_ms(&self) -> f64 {
        self.0.statement().expiry_ms as f64
    }

    /// Seals a request: `{"destination": 1, "prompt": "..", "key_id": hex, "context": {}, "deadline_ms": 0,
    /// "answer_len": 16384}`.
    ///
    /// With a `key_id` of 32 hexadecimal digits, `key` is the data key of the envelope; without one it is a key that a
    /// key service unwraps for the enclave. The envelope may be empty. `seed` is 64 random bytes, never used before.
    ///
    /// # Errors
    /// `invalid_configuration`; `malformed` for a key or seed of another length; `epoch_expired`, `limit_exceeded`.
    pub fn seal(
        &self,
        request: &str,
        key: &[u8],
        envelope: &[u8],
        seed: &[u8],
        now_ms: f64,
    ) -> Result<EnclaveExchange, Error> {
        let mut options = RequestOptions::read(request)?;
        let prompt = Zeroizing::new(core::mem::take(&mut options.prompt));
        let key = if options.key_id.is_empty() {
            Key::Wrapped(key.to_vec())
        } else {
            let id = *KeyId::from_hex(&options.key_id)?.as_bytes();
            Key::Sealed { id, key: key.try_into().map_err(|_| SessionError::Malformed)? }
        };
        let seed = Seed::from_bytes(seed.try_into().map_err(|_| SessionError::Malformed)?);
        let request = Request::new(key, envelope.to_vec(), options.destination, &prompt)
            .with_context(options.context)
            .with_deadline_ms(options.deadline_ms.unwrap_or(u64::MAX));
        let answer_len = options.answer_len.unwrap_or(ANSWER_LEN);
        let (sealed, opener) = self.0.seal(&request, answer_len, seed, millis(now_ms))?;
        Ok(EnclaveExchange { message: sealed.to_bytes(), opener: Mutex::new(Some(opener)) })
    }
}

impl EnclaveExchange {
    /// What is sent to the enclave.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        self.message.clone()
    }

    /// Opens the answer to this request. A request has one answer: what is not it uses the exchange up too.
    ///
    /// # Errors
    /// `rejected` for a message that is not the answer to this request, and for a second one; `malformed`.
    pub fn open(&self, answer: &[u8]) -> Result<EnclaveAnswer, Error> {
        let opener = self.opener.lock().take();
        let answer = opener.ok_or(SessionError::Rejected)?.open(answer)?;
        let text = |bytes: &[u8]| {
            core::str::from_utf8(bytes).map(str::to_owned).map_err(|_| SessionError::Malformed)
        };
        Ok(match &answer {
            Answer::Answered(bytes) => EnclaveAnswer { text: text(bytes)?, refusal: String::new() },
            Answer::Refused(code) => EnclaveAnswer { text: String::new(), refusal: text(code)? },
            _ => return Err(SessionError::Malformed.into()),
        })
    }
}

impl EnclaveAnswer {
    /// The same as JSON. It holds PHI.
    #[must_use]
    pub fn expose_json(&self) -> String {
        let fields = [("text", self.text.as_str().into()), ("refusal", self.refusal.as_str().into())];
        Value::object(fields).to_text()
    }
}

impl fmt::Debug for EnclaveExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnclaveExchange").field("len", &self.message.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for EnclaveAnswer {
    /// An answer is PHI: it is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnclaveAnswer").field("refusal", &self.refusal).finish_non_exhaustive()
    }
}

fn nonce_of(nonce: &[u8]) -> Result<[u8; 32], Error> {
    nonce.try_into().map_err(|_| SessionError::Malformed.into())
}
