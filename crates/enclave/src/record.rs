//! The record of a request: its key, from the client or a key service, and its plaintext.

use phiward_attest::session::{Key, Request};
use phiward_envelope::{Context, DataKey, KeyId, Plaintext, inspect, open};
use zeroize::Zeroizing;

use crate::Refusal;

/// Unwraps keys that a key service holds: those of platform data, never those of users.
pub trait KeyService: Send + Sync {
    /// Unwraps a key that was wrapped under this context, which is that of the record: a key of another record
    /// does not unwrap.
    ///
    /// # Errors
    /// [`Refusal::KeyUnavailable`].
    fn unwrap_key(
        &self,
        wrapped: &[u8],
        context: &[(String, String)],
    ) -> Result<Zeroizing<[u8; 32]>, Refusal>;
}

/// Has no keys: only those that clients seal are used.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyService;

impl KeyService for NoKeyService {
    fn unwrap_key(&self, _: &[u8], _: &[(String, String)]) -> Result<Zeroizing<[u8; 32]>, Refusal> {
        Err(Refusal::KeyUnavailable)
    }
}

/// The key of a request's record. A wrapped one is asked for here, before there is any plaintext.
pub(crate) fn key_of(request: &Request, service: &dyn KeyService) -> Result<DataKey, Refusal> {
    match &request.key {
        Key::Sealed { id, key } => Ok(DataKey::from_bytes(KeyId::from_bytes(*id), key)),
        Key::Wrapped(wrapped) => {
            let header = inspect(&request.envelope).map_err(|_| Refusal::RecordRejected)?;
            let id = header.key_id().ok_or(Refusal::RecordRejected)?;
            let secret = service.unwrap_key(wrapped, &request.context)?;
            Ok(DataKey::from_bytes(id, &secret))
        }
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
