//! The vault file: strict, versioned JSON that holds slots and wrapped keys, never keys.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use phiward_envelope::text;
use serde::{Deserialize, Serialize};

use crate::{Error, KeyId, Slot, Vault, strict_json, vault::RetiredKey};

/// Most bytes of a vault file.
pub const MAX_VAULT_FILE_LEN: usize = 256 * 1024;
/// The file version that this release writes and reads.
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VaultFile {
    phiward_vault: u64,
    key_id: String,
    slots: Vec<String>,
    retired: Vec<RetiredKeyFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetiredKeyFile {
    key_id: String,
    wrapped: String,
}

impl Vault {
    /// Reads a vault file.
    ///
    /// # Errors
    /// - [`Error::LimitExceeded`]: the text is longer than [`MAX_VAULT_FILE_LEN`], or holds too many slots or keys.
    /// - [`Error::UnsupportedVersion`].
    /// - [`Error::Malformed`]: not this JSON: a field is missing, unknown or given twice, base64 or hexadecimal
    ///   text is not in its one canonical form, ids repeat, or a slot holds another key than the vault's.
    /// - What [`Slot::parse`] reports.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        if json.len() > MAX_VAULT_FILE_LEN {
            return Err(Error::LimitExceeded);
        }
        let file: VaultFile = strict_json::parse(json, "phiward_vault", VERSION)?;
        let slots = file.slots.iter().map(|slot| Slot::parse(&decode(slot)?)).collect::<Result<_, _>>()?;
        let retired = file.retired.iter().map(RetiredKeyFile::parse).collect::<Result<_, _>>()?;
        Self::from_parts(parse_key_id(&file.key_id)?, slots, retired)
    }

    /// Writes the vault file.
    ///
    /// The same vault always gives the same text.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "numbers, strings and lists are always JSON")]
    pub fn to_json(&self) -> String {
        let retired = self.retired().iter().map(|retired| RetiredKeyFile {
            key_id: retired.key_id.to_string(),
            wrapped: text::encode(&retired.wrapped),
        });
        let file = VaultFile {
            phiward_vault: VERSION,
            key_id: self.key_id().to_string(),
            slots: self.slots().iter().map(|slot| text::encode(&slot.to_bytes())).collect(),
            retired: retired.collect(),
        };
        serde_json::to_string(&file).expect("numbers, strings and lists are JSON")
    }
}

impl RetiredKeyFile {
    fn parse(&self) -> Result<RetiredKey, Error> {
        Ok(RetiredKey { key_id: parse_key_id(&self.key_id)?, wrapped: decode(&self.wrapped)? })
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, Error> {
    text::decode(base64).map_err(|_| Error::Malformed)
}

/// Accepts lower-case digits only, so that one vault has one text.
fn parse_key_id(hex: &str) -> Result<KeyId, Error> {
    let id = KeyId::from_hex(hex).map_err(|_| Error::Malformed)?;
    if id.to_string() == hex { Ok(id) } else { Err(Error::Malformed) }
}
