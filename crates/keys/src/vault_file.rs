//! The vault file: strict, versioned JSON that holds slots and wrapped keys, never keys.

use alloc::{string::String, vec::Vec};

use phiward_envelope::text;
use phiward_json::Value;

use crate::{Error, KeyId, Slot, Vault, strict_json, vault::RetiredKey};

/// Most bytes of a vault file.
pub const MAX_VAULT_FILE_LEN: usize = 256 * 1024;
/// The file version that this release writes and reads.
const VERSION: u64 = 1;
/// The field that holds it.
const VERSION_FIELD: &str = "phiward_vault";

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
        let mut file = strict_json::versioned(json, VERSION_FIELD, VERSION)?;
        let key_id = strict_json::text(&mut file, "key_id")?;
        let slots = strict_json::list(&mut file, "slots")?;
        let retired = strict_json::list(&mut file, "retired")?;
        strict_json::end(&file)?;
        let slots = slots.iter().map(parse_slot).collect::<Result<_, _>>()?;
        let retired = retired.into_iter().map(parse_retired).collect::<Result<_, _>>()?;
        Self::from_parts(parse_key_id(&key_id)?, slots, retired)
    }

    /// Writes the vault file.
    ///
    /// The same vault always gives the same text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let slots = self.slots().iter().map(|slot| text::encode(&slot.to_bytes()).into());
        let retired = self.retired().iter().map(|retired| {
            Value::Object(Vec::from([
                field("key_id", retired.key_id.to_hex().into()),
                field("wrapped", text::encode(&retired.wrapped).into()),
            ]))
        });
        Value::Object(Vec::from([
            field(VERSION_FIELD, VERSION.into()),
            field("key_id", self.key_id().to_hex().into()),
            field("slots", slots.collect()),
            field("retired", retired.collect()),
        ]))
        .to_text()
    }
}

fn field(name: &str, value: Value) -> (String, Value) {
    (name.into(), value)
}

fn parse_slot(slot: &Value) -> Result<Slot, Error> {
    Slot::parse(&decode(slot.as_text().ok_or(Error::Malformed)?)?)
}

fn parse_retired(retired: Value) -> Result<RetiredKey, Error> {
    let mut fields = strict_json::fields(retired)?;
    let key_id = parse_key_id(&strict_json::text(&mut fields, "key_id")?)?;
    let wrapped = decode(&strict_json::text(&mut fields, "wrapped")?)?;
    strict_json::end(&fields)?;
    Ok(RetiredKey { key_id, wrapped })
}

fn decode(base64: &str) -> Result<Vec<u8>, Error> {
    text::decode(base64).map_err(|_| Error::Malformed)
}

/// Accepts lower-case digits only, so that one vault has one text.
fn parse_key_id(hex: &str) -> Result<KeyId, Error> {
    let id = KeyId::from_hex(hex).map_err(|_| Error::Malformed)?;
    if id.to_hex() == hex { Ok(id) } else { Err(Error::Malformed) }
}
