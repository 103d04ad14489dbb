//! What the caller says about passwords and idle time, and what slots say about themselves.

use phiward_json::{Fields, Value};
use phiward_keys::{Caps, KdfParams};

use crate::{Error, json};

/// Idle time after which a vault locks, unless the caller says otherwise: 15 minutes.
const IDLE_MS: u64 = 15 * 60 * 1000;

/// The options of a vault, as JSON: `{"kdf": "pbkdf2", "caps": {"memory_kib": 131072}, "idle_ms": 900000}`.
#[derive(Debug)]
pub(crate) struct VaultOptions {
    kdf: KdfParams,
    caps: Caps,
    idle_ms: u64,
}

impl VaultOptions {
    /// Reads options, of which an empty text is the default.
    ///
    /// # Errors
    /// `invalid_configuration`.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        let mut fields = json::fields(json)?;
        let kdf = fields.take("kdf").map(|value| read_kdf(value).ok_or_else(Error::configuration));
        let caps = fields.take("caps").map(read_caps);
        let idle_ms = json::optional(&mut fields, "idle_ms", |value| value.as_u64())?;
        json::end(&fields)?;
        Ok(Self {
            kdf: kdf.unwrap_or(Ok(KdfParams::ARGON2ID))?,
            caps: caps.unwrap_or_else(|| Ok(Caps::default()))?,
            idle_ms: idle_ms.unwrap_or(IDLE_MS),
        })
    }

    /// What a new password costs to try.
    pub(crate) const fn kdf(&self) -> KdfParams {
        self.kdf
    }

    pub(crate) const fn caps(&self) -> Caps {
        self.caps
    }

    /// Idle time before the vault locks; 0 in the configuration means never.
    pub(crate) const fn idle_ms(&self) -> u64 {
        if self.idle_ms == 0 { u64::MAX } else { self.idle_ms }
    }
}

/// The name of a preset, or parameters.
fn read_kdf(value: Value) -> Option<KdfParams> {
    match value.as_text() {
        None => read_params(value),
        Some("argon2id") => Some(KdfParams::ARGON2ID),
        Some("argon2id-low-memory") => Some(KdfParams::ARGON2ID_LOW_MEMORY),
        Some("pbkdf2") => Some(KdfParams::PBKDF2),
        Some(_) => None,
    }
}

/// The parameters of a derivation, under the names that `phiward inspect --json` gives them.
pub(super) fn read_params(value: Value) -> Option<KdfParams> {
    let mut fields = Fields::of(value)?;
    let name = fields.take("name").and_then(Value::into_text)?;
    let mut number = |name| fields.take(name)?.as_u32();
    let params = match name.as_str() {
        "argon2id" => {
            KdfParams::Argon2id { m_kib: number("m_kib")?, t: number("t")?, p: number("p")?.try_into().ok()? }
        }
        "pbkdf2-hmac-sha256" => KdfParams::Pbkdf2Sha256 { iterations: number("iterations")? },
        _ => return None,
    };
    fields.is_empty().then_some(params)
}

fn read_caps(value: Value) -> Result<Caps, Error> {
    let mut fields = Fields::of(value).ok_or_else(Error::configuration)?;
    let mut caps = Caps::default();
    let mut number = |name| json::optional(&mut fields, name, |value| value.as_u32());
    if let Some(memory_kib) = number("memory_kib")? {
        caps = caps.with_memory_kib(memory_kib);
    }
    if let Some(passes) = number("passes")? {
        caps = caps.with_passes(passes);
    }
    if let Some(iterations) = number("iterations")? {
        caps = caps.with_iterations(iterations);
    }
    json::end(&fields)?;
    Ok(caps)
}

pub(crate) fn params_json(params: KdfParams) -> Value {
    let number = |number: u32| Value::from(u64::from(number));
    match params {
        KdfParams::Argon2id { m_kib, t, p } => Value::object([
            ("name", "argon2id".into()),
            ("m_kib", number(m_kib)),
            ("t", number(t)),
            ("p", number(p.into())),
        ]),
        KdfParams::Pbkdf2Sha256 { iterations } => {
            Value::object([("name", "pbkdf2-hmac-sha256".into()), ("iterations", number(iterations))])
        }
        _ => Value::object([("name", "unknown".into())]),
    }
}
