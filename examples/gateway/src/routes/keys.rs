//! Metadata of the platform, such as user names, under keys of the platform.
//!
//! Never for what users write: a service that opens it has its plaintext.

use std::collections::BTreeMap;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use phiward_envelope::text;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroize as _;

use super::{json, parse};
use crate::app::Shared;
use crate::clients::Caller;
use crate::failure::Failure;
use crate::keyring::Wish;

/// Most bytes of a value. Metadata is short; what is longer is probably something else.
const MAX_VALUE: usize = 4096;
/// The role that may rotate keys.
const KEY_ADMIN: &str = "key-admin";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToSeal {
    purpose: String,
    #[serde(default)]
    context: BTreeMap<String, String>,
    plaintext: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToOpen {
    purpose: String,
    #[serde(default)]
    context: BTreeMap<String, String>,
    envelope: String,
}

pub(super) async fn encrypt(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Failure> {
    let ToSeal { purpose, context, mut plaintext } = parse(&body)?;
    if plaintext.len() > MAX_VALUE {
        return Err(Failure::invalid("limit_exceeded", "a value has 4 KiB at most").of("plaintext"));
    }
    let wish = wish(&caller, &purpose, &context);
    let sealed = app.keys.seal(&wish, plaintext.as_bytes(), app.now_ms()).await;
    plaintext.zeroize();
    let (envelope, version) = sealed?;
    Ok(json(StatusCode::OK, &json!({ "envelope": text::encode(&envelope), "keyVersion": version })))
}

pub(super) async fn decrypt(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Failure> {
    let ToOpen { purpose, context, envelope } = parse(&body)?;
    let envelope = text::decode(&envelope).map_err(|_| Failure::BODY.of("envelope"))?;
    let wish = wish(&caller, &purpose, &context);
    let plaintext = app.keys.open(&wish, &envelope, app.now_ms()).await?;
    let value = core::str::from_utf8(plaintext.as_bytes()).map_err(|_| Failure::INTERNAL)?;
    Ok(json(StatusCode::OK, &json!({ "plaintext": value })))
}

pub(super) async fn list(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Failure> {
    check_admin(&caller)?;
    let keys: Vec<_> = app.keys.list(app.now_ms()).await?;
    let keys: Vec<_> =
        keys.iter().map(|(purpose, versions)| json!({ "purpose": purpose, "versions": versions })).collect();
    Ok(json(StatusCode::OK, &json!({ "keys": keys })))
}

pub(super) async fn rotate(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(purpose): Path<String>,
) -> Result<Response, Failure> {
    check_admin(&caller)?;
    let version = app.keys.rotate(&purpose, app.now_ms()).await?;
    Ok(json(StatusCode::OK, &json!({ "purpose": purpose, "keyVersion": version })))
}

fn check_admin(caller: &Caller) -> Result<(), Failure> {
    if caller.has(KEY_ADMIN) { Ok(()) } else { Err(Failure::FORBIDDEN) }
}

/// The tenant is bound into every envelope beside the client's own context, so a value cannot change tenants.
fn wish<'a>(caller: &'a Caller, purpose: &'a str, context: &'a BTreeMap<String, String>) -> Wish<'a> {
    let own = context.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Wish {
        roles: caller.roles().collect(),
        purpose,
        context: core::iter::once(("gateway-tenant", caller.tenant())).chain(own).collect(),
    }
}
