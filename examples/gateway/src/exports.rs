//! Exports to patient care record systems: a saga whose steps survive crashes, with a sealed payload.
//!
//! 1. The export is announced: an event says that it was asked for.
//! 2. It is delivered, again and again by the schedule of a job, with one key so that the other side does it once.
//! 3. It is confirmed: an event says that it was taken.
//!
//! When delivering fails for good, the announcement is taken back by another event, and the export becomes a dead
//! letter: its payload stays, sealed, until somebody decides.

use axum::http::Uri;
use phiward_ems::{SIGNATURE_HEADER, SignedRequest};
use phiward_resilience::vendor::RateLimitHints;
use phiward_resilience::{
    Attempt, Outcome, PushBack, Retry, RetryConfig, RetryPolicy, RetryVerdict, Saga, SagaCommand, SagaEvent,
    SagaStep,
};
use serde::{Deserialize, Serialize};
use tracing::{info, warn};
use zeroize::Zeroizing;

use crate::app::{App, Shared};
use crate::config::{from_hex, to_hex};
use crate::failure::Failure;
use crate::outbound::{Answered, NoAnswer};
use crate::parked::Private;
use crate::random;
use crate::store::{Cell, Space, Write};

/// Delivering is repeatable since the other side knows the export's key.
const STEPS: &[SagaStep] = &[SagaStep::Repeatable, SagaStep::Repeatable, SagaStep::Repeatable];
const DELIVER: u16 = 1;
/// How long an instance may work on an export before another one goes on with it.
const LEASE_MS: u64 = 60_000;
/// How long finished exports are remembered.
const KEEP_MS: u64 = 30 * 86_400_000;
/// Exports that are worked on in one turn.
const MOST_AT_ONCE: u64 = 32;

/// An export as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Export {
    pub(crate) agency: String,
    pub(crate) state: State,
    /// The journal of the saga, hexadecimal.
    journal: String,
    retry: Retry,
    /// The envelope of a [`Payload`], hexadecimal; gone once it was delivered.
    sealed: Option<String>,
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Waiting,
    Delivered,
    DeadLetter,
}

/// What is delivered, and where to. It is kept sealed, and never logged.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payload {
    pub(crate) url: Private,
    pub(crate) body: Private,
}

/// Takes an export; it is delivered by whichever instance comes first.
pub(crate) async fn take(app: &App, agency: &str, payload: &Payload) -> Result<String, Failure> {
    let id = random::id("exp")?;
    let plaintext = Zeroizing::new(serde_json::to_vec(payload).map_err(|_| Failure::INTERNAL)?);
    let sealed = app.parking.seal(Space::Export.name(), &id, &plaintext)?;
    let saga = Saga::new(STEPS).map_err(|_| Failure::INTERNAL)?;
    let export = Export {
        agency: agency.to_owned(),
        state: State::Waiting,
        journal: to_hex(&saga.journal()),
        retry: Retry::default(),
        sealed: Some(to_hex(&sealed)),
    };
    let now_ms = app.now_ms();
    let cell = Cell::after(None, encode(&export)?, now_ms, now_ms);
    let write = Write::Cell { space: Space::Export, key: id.clone(), expected: None, cell };
    if app.store.commit(vec![write]).await? { Ok(id) } else { Err(Failure::INTERNAL) }
}

pub(crate) async fn find(app: &App, id: &str) -> Result<Option<Export>, Failure> {
    let cell = app.store.cell(Space::Export, id).await?;
    Ok(cell.and_then(|cell| serde_json::from_slice(&cell.value).ok()))
}

/// Works on what is due until the service stops.
pub(crate) async fn run(app: Shared) {
    const EVERY: core::time::Duration = core::time::Duration::from_millis(200);
    while app.stopping.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        let due = match app.store.due(Space::Export, app.now_ms(), MOST_AT_ONCE).await {
            Ok(due) => due,
            Err(cause) => {
                warn!(step = "export", code = cause.code(), "exports wait");
                continue;
            }
        };
        for (id, cell) in due {
            if let Err(failure) = work(&app, &id, cell).await {
                warn!(step = "export", code = failure.code, "an export waits");
            }
        }
    }
}

/// Takes the lease of an export and does its next steps.
async fn work(app: &App, id: &str, cell: Cell) -> Result<(), Failure> {
    let Ok(mut export) = serde_json::from_slice::<Export>(&cell.value) else { return Err(Failure::INTERNAL) };
    if export.state != State::Waiting {
        // Its time is over.
        let drop = Write::DropCell { space: Space::Export, key: id.to_owned(), expected: cell.version };
        app.store.commit(vec![drop]).await?;
        return Ok(());
    }
    let journal = from_hex(&export.journal).ok_or(Failure::INTERNAL)?;
    let mut saga = Saga::resume(STEPS, &journal).map_err(|_| Failure::INTERNAL)?;
    let mut lease = Lease { app, id, cell };
    lease.keep(&export, app.now_ms() + LEASE_MS, vec![]).await?;
    loop {
        let (events, writes, wait_ms) = match saga.next() {
            SagaCommand::Run(DELIVER) => deliver(app, id, &mut export).await?,
            SagaCommand::Run(step) => {
                let kind = if step < DELIVER { "requested" } else { "delivered" };
                (
                    vec![SagaEvent::Started(step), SagaEvent::Succeeded(step)],
                    vec![event(app, id, &export, kind)],
                    0,
                )
            }
            SagaCommand::Compensate(step) => {
                (vec![SagaEvent::Compensated(step)], vec![event(app, id, &export, "withdrawn")], 0)
            }
            SagaCommand::Completed => {
                (export.state, export.sealed) = (State::Delivered, None);
                info!(step = "export", status = "delivered", "an export was taken");
                return lease.keep(&export, app.now_ms() + KEEP_MS, vec![]).await;
            }
            SagaCommand::RolledBack | SagaCommand::DeadLetter(_) | SagaCommand::Resolve(_) => {
                export.state = State::DeadLetter;
                app.metrics.dead_letter();
                warn!(step = "export", status = "dead_letter", "an export could not be delivered");
                return lease.keep(&export, u64::MAX >> 1, vec![]).await;
            }
        };
        for event in events {
            saga.record(event).map_err(|_| Failure::INTERNAL)?;
        }
        export.journal = to_hex(&saga.journal());
        let is_waiting = wait_ms > 0;
        let until_ms = app.now_ms() + if is_waiting { wait_ms } else { LEASE_MS };
        lease.keep(&export, until_ms, writes).await?;
        if is_waiting {
            return Ok(());
        }
    }
}

/// What happened, what is written with it, and how long to wait before the next step.
type Done = (Vec<SagaEvent>, Vec<Write>, u64);

async fn deliver(app: &App, id: &str, export: &mut Export) -> Result<Done, Failure> {
    let started = SagaEvent::Started(DELIVER);
    let permit = match app.breakers.acquire(&export.agency, app.now_ms()).await {
        Ok(permit) => permit,
        // Not an attempt: nobody was asked.
        Err(failure) => return Ok((vec![started], vec![], failure.retry_after_s.unwrap_or(1) * 1000)),
    };
    let answer = send(app, id, export).await?;
    let (outcome, attempt) = judge(&answer, app.now_ms());
    app.breakers.report(&export.agency, permit, outcome, app.now_ms()).await;
    if attempt == Attempt::SUCCESS {
        return Ok((vec![started, SagaEvent::Succeeded(DELIVER)], vec![], 0));
    }
    let policy = RetryPolicy::new(RetryConfig::JOB).map_err(|_| Failure::INTERNAL)?;
    let random = u64::from_be_bytes(random::bytes()?);
    Ok(match policy.next(&mut export.retry, attempt, app.now_ms(), random) {
        RetryVerdict::Retry { delay_ms } => (vec![started], vec![], delay_ms.max(1)),
        RetryVerdict::GiveUp { .. } | RetryVerdict::Done => {
            (vec![started, SagaEvent::Failed(DELIVER)], vec![], 0)
        }
    })
}

async fn send(app: &App, id: &str, export: &Export) -> Result<Result<Answered, NoAnswer>, Failure> {
    let sealed = export.sealed.as_deref().and_then(from_hex).ok_or(Failure::INTERNAL)?;
    let plaintext = app.parking.open(Space::Export.name(), id, &sealed)?;
    let payload: Payload = serde_json::from_slice(plaintext.as_bytes()).map_err(|_| Failure::INTERNAL)?;
    let key = app.directory.export_key(&export.agency).ok_or(Failure::INTERNAL)?;
    let uri: Uri = payload.url.as_str().parse().map_err(|_| Failure::INTERNAL)?;
    let path_and_query = uri.path_and_query().map_or("/", |part| part.as_str());
    let request = SignedRequest { method: "POST", path_and_query, body: payload.body.as_str().as_bytes() };
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("idempotency-key", id.to_owned()),
        (SIGNATURE_HEADER, key.sign(&request, app.now_ms())),
    ];
    Ok(app
        .outbound
        .post(payload.url.as_str(), &headers, payload.body.as_str().as_bytes().to_vec().into())
        .await)
}

/// What an answer says of the other side, and of another attempt.
pub(crate) fn judge(answer: &Result<Answered, NoAnswer>, now_ms: u64) -> (Outcome, Attempt) {
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => (Outcome::Success, Attempt::SUCCESS),
        Ok(answer) if matches!(answer.status, 408 | 409 | 425 | 429 | 500..) => {
            let headers = answer.retry_after.iter().map(|value| ("retry-after", value.as_str()));
            let wait_ms = RateLimitHints::read(headers, now_ms).wait_ms();
            let push_back = wait_ms.map_or(PushBack::None, PushBack::After);
            let outcome = if answer.status >= 500 { Outcome::Failure } else { Outcome::Success };
            (outcome, Attempt::RETRYABLE.with_push_back(push_back))
        }
        // It answers, and does not want this.
        Ok(_) => (Outcome::Success, Attempt::TERMINAL),
        Err(NoAnswer::NotReached) => (Outcome::Failure, Attempt::RETRYABLE),
        Err(NoAnswer::Unknown) => (Outcome::Failure, Attempt::UNKNOWN_OUTCOME),
    }
}

/// The event of a step. It has a name of its own, so that a step that runs again after a crash adds nothing.
fn event(app: &App, id: &str, export: &Export, kind: &str) -> Write {
    Write::EventOnce {
        source: format!("export/{}", export.agency),
        id: format!("{id}/{kind}"),
        kind: kind.to_owned(),
        received_ms: app.now_ms(),
    }
}

/// The right to work on an export, until it is written again.
struct Lease<'a> {
    app: &'a App,
    id: &'a str,
    cell: Cell,
}

impl Lease<'_> {
    /// Writes the export and what belongs to the step. It fails when another instance has taken over.
    async fn keep(&mut self, export: &Export, until_ms: u64, writes: Vec<Write>) -> Result<(), Failure> {
        let cell = Cell::after(Some(&self.cell), encode(export)?, until_ms, self.app.now_ms());
        let (key, expected) = (self.id.to_owned(), Some(self.cell.version));
        let mut all = vec![Write::Cell { space: Space::Export, key, expected, cell: cell.clone() }];
        all.extend(writes);
        if !self.app.store.commit(all).await? {
            return Err(Failure::CONFLICT);
        }
        self.cell = cell;
        Ok(())
    }
}

fn encode(export: &Export) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(export).map_err(|_| Failure::INTERNAL)
}
