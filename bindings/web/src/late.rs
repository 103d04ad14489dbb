//! What a page needs seldom: keys of passwords, recovery codes as words, records of v1, and what envelopes and vaults
//! say about themselves.

use alloc::{string::String, vec::Vec};

use phiward_sdk::{envelope, vault};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{error::thrown, normalised::normalised};

/// `phiward_sdk::vault::Derivation::run`, of a derivation as JSON.
#[wasm_bindgen]
pub fn derive(derivation: &str, password: &str, options: &str) -> Result<Vec<u8>, JsValue> {
    let derivation = vault::Derivation::from_json(derivation).map_err(thrown)?;
    derivation.run(&normalised(password), options).map_err(thrown)
}

/// `phiward_sdk::vault::LegacyKey::derive_secret`.
#[wasm_bindgen(js_name = deriveLegacy)]
pub fn derive_legacy(email: &str, password: &str) -> Vec<u8> {
    vault::LegacyKey::derive_secret(email, password)
}

/// `phiward_sdk::vault::recovery_code`.
#[wasm_bindgen(js_name = recoveryCode)]
pub fn recovery_code(words: &str) -> Result<Vec<u8>, JsValue> {
    vault::recovery_code(words).map_err(thrown)
}

/// `phiward_sdk::vault::recovery_words`.
#[wasm_bindgen(js_name = recoveryWords)]
pub fn recovery_words(code: &[u8]) -> Result<String, JsValue> {
    vault::recovery_words(code).map_err(thrown)
}

/// `phiward_sdk::vault::describe`.
#[wasm_bindgen(js_name = describeVault)]
pub fn describe_vault(vault: &str) -> Result<String, JsValue> {
    vault::describe(vault).map_err(thrown)
}

/// `phiward_sdk::envelope::inspect`, as JSON.
#[wasm_bindgen]
pub fn inspect(envelope: &[u8]) -> Result<String, JsValue> {
    Ok(envelope::inspect(envelope).map_err(thrown)?.json)
}

/// `phiward_sdk::vault::LegacyKey`.
#[wasm_bindgen]
pub struct LegacyKey(vault::LegacyKey);

#[wasm_bindgen]
impl LegacyKey {
    /// `import`.
    #[wasm_bindgen]
    pub fn import(secret: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(vault::LegacyKey::import(secret).map_err(thrown)?))
    }

    /// `seal_legacy`.
    #[wasm_bindgen(js_name = sealLegacy)]
    pub fn seal_legacy(&self, plaintext: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.seal_legacy(plaintext).map_err(thrown)
    }

    /// `open`.
    #[wasm_bindgen]
    pub fn open(&self, envelope: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.open(envelope).map_err(thrown)
    }
}
