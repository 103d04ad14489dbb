//! Launches from a patient care record, and what the pages behind them ask for.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use phiward_ems::{LaunchError, LaunchRequest, ProtocolExport, RedirectTarget, TOKEN_CONTEXT, TokenLaunch};
use phiward_envelope::{Context, Opener, text};
use phiward_phi::PurposeOfUse;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::protocols::outcome_of;
use super::{json, parse};
use crate::app::{App, Shared};
use crate::directory::Directory;
use crate::exports::{self, Payload};
use crate::failure::Failure;
use crate::launches::{self, Launch};
use crate::parked::Private;
use crate::request::Id;
use crate::store::Write;

/// Where browsers go after a launch.
const PAGE: &str = "/app/protocol-search";
/// Longest query, that of eSituation.04.
const MAX_QUERY: usize = 255;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    protocol_number: String,
    sections: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    query: Private,
}

/// A launch by link: in the open, or as a sealed token.
pub(super) async fn by_link(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    Extension(id): Extension<Id>,
) -> Result<Response, Failure> {
    let query = Zeroizing::new(query.unwrap_or_default());
    let launch = match TokenLaunch::find_sealed(&query).map_err(|error| failure(&error))? {
        Some(token) => by_token(&app, &token).await?,
        None => {
            LaunchRequest::parse_query(&query, &app.directory.agencies).map_err(|error| failure(&error))?
        }
    };
    go_on(&app, launch, &id).await
}

/// A launch by form, which leaves nothing in histories and logs of others.
pub(super) async fn by_form(
    State(app): State<Shared>,
    Extension(id): Extension<Id>,
    body: Bytes,
) -> Result<Response, Failure> {
    let launch =
        LaunchRequest::parse_form(&body, &app.directory.agencies).map_err(|error| failure(&error))?;
    go_on(&app, launch, &id).await
}

/// Opens a token, and takes it once.
async fn by_token(app: &App, token: &str) -> Result<LaunchRequest, Failure> {
    let bad = || failure(&LaunchError::BadToken);
    let envelope = text::decode(token).map_err(|_| bad())?;
    let context = Context::new(TOKEN_CONTEXT).map_err(|_| Failure::INTERNAL)?;
    let Directory { token_keys, agencies, .. } = &app.directory;
    let opened = token_keys.iter().find_map(|key| Opener::new(key, &context).open(&envelope).ok());
    let opened = opened.ok_or_else(bad)?;
    let now_ms = app.now_ms();
    let token = TokenLaunch::parse(opened.as_bytes(), now_ms, agencies).map_err(|error| failure(&error))?;
    let used = Write::Event {
        source: "launch-token".to_owned(),
        id: token.id.to_string(),
        kind: "used".to_owned(),
        received_ms: now_ms,
    };
    if app.store.commit(vec![used]).await? { Ok(token.launch) } else { Err(failure(&LaunchError::BadToken)) }
}

async fn go_on(app: &App, request: LaunchRequest, id: &Id) -> Result<Response, Failure> {
    // Whatever is said of the patient beside what is kept is gone with the request, before anything is awaited.
    let launch = {
        let actor = format!("agency-{}", request.agency.id);
        let auditor = app.audit.access(&actor, PurposeOfUse::EmergencyTreatment, id, app.now_ms())?;
        launches::read(&request, &auditor.context())?
    };
    drop(request);
    let handle = launches::keep(app, &launch).await?;
    app.metrics.launch();
    app.watch.launch();
    let target = RedirectTarget::new(PAGE, launch.category, &handle);
    let location = HeaderValue::from_str(target.as_str()).map_err(|_| Failure::INTERNAL)?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

/// What the page behind a launch shows first: the category with its rule, and the answer to the complaint.
pub(super) async fn show(State(app): State<Shared>, Path(handle): Path<String>) -> Result<Response, Failure> {
    let launch = launches::find(&app, &handle).await?;
    let answer =
        launch.complaint.as_ref().map(|complaint| search(&app, &launch, complaint.as_str())).transpose()?;
    let body = json!({
        "agency": launch.agency,
        "ageCategory": launch.category.as_str(),
        "ageRule": launch.rule,
        "answer": answer,
        "returnUrl": launch.return_url.as_ref().map(Private::as_str),
        "canExport": launch.callback_url.is_some(),
    });
    Ok(json(StatusCode::OK, &body))
}

/// Another question of the same launch.
pub(super) async fn ask(
    State(app): State<Shared>,
    Path(handle): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Asked { query } = parse(&body)?;
    if query.as_str().len() > MAX_QUERY {
        return Err(Failure::invalid("too_long", "a query has 255 bytes at most").of("query"));
    }
    let launch = launches::find(&app, &handle).await?;
    Ok(json(StatusCode::OK, &search(&app, &launch, query.as_str())?))
}

/// Sends what was chosen back to where the launch came from.
pub(super) async fn export(
    State(app): State<Shared>,
    Path(handle): Path<String>,
    Extension(id): Extension<Id>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Chosen { protocol_number, sections } = parse(&body)?;
    let launch = launches::find(&app, &handle).await?;
    let url = launch.callback_url.ok_or(Failure::with(
        StatusCode::CONFLICT,
        "no_callback",
        "the launch did not say where exports go",
    ))?;
    // What is sent is of the library, not of the browser: a number and sections that the agency really has.
    let unknown = Failure::invalid("unknown_protocol", "the agency has no such protocol or section");
    let library = app.library.as_ref().ok_or(Failure::NOT_FOUND)?;
    let set = app.directory.protocols_of(&launch.agency).ok_or(Failure::NOT_FOUND)?;
    let (title, held) = library.protocol(set, &protocol_number).ok_or(unknown.of("protocol_number"))?;
    let export =
        ProtocolExport::new(&protocol_number, &title, app.now_ms()).map_err(|_| Failure::INTERNAL)?;
    let export = sections.iter().try_fold(export, |export, section| {
        let is_held = held.contains(section);
        export.with_section(section).ok().filter(|_| is_held).ok_or(unknown.of("sections"))
    })?;
    let body = {
        let actor = format!("agency-{}", launch.agency);
        let auditor = app.audit.access(&actor, PurposeOfUse::EmergencyTreatment, &id, app.now_ms())?;
        let body = export.to_canonical_json(&auditor.context()).map_err(|_| Failure::AUDIT)?;
        Private::new(body.as_str())
    };
    let export = exports::take(&app, &launch.agency, &Payload { url, body }).await?;
    Ok(json(StatusCode::ACCEPTED, &json!({ "id": export })))
}

fn search(app: &App, launch: &Launch, query: &str) -> Result<serde_json::Value, Failure> {
    let library = app.library.as_ref().ok_or(Failure::NOT_FOUND)?;
    let set = app.directory.protocols_of(&launch.agency).ok_or(Failure::NOT_FOUND)?;
    let answer = library.search(set, query, launch.category.as_str()).ok_or(Failure::NOT_FOUND)?;
    app.metrics.search(outcome_of(&answer));
    Ok(answer)
}

fn failure(error: &LaunchError) -> Failure {
    let failure = Failure::invalid(error.code(), "the launch is not one that can be taken");
    // The first field that is wrong; all of them are the partner's to read in its own test run.
    error.fields().first().map_or(failure, |field| failure.of(field.field.name()))
}
