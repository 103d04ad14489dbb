//! The record of a request: its key, from the client or a key service, and its plaintext.

use phiward_attest::session::{Key, Request};
use phiward_envelope::{Context, DataKey, KeyId, Plaintext, open};

use crate::Refusal;

/// Unwraps keys that a key service holds: those of platform data, never those of users.
pub trait KeyService: Send + Sync {
    /// Unwraps a key.
    ///
    /// # Errors
    /// [`Refusal::KeyUnavailable`].
    fn unwrap_key(&self, wrapped: &[u8]) -> Result<DataKey, Refusal>;
}

/// Has no keys: only those that clients seal are used.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyService;

impl KeyService for NoKeyService {
    fn unwrap_key(&self, _: &[u8]) -> Result<DataKey, Refusal> {
        Err(Refusal::KeyUnavailable)
    }
}

/// The key of a request's record. A wrapped one is asked for here, before there is any plaintext.
pub(crate) fn key_of(request: &Request, service: &dyn KeyService) -> Result<DataKey, Refusal> {
    match &request.key {
        Key::Sealed { id, key } => Ok(DataKey::from_bytes(KeyId::from_bytes(*id), key)),
        Key::Wrapped(wrapped) => service.unwrap_key(wrapped),
        _ => Err(Refusal::KeyUnavailable),
    }
}

/// Opens the record; none for a prompt without one.
pub(crate) fn open_record(request: &Request, key: &DataKey) -> Result<Option<Plaintext>, Refusal> {
    if request.envelope.is_empty() {
        return Ok(None);
    }
    let pairs = request.context.iter().map(|(name, value)| (name, value));
    let context = Context::new(pairs).map_err(|_| Refusal::RecordRejected)?;
    open(key, &context, &request.envelope).map(Some).map_err(|_| Refusal::RecordRejected)
}
