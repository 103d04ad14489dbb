//! Accounts of people: made, read before there is a password to prove, and changed by who has opened the vault.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::{json, parse};
use crate::accounts::{self, Account, Body};
use crate::app::{App, Shared};
use crate::clients::Caller;
use crate::etag::{self, Condition};
use crate::failure::Failure;
use crate::random;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToMake {
    name: String,
    account: Body,
}

/// Makes an account under a name that has none.
pub(super) async fn create(State(app): State<Shared>, body: Bytes) -> Result<Response, Failure> {
    check_open(&app)?;
    let ToMake { name, account } = parse(&body)?;
    check_name(&name)?;
    account.check()?;
    // The underscore keeps it apart from every tenant of the configuration.
    let id = random::id("person")?.replacen('-', "_", 1);
    let account = Account { id, body: account };
    let version = accounts::store(&app, &name, None, &account).await?;
    shown(StatusCode::CREATED, &account, version.ok_or(Failure::CONFLICT)?)
}

/// The vault of a name, which anybody may try to open who knows the name: it is what a new device begins with.
pub(super) async fn read(State(app): State<Shared>, Path(name): Path<String>) -> Result<Response, Failure> {
    check_open(&app)?;
    check_name(&name)?;
    let (account, cell) = accounts::find(&app, &name).await?.ok_or(Failure::NOT_FOUND)?;
    shown(StatusCode::OK, &account, cell.version)
}

/// Replaces what a person has stored, in one write: another password is another vault and another token.
pub(super) async fn replace(
    State(app): State<Shared>,
    caller: Option<Extension<Caller>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    check_open(&app)?;
    check_name(&name)?;
    let is_owner = caller.is_some_and(|Extension(caller)| caller.account() == Some(name.as_str()));
    if !is_owner {
        return Err(Failure::UNAUTHENTICATED);
    }
    let Condition::Version(expected) = etag::condition(&headers)? else {
        return Err(Failure::invalid("invalid_condition", "an account is replaced with If-Match"));
    };
    let body: Body = parse(&body)?;
    body.check()?;
    let (found, cell) = accounts::find(&app, &name).await?.ok_or(Failure::NOT_FOUND)?;
    if cell.version != expected {
        return Err(Failure::CONFLICT);
    }
    let account = Account { id: found.id, body };
    let version = accounts::store(&app, &name, Some(&cell), &account).await?;
    shown(StatusCode::OK, &account, version.ok_or(Failure::CONFLICT)?)
}

fn shown(status: StatusCode, account: &Account, version: u64) -> Result<Response, Failure> {
    let Body { vault, sealed_token, .. } = &account.body;
    let body = json!({ "id": account.id, "vault": vault, "sealedToken": sealed_token });
    let mut response = json(status, &body);
    response.headers_mut().insert(header::ETAG, etag::value(version));
    Ok(response)
}

fn check_open(app: &App) -> Result<(), Failure> {
    app.people_plan.map(|_| ()).ok_or(Failure::NOT_FOUND)
}

fn check_name(name: &str) -> Result<(), Failure> {
    let fault =
        Failure::invalid("invalid_name", "the name of an account is 64 hexadecimal digits").of("name");
    if accounts::is_hex(name) { Ok(()) } else { Err(fault) }
}
