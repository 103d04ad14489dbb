//! Vaults and v1 keys.

use alloc::{string::String, vec::Vec};

use phiward_sdk::vault;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::delegate::{DelegatedOpen, DelegatedSeal};
use crate::error::thrown;
use crate::stream::{OpenStream, SealStream};

/// A password in normalization form C, by the browser: the tables for it are larger than all of the rest.
fn normalised(password: &str) -> String {
    JsText::from(JsValue::from_str(password)).normalize("NFC")
}

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `String`.
    type JsText;

    #[wasm_bindgen(method, js_class = "String")]
    fn normalize(this: &JsText, form: &str) -> String;
}

/// `phiward_sdk::vault::describe`.
#[wasm_bindgen(js_name = describeVault)]
pub fn describe_vault(vault: &str) -> Result<String, JsValue> {
    vault::describe(vault).map_err(thrown)
}

/// `phiward_sdk::vault::check_recovery_code`.
#[wasm_bindgen(js_name = checkRecoveryCode)]
pub fn check_recovery_code(words: &str) -> Result<(), JsValue> {
    vault::check_recovery_code(words).map_err(thrown)
}

/// `phiward_sdk::vault::Vault`.
#[wasm_bindgen]
pub struct Vault(vault::Vault);

#[wasm_bindgen]
impl Vault {
    /// `derivations`.
    #[wasm_bindgen]
    pub fn derivations(vault: &str, options: &str) -> Result<Vec<Derivation>, JsValue> {
        let derivations = vault::Vault::derivations(vault, options).map_err(thrown)?;
        Ok(derivations.into_iter().map(Derivation).collect())
    }

    /// `create_derived`.
    #[wasm_bindgen(js_name = createDerived)]
    pub fn create_derived(
        derivation: &Derivation,
        master: &[u8],
        options: &str,
        now_ms: f64,
    ) -> Result<Self, JsValue> {
        let vault = vault::Vault::create_derived(&derivation.0, master, options, now_ms);
        Ok(Self(vault.map_err(thrown)?))
    }

    /// `unlock_derived`.
    #[wasm_bindgen(js_name = unlockDerived)]
    pub fn unlock_derived(vault: &str, master: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(vault::Vault::unlock_derived(vault, master, options, now_ms).map_err(thrown)?))
    }

    /// `new_derivation`.
    #[wasm_bindgen(js_name = newDerivation)]
    pub fn new_derivation(&self) -> Result<Derivation, JsValue> {
        Ok(Derivation(self.0.new_derivation().map_err(thrown)?))
    }

    /// `change_password_derived`.
    #[wasm_bindgen(js_name = changePasswordDerived)]
    pub fn change_password_derived(
        &self,
        derivation: &Derivation,
        master: &[u8],
        now_ms: f64,
    ) -> Result<(), JsValue> {
        self.0.change_password_derived(&derivation.0, master, now_ms).map_err(thrown)
    }

    /// `unlock_again_derived`.
    #[wasm_bindgen(js_name = unlockAgainDerived)]
    pub fn unlock_again_derived(&self, master: &[u8], now_ms: f64) -> Result<(), JsValue> {
        self.0.unlock_again_derived(master, now_ms).map_err(thrown)
    }

    /// `delegate_seal`.
    #[wasm_bindgen(js_name = delegateSeal)]
    pub fn delegate_seal(
        &self,
        options: &str,
        streamed: bool,
        now_ms: f64,
    ) -> Result<DelegatedSeal, JsValue> {
        Ok(DelegatedSeal(self.0.delegate_seal(options, streamed, now_ms).map_err(thrown)?))
    }

    /// `delegate_open`.
    #[wasm_bindgen(js_name = delegateOpen)]
    pub fn delegate_open(&self, prefix: &[u8], options: &str, now_ms: f64) -> Result<DelegatedOpen, JsValue> {
        Ok(DelegatedOpen(self.0.delegate_open(prefix, options, now_ms).map_err(thrown)?))
    }

    /// `recover`.
    #[wasm_bindgen]
    pub fn recover(vault: &str, words: &str, options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(vault::Vault::recover(vault, words, options, now_ms).map_err(thrown)?))
    }

    /// `unlock_prf`.
    #[wasm_bindgen(js_name = unlockPrf)]
    pub fn unlock_prf(vault: &str, output: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(vault::Vault::unlock_prf(vault, output, options, now_ms).map_err(thrown)?))
    }

    /// `unlock_kek`.
    #[wasm_bindgen(js_name = unlockKek)]
    pub fn unlock_kek(vault: &str, kek: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(vault::Vault::unlock_kek(vault, kek, options, now_ms).map_err(thrown)?))
    }

    /// `to_json`. The name is not `toJSON`, which would put the vault into every log of an object.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// `describe`.
    #[wasm_bindgen]
    pub fn describe(&self) -> String {
        self.0.describe()
    }

    /// `key_id`.
    #[wasm_bindgen(js_name = keyId)]
    pub fn key_id(&self) -> String {
        self.0.key_id()
    }

    /// `add_recovery`.
    #[wasm_bindgen(js_name = addRecovery)]
    pub fn add_recovery(&self, now_ms: f64) -> Result<String, JsValue> {
        self.0.add_recovery(now_ms).map_err(thrown)
    }

    /// `add_prf`.
    #[wasm_bindgen(js_name = addPrf)]
    pub fn add_prf(&self, output: &[u8], now_ms: f64) -> Result<String, JsValue> {
        self.0.add_prf(output, now_ms).map_err(thrown)
    }

    /// `add_kek`.
    #[wasm_bindgen(js_name = addKek)]
    pub fn add_kek(&self, kek: &[u8], now_ms: f64) -> Result<String, JsValue> {
        self.0.add_kek(kek, now_ms).map_err(thrown)
    }

    /// `remove_slot`.
    #[wasm_bindgen(js_name = removeSlot)]
    pub fn remove_slot(&self, slot_id: &str, now_ms: f64) -> Result<(), JsValue> {
        self.0.remove_slot(slot_id, now_ms).map_err(thrown)
    }

    /// `auth_key`.
    #[wasm_bindgen(js_name = authKey)]
    pub fn auth_key(&self, server_name: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.auth_key(server_name, now_ms).map_err(thrown)
    }

    /// `seal`.
    #[wasm_bindgen]
    pub fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.seal(plaintext, options, now_ms).map_err(thrown)
    }

    /// `open`.
    #[wasm_bindgen]
    pub fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.open(envelope, options, now_ms).map_err(thrown)
    }

    /// `seal_stream`.
    #[wasm_bindgen(js_name = sealStream)]
    pub fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, JsValue> {
        Ok(SealStream(self.0.seal_stream(options, now_ms).map_err(thrown)?))
    }

    /// `open_stream`.
    #[wasm_bindgen(js_name = openStream)]
    pub fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, JsValue> {
        Ok(OpenStream(self.0.open_stream(options, now_ms).map_err(thrown)?))
    }

    /// `lock`.
    #[wasm_bindgen]
    pub fn lock(&self) {
        self.0.lock();
    }

    /// `is_locked`.
    #[wasm_bindgen(js_name = isLocked)]
    pub fn is_locked(&self, now_ms: f64) -> bool {
        self.0.is_locked(now_ms)
    }

    /// `locks_in_ms`.
    #[wasm_bindgen(js_name = locksInMs)]
    pub fn locks_in_ms(&self, now_ms: f64) -> f64 {
        self.0.locks_in_ms(now_ms)
    }
}

/// `phiward_sdk::vault::Derivation`.
#[wasm_bindgen]
pub struct Derivation(vault::Derivation);

#[wasm_bindgen]
impl Derivation {
    /// `generate`.
    #[wasm_bindgen]
    pub fn generate(options: &str) -> Result<Self, JsValue> {
        Ok(Self(vault::Derivation::generate(options).map_err(thrown)?))
    }

    /// `from_json`.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(json: &str) -> Result<Self, JsValue> {
        Ok(Self(vault::Derivation::from_json(json).map_err(thrown)?))
    }

    /// `to_json`.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// `salt`.
    #[wasm_bindgen]
    pub fn salt(&self) -> Vec<u8> {
        self.0.salt()
    }

    /// `pbkdf2_iterations`.
    #[wasm_bindgen(js_name = pbkdf2Iterations)]
    pub fn pbkdf2_iterations(&self) -> u32 {
        self.0.pbkdf2_iterations()
    }

    /// `pbkdf2_password`.
    #[wasm_bindgen(js_name = pbkdf2Password)]
    pub fn pbkdf2_password(&self, password: &str, options: &str) -> Result<Vec<u8>, JsValue> {
        self.0.pbkdf2_password(&normalised(password), options).map_err(thrown)
    }

    /// `run`.
    #[wasm_bindgen]
    pub fn run(&self, password: &str, options: &str) -> Result<Vec<u8>, JsValue> {
        self.0.run(&normalised(password), options).map_err(thrown)
    }
}

/// `phiward_sdk::vault::LegacyKey`.
#[wasm_bindgen]
pub struct LegacyKey(vault::LegacyKey);

#[wasm_bindgen]
impl LegacyKey {
    /// `derive_secret`.
    #[wasm_bindgen(js_name = deriveSecret)]
    pub fn derive_secret(email: &str, password: &str) -> Vec<u8> {
        vault::LegacyKey::derive_secret(email, password)
    }

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

    /// `upgrade`.
    #[wasm_bindgen]
    pub fn upgrade(
        &self,
        envelope: &[u8],
        vault: &Vault,
        options: &str,
        now_ms: f64,
    ) -> Result<Vec<u8>, JsValue> {
        self.0.upgrade(envelope, &vault.0, options, now_ms).map_err(thrown)
    }
}
