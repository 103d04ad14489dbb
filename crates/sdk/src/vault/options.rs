//! What the caller says about passwords and idle time, and what slots say about themselves.

use phiward_keys::{Caps, KdfParams};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Error, json};

/// Idle time after which a vault locks, unless the caller says otherwise: 15 minutes.
const IDLE_MS: u64 = 15 * 60 * 1000;

/// The options of a vault, as JSON: `{"kdf": "pbkdf2", "caps": {"memory_kib": 131072}, "idle_ms": 900000}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct VaultOptions {
    kdf: Kdf,
    caps: CapsOptions,
    idle_ms: Option<u64>,
}

/// What a new password costs to try.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Kdf {
    Preset(Preset),
    Params(Params),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Preset {
    Argon2id,
    Argon2idLowMemory,
    Pbkdf2,
}

/// The parameters of a derivation, under the names that `phiward inspect --json` gives them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(tag = "name", deny_unknown_fields)]
pub(super) enum Params {
    #[serde(rename = "argon2id")]
    Argon2id { m_kib: u32, t: u32, p: u8 },
    #[serde(rename = "pbkdf2-hmac-sha256")]
    Pbkdf2 { iterations: u32 },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CapsOptions {
    memory_kib: Option<u32>,
    passes: Option<u32>,
    iterations: Option<u32>,
}

impl Default for Kdf {
    fn default() -> Self {
        Self::Preset(Preset::Argon2id)
    }
}

impl From<Params> for KdfParams {
    fn from(params: Params) -> Self {
        match params {
            Params::Argon2id { m_kib, t, p } => Self::Argon2id { m_kib, t, p },
            Params::Pbkdf2 { iterations } => Self::Pbkdf2Sha256 { iterations },
        }
    }
}

impl VaultOptions {
    /// Reads options, of which an empty text is the default.
    ///
    /// # Errors
    /// `invalid_configuration`.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        json::configuration(json)
    }

    pub(crate) fn kdf(&self) -> KdfParams {
        match self.kdf {
            Kdf::Preset(Preset::Argon2id) => KdfParams::ARGON2ID,
            Kdf::Preset(Preset::Argon2idLowMemory) => KdfParams::ARGON2ID_LOW_MEMORY,
            Kdf::Preset(Preset::Pbkdf2) => KdfParams::PBKDF2,
            Kdf::Params(params) => params.into(),
        }
    }

    pub(crate) fn caps(&self) -> Caps {
        let mut caps = Caps::default();
        if let Some(memory_kib) = self.caps.memory_kib {
            caps = caps.with_memory_kib(memory_kib);
        }
        if let Some(passes) = self.caps.passes {
            caps = caps.with_passes(passes);
        }
        if let Some(iterations) = self.caps.iterations {
            caps = caps.with_iterations(iterations);
        }
        caps
    }

    /// Idle time before the vault locks; 0 in the configuration means never.
    pub(crate) fn idle_ms(&self) -> u64 {
        match self.idle_ms {
            None => IDLE_MS,
            Some(0) => u64::MAX,
            Some(idle_ms) => idle_ms,
        }
    }
}

pub(crate) fn params_json(params: KdfParams) -> Value {
    match params {
        KdfParams::Argon2id { m_kib, t, p } => json!({ "name": "argon2id", "m_kib": m_kib, "t": t, "p": p }),
        KdfParams::Pbkdf2Sha256 { iterations } => {
            json!({ "name": "pbkdf2-hmac-sha256", "iterations": iterations })
        }
        _ => json!({ "name": "unknown" }),
    }
}
