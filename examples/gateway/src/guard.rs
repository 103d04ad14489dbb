//! Who may pass to a group of routes, and how often.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use phiward_audit::Action;
use phiward_phi::{Pseudonym, PurposeOfUse};
use phiward_resilience::Tier;

use core::net::IpAddr;

use crate::accounts;
use crate::app::{App, Shared};
use crate::audit::{self, Done};
use crate::clients::Caller;
use crate::failure::Failure;
use crate::limits::Passed;
use crate::request::{Id, Peer};
use crate::routes;

/// `/v1`: clients with a key, as often as their plan allows.
pub(crate) async fn v1(State(app): State<Shared>, request: Request, next: Next) -> Result<Response, Failure> {
    let known = match app.clients.caller(request.headers()) {
        Ok(Some(caller)) => Some(caller),
        _ => accounts::caller(&app, request.headers()).await?,
    };
    let Some(caller) = known else {
        // Guesses are counted by address, so that keys cannot be tried fast.
        let key = address_key(&app, &request);
        limit(&app, Tier::PER_IP, &key).await?;
        return Err(Failure::UNAUTHENTICATED);
    };
    let passed = limit(&app, caller.plan(), caller.id()).await?;
    pass(&app, request, next, Some(caller), passed).await
}

/// `/api`: everybody, clients by their tier and others by their address.
pub(crate) async fn api(
    State(app): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let caller = app.clients.caller(request.headers())?;
    let passed = match &caller {
        Some(caller) => limit(&app, caller.tier(), caller.id()).await?,
        None => limit(&app, Tier::ANONYMOUS, &address_key(&app, &request)).await?,
    };
    pass(&app, request, next, caller, passed).await
}

/// `/v1/accounts`: everybody, by their address, since whoever signs in has proved nothing yet.
pub(crate) async fn accounts(
    State(app): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let passed = limit(&app, Tier::PER_IP, &address_key(&app, &request)).await?;
    let person = accounts::caller(&app, request.headers()).await?;
    pass(&app, request, next, person, passed).await
}

/// Counts a request of a key by its tier.
async fn limit(app: &App, tier: Tier, key: &str) -> Result<Passed, Failure> {
    let checked = app.limits.check(tier, key, app.now_ms()).await;
    if checked.is_err_and(|failure| failure.status == StatusCode::TOO_MANY_REQUESTS) {
        app.metrics.rate_limited(tier.name());
    }
    checked
}

async fn pass(
    app: &App,
    mut request: Request,
    next: Next,
    caller: Option<Caller>,
    passed: Passed,
) -> Result<Response, Failure> {
    let access = Access::of(app, &request, caller.as_ref())?;
    if let Some(caller) = caller {
        app.usage.add(caller.id(), access.group);
        request.extensions_mut().insert(caller);
    }
    let mut response = next.run(request).await;
    // Before anything is shown: where the event cannot be kept, the answer is not given.
    access.record(app, response.status())?;
    if let Some(remaining) = passed.remaining {
        response.headers_mut().insert("x-ratelimit-remaining", HeaderValue::from(remaining));
    }
    if passed.alone {
        response.headers_mut().insert("x-ratelimit-scope", HeaderValue::from_static("instance"));
    }
    Ok(response)
}

/// What the audit log is to say of a request.
struct Access {
    actor: String,
    id: Id,
    action: Action,
    what: &'static str,
    subject: Option<Pseudonym>,
    group: &'static str,
}

impl Access {
    fn of(app: &App, request: &Request, caller: Option<&Caller>) -> Result<Self, Failure> {
        let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let path = request.uri().path();
        let route = routes::route_of(pattern, request.method()).ok_or(Failure::METHOD)?;
        // What stands in the place of the pattern's name is a thing of a tenant, which the log knows by a pseudonym.
        let thing = pattern.split('/').zip(path.split('/')).find(|(name, _)| name.starts_with('{'));
        let tenant = caller.map_or(audit::NOBODY, Caller::tenant);
        let actor =
            caller.map_or_else(|| audit::NOBODY.to_owned(), |caller| format!("client-{}", caller.id()));
        Ok(Self {
            actor,
            id: request.extensions().get::<Id>().cloned().ok_or(Failure::INTERNAL)?,
            action: route.action,
            what: route.what,
            subject: thing.and_then(|(_, id)| audit::pseudonym(&app.pseudonyms, tenant, id)),
            group: if pattern.starts_with("/v1") { "v1" } else { "api" },
        })
    }

    fn record(&self, app: &App, status: StatusCode) -> Result<(), Failure> {
        let auditor = app.audit.access(&self.actor, PurposeOfUse::Operations, &self.id, app.now_ms())?;
        let subject = self.subject.as_ref();
        audit::record(auditor, &Done { action: self.action, what: self.what, subject, status })
    }
}

fn address_key(app: &App, request: &Request) -> String {
    address(app, request).map(|address| app.address_key(address)).unwrap_or_default()
}

/// The address of whoever asks: the last one in `X-Forwarded-For` that no proxy of ours has, if a proxy of ours
/// brought the request.
fn address(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>()?.0.ip();
    if !app.proxies.allows(peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get_all("x-forwarded-for");
    let all: Vec<IpAddr> = forwarded
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map_while(|address| address.trim().parse().ok())
        .collect();
    Some(all.into_iter().rev().find(|address| !app.proxies.allows(*address)).unwrap_or(peer))
}
