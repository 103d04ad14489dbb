//! Field policies and pseudonyms.

use napi::Result;
use napi_derive::napi;
use phiward_sdk::phi;

use crate::error::thrown;

/// `phiward_sdk::phi::field_policy`.
#[napi]
pub fn field_policy(name: String) -> &'static str {
    phi::field_policy(&name)
}

/// `phiward_sdk::phi::check_request_id`.
#[napi]
pub fn check_request_id(text: String) -> Result<()> {
    phi::check_request_id(&text).map_err(thrown)
}

/// `phiward_sdk::phi::PseudonymKey`.
#[napi]
pub struct PseudonymKey(phi::PseudonymKey);

#[napi]
impl PseudonymKey {
    /// `new`.
    #[napi(constructor)]
    pub fn new(id: String, secret: &[u8]) -> Result<Self> {
        Ok(Self(phi::PseudonymKey::new(&id, secret).map_err(thrown)?))
    }

    /// `pseudonym`.
    #[napi]
    pub fn pseudonym(&self, scope: String, identifier: String) -> Result<String> {
        self.0.pseudonym(&scope, &identifier).map_err(thrown)
    }
}
