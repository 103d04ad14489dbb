//! Kind `kdf`: deriving a key of a password.

use phiward_keys::v1_secret;
use serde_json::{Map, Value};

use super::case::{Case, Fault, Outcome, unknown_operation};
use crate::hex;

pub(super) fn replay(case: &Case<'_>) -> Result<Outcome, Fault> {
    match case.text("op")? {
        "v1_key" => {
            let key = v1_secret(case.text("email")?, case.text("password")?);
            let digits = Value::from(hex::encode(key.expose_secret()));
            Ok(Ok(Map::from_iter([("key_hex".to_owned(), digits)])))
        }
        other => Err(unknown_operation(other)),
    }
}
