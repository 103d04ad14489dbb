//! Kind `keyslot`: getting the data key out of a slot.

use phiward_keys::{Caps, Error, OpenedSlot, Password, RecoveryCode, Secret, Slot, SlotKind};
use serde_json::{Map, Value, json};

use super::case::{Case, Fault, Outcome, unknown_operation};
use crate::hex;

pub(super) fn replay(case: &Case<'_>) -> Result<Outcome, Fault> {
    match case.text("op")? {
        "unlock" => unlock(case),
        other => Err(unknown_operation(other)),
    }
}

fn unlock(case: &Case<'_>) -> Result<Outcome, Fault> {
    let bytes = match case.base64("slot_b64")? {
        Ok(bytes) => bytes,
        Err(code) => return Ok(Err(code)),
    };
    let opened = match Slot::parse(&bytes) {
        Ok(slot) => open(case, &slot)?,
        Err(error) => Err(error),
    };
    match opened {
        Ok(opened) => Ok(Ok(fields(case, &opened)?)),
        Err(error) => Ok(Err(error.code())),
    }
}

/// Opens the slot with what the case gives: a password, or the words of a recovery code.
fn open(case: &Case<'_>, slot: &Slot) -> Result<Result<OpenedSlot, Error>, Fault> {
    Ok(match slot.kind() {
        SlotKind::Password => {
            let password = Password::new(case.text("password")?);
            slot.open(&Secret::Password(&password, &Caps::default()))
        }
        SlotKind::Recovery => {
            let name = if case.has("words") { "words" } else { "password" };
            match RecoveryCode::parse(case.text(name)?) {
                Ok(code) => slot.open(&Secret::Recovery(&code)),
                // Words that are none open the slot as little as wrong ones do.
                Err(_) => Err(Error::WrongRecoveryCode),
            }
        }
        other => return Err(Fault(format!("vectors hold no secret for a slot of type {}", other.name()))),
    })
}

fn fields(case: &Case<'_>, opened: &OpenedSlot) -> Result<Map<String, Value>, Fault> {
    let key = opened.data_key();
    let mut fields = Map::new();
    fields.insert("dek_hex".to_owned(), hex::encode(key.expose_secret()).into());
    fields.insert("key_id_hex".to_owned(), key.id().to_string().into());
    // The authentication keys are computed for the servers that the vector names.
    let expected = case.part("expect")?;
    if expected.has("auth_hex") {
        let auth = |server: &String| opened.auth_key(server).map(|key| hex::encode(key.expose_secret()));
        let keys = expected.object("auth_hex")?.keys().map(|server| (server.clone(), json!(auth(server))));
        fields.insert("auth_hex".to_owned(), Value::Object(keys.collect()));
    }
    Ok(fields)
}
