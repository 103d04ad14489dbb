//! Accounts of people who use an app in their browser: a vault that this service cannot open, and the hash of a token
//! that is sealed under it.
//!
//! Whoever opens the vault has the token, by password or by recovery words, and proves with it who they are.
//! So a change of the password rewrites the account and no record, and no password comes here.

use axum::http::{HeaderMap, header};
use phiward_envelope::{Inspection, Purpose, inspect, text};
use phiward_keys::Vault;
use phiward_phi::{LogPseudonym, Scope};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::clients::Caller;
use crate::config::from_hex;
use crate::failure::Failure;
use crate::store::{Cell, Space};

/// What a person's token looks like: `php_`, the name of the account, `_`, the token.
const PREFIX: &str = "php_";
/// A name and a token have as many hexadecimal digits.
const HEX_LEN: usize = 64;
/// Most bytes of the sealed token: 64 digits and what an envelope adds.
const MAX_TOKEN: usize = 1024;
/// An account stays until its owner removes it.
const NEVER_OVER: u64 = u64::MAX;

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// The tenant of the person's records: drawn here, so that it tells nothing.
    pub(crate) id: String,
    pub(crate) body: Body,
}

/// What the person's app writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Body {
    /// A vault file.
    pub(crate) vault: String,
    /// The token, in an envelope of the vault's key.
    pub(crate) sealed_token: String,
    /// SHA-256 of the token. The token is 256 random bits, so a fast hash is enough.
    pub(crate) token_sha256: String,
}

impl Body {
    /// Refuses what is no vault with a token under it. What is inside stays unknown here.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let vault = Vault::from_json(&self.vault)
            .map_err(|error| Failure::invalid(error.code(), "the vault cannot be stored").of("vault"))?;
        let refused = Failure::invalid("invalid_token", "the token is not sealed under the key of the vault")
            .of("sealedToken");
        if self.sealed_token.len() > MAX_TOKEN {
            return Err(refused);
        }
        let envelope = text::decode(&self.sealed_token).map_err(|_| refused)?;
        match inspect(&envelope).map_err(|_| refused)? {
            Inspection::Envelope { header, .. }
                if header.purpose() == Purpose::RECORD && header.key_id() == vault.key_id() => {}
            _ => return Err(refused),
        }
        let fault = Failure::invalid("invalid_hash", "the hash is 64 hexadecimal digits").of("tokenSha256");
        if is_hex(&self.token_sha256) { Ok(()) } else { Err(fault) }
    }
}

/// Whether a name of an account or a hash is 64 small hexadecimal digits.
pub(crate) fn is_hex(text: &str) -> bool {
    text.len() == HEX_LEN && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The person whose token comes with a request, if it is one of a person.
pub(crate) async fn caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Failure> {
    let Some(plan) = app.people_plan else { return Ok(None) };
    let given = headers.get(header::AUTHORIZATION).and_then(|given| given.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")?.strip_prefix(PREFIX)?.split_once('_'));
    let Some((name, token)) = token.filter(|(name, token)| is_hex(name) && is_hex(token)) else {
        return Ok(None);
    };
    let Some((account, _)) = find(app, name).await? else { return Ok(None) };
    let expected = from_hex(&account.body.token_sha256).unwrap_or_default();
    let is_right = bool::from(Sha256::digest(token.as_bytes()).as_slice().ct_eq(&expected));
    Ok(is_right.then(|| Caller::person(&account.id, name, plan)))
}

/// The account of a name, and its version.
pub(crate) async fn find(app: &App, name: &str) -> Result<Option<(Account, Cell)>, Failure> {
    let Some(cell) = app.store.cell(Space::Account, &key_of(app, name)?).await? else { return Ok(None) };
    let account = serde_json::from_slice(&cell.value).map_err(|_| Failure::INTERNAL)?;
    Ok(Some((account, cell)))
}

/// Stores an account in place of the one that was found, or as a new one; false when another was faster.
pub(crate) async fn store(
    app: &App,
    name: &str,
    found: Option<&Cell>,
    account: &Account,
) -> Result<Option<u64>, Failure> {
    let value = serde_json::to_vec(account).map_err(|_| Failure::INTERNAL)?;
    let cell = Cell::after(found, value, NEVER_OVER, app.now_ms());
    let version = cell.version;
    let write = crate::store::Write::Cell {
        space: Space::Account,
        key: key_of(app, name)?,
        expected: found.map(|found| found.version),
        cell,
    };
    Ok(app.store.commit(vec![write]).await?.then_some(version))
}

/// The name in the database. A name is a hash of an address that somebody may know, so it is hashed with a key.
fn key_of(app: &App, name: &str) -> Result<String, Failure> {
    struct Name<'a>(&'a str);
    impl LogPseudonym for Name<'_> {
        fn pseudonym_input(&self) -> &[u8] {
            self.0.as_bytes()
        }
    }
    let scope = Scope::parse("account").map_err(|_| Failure::INTERNAL)?;
    Ok(app.pseudonyms.pseudonym(&scope, &Name(name)).to_string())
}
