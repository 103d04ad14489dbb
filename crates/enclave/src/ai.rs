//! Asks an AI model about a record, and lets it see neither the record's owner nor anyone else in it.

mod chat;

pub use chat::Provider;

use core::fmt;
use core::time::Duration;

use phiward_attest::session::{Request, Terms};
use phiward_redact::{Category, Format, Policy, Redactor, TokenMap};
use sha2::{Digest as _, Sha384};
use zeroize::Zeroizing;

use crate::guard::Guard;
use crate::parked::Parked;
use crate::record::{key_of, open_record};
use crate::{Arena, Destination, Dial, Egress, Handler, KeyService, Refusal, Task, Windows, audit, http};

/// Redacts a record and a prompt with tokens, asks a model, and puts the values back into its answer.
pub struct AiHandler<D> {
    egress: Egress,
    guard: Guard,
    dialer: D,
    redactor: Redactor<'static>,
    keys: Box<dyn KeyService>,
    /// What a destination knows us by, by its number.
    credentials: Vec<(u64, Zeroizing<String>)>,
}

/// What is between the two windows: no plaintext.
struct Waiting {
    parked: Parked,
    stream: Box<dyn crate::Connection>,
}

impl<D: Dial> AiHandler<D> {
    /// A handler that asks the destinations of a table, and redacts by `policy`, whose values must be tokens:
    /// [`Policy::ai_round_trip`].
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for a policy that needs a key.
    pub fn new(
        egress: Egress,
        dialer: D,
        policy: Policy,
        keys: Box<dyn KeyService>,
    ) -> Result<Self, Refusal> {
        let redactor = Redactor::new(policy).map_err(|_| Refusal::Malformed)?;
        let guard = Guard::new(egress.ids()).map_err(|_| Refusal::Internal)?;
        // What is made on first use is made now, and not in the first window.
        let _ = redactor.redact_with("Dr. Maria Lopez", &mut TokenMap::new());
        Ok(Self { egress, guard, dialer, redactor, keys, credentials: Vec::new() })
    }

    /// Sets what a destination knows us by. Whoever has it can spend money, and read no record.
    #[must_use]
    pub fn with_credential(mut self, destination: u64, credential: Zeroizing<String>) -> Self {
        self.credentials.push((destination, credential));
        self
    }

    fn credential(&self, destination: u64) -> &str {
        let found = self.credentials.iter().find(|(id, _)| *id == destination);
        found.map_or("", |(_, credential)| credential.as_str())
    }

    /// Opens, redacts, writes and wipes.
    fn send(
        &self,
        task: &mut Task,
        destination: &Destination,
        mut stream: Box<dyn crate::Connection>,
        windows: &mut Windows,
    ) -> Result<Waiting, Refusal> {
        // A key service is asked before there is plaintext.
        let key = match task.request()?.envelope.is_empty() {
            true => None,
            false => Some(key_of(task.request()?, self.keys.as_ref())?),
        };
        windows.outward(|deadline| {
            // The request is dropped, and so wiped, at the end of this window.
            let request = task.take_request()?;
            let record = match &key {
                Some(key) => open_record(&request, key)?,
                None => None,
            };
            let record = record.as_ref().map_or(Ok(""), |record| str::from_utf8(record.as_bytes()));
            let record = record.map_err(|_| Refusal::RecordRejected)?;
            let mut map = TokenMap::new();
            let body = self.body(destination, &request, record, &mut map)?;
            let parked = Parked::seal(&map)?;
            deadline.check()?;
            let headers = destination.provider.headers(self.credential(destination.id));
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            http::post(&mut stream, &destination.server_name, &destination.path, &headers, body.as_bytes())?;
            Ok(Waiting { parked, stream })
        })
    }

    /// The body of the request: the template, and two redacted texts.
    fn body(
        &self,
        destination: &Destination,
        request: &Request,
        record: &str,
        map: &mut TokenMap,
    ) -> Result<Arena, Refusal> {
        // The record first, so that the prompt's names get the tokens that they have there.
        let record = self.redactor.redact_as(format_of(record), record, map);
        let prompt = self.redactor.redact_with(&request.prompt, map);
        let (record, prompt) = (Zeroizing::new(record.text), Zeroizing::new(prompt.text));
        let mut body = Arena::with_capacity(destination.max_request);
        destination.provider.write_body(destination, &prompt, &record, &mut body)?;
        Ok(body)
    }
}

impl<D: Dial> Handler for AiHandler<D> {
    fn terms(&self) -> Terms {
        Terms::new(self.egress.digest(), policy_digest(self.redactor.policy()), audit::SCHEMA)
    }

    fn handle(&self, task: &mut Task, windows: &mut Windows) -> Result<(), Refusal> {
        let request = task.request()?;
        let destination = self.egress.find(request.destination)?;
        let left = Duration::from_millis(request.deadline_ms.saturating_sub(task.now_ms()));
        let patience = destination.patience.min(left).max(Duration::from_millis(1));
        // The breaker judges the destination alone: reaching it, and what it answers.
        let (parked, answer) = self.guard.run(destination.id, || {
            let stream = self.dialer.dial(destination, patience)?;
            let Waiting { parked, mut stream } = self.send(task, destination, stream, windows)?;
            // What arrives holds tokens where values were.
            let answer = http::read_answer(&mut stream, destination.max_answer)?;
            Ok((parked, destination.provider.read_body(answer.as_bytes())?))
        })?;
        windows.inward(|deadline| {
            let map = parked.open()?;
            let restored = Zeroizing::new(map.restore(&answer));
            deadline.check()?;
            task.answer(restored.as_bytes())
        })
    }
}

impl<D> fmt::Debug for AiHandler<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AiHandler").field("egress", &self.egress).finish_non_exhaustive()
    }
}

/// The format of a record, by its first character: JSON is redacted by its fields, all else as text.
fn format_of(record: &str) -> Format {
    if record.trim_start().starts_with(['{', '[']) { Format::Json } else { Format::Text }
}

/// SHA-384 of what a policy does to each category, by stable names.
fn policy_digest(policy: &Policy) -> [u8; 48] {
    let mut digest = Sha384::new();
    digest.update(format!("phiward redaction {:?} {}\n", policy.mode(), env!("CARGO_PKG_VERSION")));
    for category in Category::ALL {
        digest.update(format!("{} {}\n", category.name(), policy.operator(*category).name()));
    }
    digest.finalize().into()
}
