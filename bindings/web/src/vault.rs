//! Vaults.

use alloc::{rc::Rc, string::String, vec::Vec};

use phiward_sdk::{envelope::Sealing, vault};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;
use crate::keys::Keys;

/// `phiward_sdk::vault::Vault`.
#[wasm_bindgen]
pub struct Vault(Rc<vault::Vault>);

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
        Ok(Self(Rc::new(vault.map_err(thrown)?)))
    }

    /// `unlock_derived`.
    #[wasm_bindgen(js_name = unlockDerived)]
    pub fn unlock_derived(vault: &str, master: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(Rc::new(vault::Vault::unlock_derived(vault, master, options, now_ms).map_err(thrown)?)))
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

    /// `recover_with`.
    #[wasm_bindgen(js_name = recoverWith)]
    pub fn recover_with(vault: &str, code: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(Rc::new(vault::Vault::recover_with(vault, code, options, now_ms).map_err(thrown)?)))
    }

    /// `unlock_prf`.
    #[wasm_bindgen(js_name = unlockPrf)]
    pub fn unlock_prf(vault: &str, output: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(Rc::new(vault::Vault::unlock_prf(vault, output, options, now_ms).map_err(thrown)?)))
    }

    /// `unlock_kek`.
    #[wasm_bindgen(js_name = unlockKek)]
    pub fn unlock_kek(vault: &str, kek: &[u8], options: &str, now_ms: f64) -> Result<Self, JsValue> {
        Ok(Self(Rc::new(vault::Vault::unlock_kek(vault, kek, options, now_ms).map_err(thrown)?)))
    }

    /// `to_json`. The name is not `toJSON`, which would put the vault into every log of an object.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// `key_id`.
    #[wasm_bindgen(js_name = keyId)]
    pub fn key_id(&self) -> String {
        self.0.key_id()
    }

    /// `add_recovery_code`.
    #[wasm_bindgen(js_name = addRecoveryCode)]
    pub fn add_recovery_code(&self, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.add_recovery_code(now_ms).map_err(thrown)
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

    /// What seals and opens with the keys of the vault, while it is unlocked.
    #[wasm_bindgen]
    pub fn keys(&self) -> Keys {
        Keys(Rc::clone(&self.0) as Rc<dyn Sealing>)
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
        self.0.pbkdf2_password(&crate::normalised::normalised(password), options).map_err(thrown)
    }
}
