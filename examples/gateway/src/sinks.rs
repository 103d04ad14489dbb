//! Where changes of alerts go: the log always, and webhooks that the configuration names.
//!
//! What is told is made of words and numbers of this service. Nothing of it needs the database or Redis, since they may
//! be what the alert is about.

use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::Uri;
use phiward_ems::{CallbackUrlPolicy, SIGNATURE_HEADER, SignedRequest, SigningKey};
use phiward_observe::alert::{AlertChange, Notification};
use phiward_resilience::{
    Breaker, BreakerConfig, Jitter, Outcome, Permit, Retry, RetryConfig, RetryPolicy, RetryVerdict,
};
use serde_json::json;
use tracing::{error, info, warn};

use crate::app::{App, Shared};
use crate::config::{AlertWebhook, Config, ConfigError};
use crate::directory::signing_key;
use crate::exports::judge;
use crate::random;

/// The id that signatures of notifications carry.
const KEY_ID: &str = "alerts-1";
/// Notifications that wait for one webhook. Above it the oldest is given up: the newest tells how it is now.
const MOST_WAITING: usize = 64;
/// Again after 5, 10, 20 … seconds, at most 5 minutes apart, for about an hour.
const RETRY: RetryConfig = {
    let mut config = RetryConfig::API;
    config.max_attempts = 18;
    config.backoff.initial_ms = 5_000;
    config.backoff.max_ms = Some(300_000);
    config.jitter = Jitter::Equal;
    config
};
const EVERY: Duration = Duration::from_millis(200);

/// Everybody who is told.
pub(crate) struct Sinks {
    instance: String,
    policy: RetryPolicy,
    hooks: Vec<Hook>,
}

/// A webhook with what waits for it.
struct Hook {
    name: String,
    url: String,
    path_and_query: String,
    key: SigningKey,
    state: Mutex<State>,
}

struct State {
    waiting: VecDeque<Waiting>,
    breaker: Breaker,
}

#[derive(Clone)]
struct Waiting {
    /// The same at each attempt, so that the other side does it once.
    id: String,
    body: String,
    retry: Retry,
    due_ms: u64,
}

impl Sinks {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let hooks = config.alert_webhooks.iter().map(|hook| Hook::new(hook, config));
        let policy = RetryPolicy::new(RETRY).map_err(|_| ConfigError::new("the schedule cannot be made"))?;
        Ok(Self { instance: config.instance.clone(), policy, hooks: hooks.collect::<Result<_, _>>()? })
    }

    /// Writes a change to the log, and queues it for every webhook.
    pub(crate) fn tell(&self, told: &Notification) {
        let (alert, change, action) = (told.rule, told.change.code(), told.action);
        let severity = told.severity.code();
        match told.change {
            AlertChange::Fired => warn!(step = "alert", alert, change, severity, action, "an alert fires"),
            _ => info!(step = "alert", alert, change, severity, "an alert is over"),
        }
        // Each instance watches itself, so its name is part of what joins firing and clearing.
        let key = format!("{}/{}", self.instance, told.dedupe_key);
        let body = json!({
            "alert": alert,
            "change": change,
            "severity": severity,
            "action": action,
            "at": told.at_ms,
            "instance": self.instance,
            "dedupeKey": key,
        });
        let waiting = Waiting {
            id: format!("{key}/{change}"),
            body: body.to_string(),
            retry: Retry::default(),
            due_ms: told.at_ms,
        };
        for hook in &self.hooks {
            if hook.queue(waiting.clone()) {
                warn!(step = "alert", sink = hook.name.as_str(), "a notification is given up for newer ones");
            }
        }
    }

    /// Sends what is due to each webhook, in order.
    pub(crate) async fn deliver(&self, app: &App) {
        for hook in &self.hooks {
            while let Some((permit, waiting)) = hook.next(app.now_ms()) {
                let outcome = self.attempt(app, hook, permit, waiting).await;
                app.metrics.notification("webhook", outcome);
            }
        }
    }

    /// Sends the first that waits once, and says how it ended.
    async fn attempt(&self, app: &App, hook: &Hook, permit: Permit, mut waiting: Waiting) -> &'static str {
        let body = waiting.body.clone().into_bytes();
        let request = SignedRequest { method: "POST", path_and_query: &hook.path_and_query, body: &body };
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", waiting.id.clone()),
            (SIGNATURE_HEADER, hook.key.sign(&request, app.now_ms())),
        ];
        let answer = app.outbound.post(&hook.url, &headers, body.into()).await;
        let now_ms = app.now_ms();
        let (outcome, attempt) = judge(&answer, now_ms);
        let random = u64::from_le_bytes(random::bytes().unwrap_or_default());
        match self.policy.next(&mut waiting.retry, attempt, now_ms, random) {
            RetryVerdict::Done => {
                hook.ended(permit, outcome, now_ms, None);
                "sent"
            }
            RetryVerdict::Retry { delay_ms } => {
                waiting.due_ms = now_ms.saturating_add(delay_ms);
                hook.ended(permit, outcome, now_ms, Some(waiting));
                warn!(
                    step = "alert",
                    sink = hook.name.as_str(),
                    "a notification waits: the webhook did not take it"
                );
                "again"
            }
            RetryVerdict::GiveUp { .. } => {
                hook.ended(permit, outcome, now_ms, None);
                error!(
                    step = "alert",
                    sink = hook.name.as_str(),
                    "a notification is given up: nobody was told"
                );
                "given_up"
            }
        }
    }
}

impl Hook {
    fn new(hook: &AlertWebhook, config: &Config) -> Result<Self, ConfigError> {
        let fault = |what: &str| ConfigError::new(format!("alert webhook {}: {what}", hook.name));
        let uri: Uri = hook.url.parse().map_err(|_| fault("the URL cannot be read"))?;
        let host = uri.host().unwrap_or_default();
        // The rules of callbacks, with the one host that is named here.
        let policy = match uri.port_u16() {
            None => CallbackUrlPolicy::none().allow(host),
            Some(port) => CallbackUrlPolicy::none().allow_port(host, port),
        };
        let policy = policy.map_err(|_| fault("the host is no public name"))?;
        let _ = policy.check(&hook.url).map_err(|_| fault("the URL is not `https` to a public name"))?;
        let breaker = Breaker::new(BreakerConfig::default()).map_err(|_| fault("there is no breaker"))?;
        Ok(Self {
            name: hook.name.clone(),
            url: hook.url.clone(),
            path_and_query: uri.path_and_query().map_or("/", |part| part.as_str()).to_owned(),
            key: signing_key(KEY_ID, &config.path(&hook.secret_file))?,
            state: Mutex::new(State { waiting: VecDeque::new(), breaker }),
        })
    }

    /// Adds a notification; true when another one had to go for it.
    fn queue(&self, waiting: Waiting) -> bool {
        self.with(|state| {
            let is_full = state.waiting.len() >= MOST_WAITING;
            if is_full {
                state.waiting.pop_front();
            }
            state.waiting.push_back(waiting);
            is_full
        })
    }

    /// Takes the first that waits, if it is due and the breaker lets a call through.
    fn next(&self, now_ms: u64) -> Option<(Permit, Waiting)> {
        self.with(|state| {
            if state.waiting.front()?.due_ms > now_ms {
                return None;
            }
            let permit = state.breaker.acquire(now_ms).ok()?;
            Some((permit, state.waiting.pop_front()?))
        })
    }

    /// Reports a call, and puts back at its place what has to be sent again.
    fn ended(&self, permit: Permit, outcome: Outcome, now_ms: u64, again: Option<Waiting>) {
        self.with(|state| {
            let _ = state.breaker.report(permit, outcome, now_ms);
            if let Some(waiting) = again {
                state.waiting.push_front(waiting);
            }
        });
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        run(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sends what is due until the service stops.
pub(crate) async fn run(app: Shared) {
    while app.stopping.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        app.sinks.deliver(&app).await;
    }
}
