//! The audit log of this instance: one event for each request that reaches data, and one for each value that is
//! opened. Where an event cannot be kept, nothing is shown.

use core::time::Duration;
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use phiward_audit::edge::{AuditLog, FileError, SegmentFiles, Sync};
use phiward_audit::{Action, Auditor, ChainKey, ChainPolicy, HeadKey, LogId, Outcome};
use phiward_phi::{Access, ActorId, LogPseudonym, Pseudonym, PseudonymKey, PurposeOfUse, Scope};

use crate::config::{Config, ConfigError, secret};
use crate::failure::Failure;
use crate::request::Id;

/// The folder beside the configuration that has a folder for each instance's log, and the signed head beside it.
const FOLDER: &str = "audit";
/// How often, and how long apart, a log that is in use is tried again: two seconds.
const TRIES: u32 = 40;
const BETWEEN: Duration = Duration::from_millis(50);
/// Who acts where no client has said who it is.
pub(crate) const NOBODY: &str = "anonymous";

/// The log, which threads share.
#[derive(Clone)]
pub(crate) struct Audit {
    log: Arc<AuditLog>,
    head_file: PathBuf,
}

impl Audit {
    /// Opens the log of this instance, which has its name and a folder of its own.
    ///
    /// Its keys are files of their own, so that whoever verifies the log needs no other secret of the service.
    /// The instance that this one follows may be about to end, so a log that is in use is waited for a moment.
    pub(crate) async fn open(config: &Config, now_ms: u64) -> Result<Self, ConfigError> {
        let key = secret::read_key(&config.path(&config.audit_key_file))?;
        let heads = secret::read_key(&config.path(&config.audit_head_key_file))?;
        let folder = config.path(FOLDER.as_ref()).join(&config.instance);
        let sync = if config.audit_every_event { Sync::EveryEvent } else { Sync::EverySegment };
        let mut tries = TRIES;
        loop {
            let log = LogId::parse(&config.instance);
            let log = log.map_err(|_| ConfigError::new("the name of the audit log cannot be made"))?;
            let (key, heads) = (ChainKey::first(&key), HeadKey::from_bytes(&heads));
            match SegmentFiles::open(&folder, log, key, heads, ChainPolicy::default(), sync, now_ms) {
                Ok(files) => {
                    let head_file = folder.with_extension("head");
                    return Ok(Self { log: Arc::new(AuditLog::new(files)), head_file });
                }
                Err(FileError::InUse) if tries > 0 => tokio::time::sleep(BETWEEN).await,
                Err(error) => return Err(ConfigError::new(format!("{}: {error}", folder.display()))),
            }
            tries -= 1;
        }
    }

    /// Writes the signed head of the log into a file, which is to be copied to where nobody of here can write.
    pub(crate) fn write_head(&self, now_ms: u64) -> std::io::Result<()> {
        std::fs::write(&self.head_file, self.log.head(now_ms).to_json())
    }

    /// Whether every event could be kept so far.
    pub(crate) fn is_working(&self) -> bool {
        !self.log.has_failed()
    }

    /// An access of an actor in a request.
    pub(crate) fn access(
        &self,
        actor: &str,
        purpose: PurposeOfUse,
        request: &Id,
        at_ms: u64,
    ) -> Result<Auditor<'_>, Failure> {
        let actor = ActorId::parse(actor).map_err(|_| Failure::INTERNAL)?;
        let access = Access { actor, purpose, request: request.0.clone(), at_ms };
        Auditor::new(access, self.log.as_ref()).map_err(|_| Failure::INTERNAL)
    }
}

/// What a request was, for the log: its action, the thing by pseudonym, and how it ended.
pub(crate) struct Done<'a> {
    pub(crate) action: Action,
    pub(crate) what: &'static str,
    pub(crate) subject: Option<&'a Pseudonym>,
    pub(crate) status: StatusCode,
}

/// Writes down what a request was.
pub(crate) fn record(auditor: Auditor<'_>, done: &Done<'_>) -> Result<(), Failure> {
    let auditor = match done.subject {
        Some(subject) => auditor.about(subject.clone()),
        None => auditor,
    };
    let outcome = match done.status.as_u16() {
        ..=399 => Outcome::Success,
        401 | 403 | 429 => Outcome::Denied,
        _ => Outcome::Failure,
    };
    let what = Scope::parse(done.what).map_err(|_| Failure::INTERNAL)?;
    auditor.record_on(done.action, &what, outcome).map_err(|_| Failure::AUDIT)
}

/// The pseudonym of a thing of a tenant: its id may have been chosen by a client.
pub(crate) fn pseudonym(key: &PseudonymKey, tenant: &str, id: &str) -> Option<Pseudonym> {
    struct Thing(String);
    impl LogPseudonym for Thing {
        fn pseudonym_input(&self) -> &[u8] {
            self.0.as_bytes()
        }
    }
    let scope = Scope::parse("record").ok()?;
    Some(key.pseudonym(&scope, &Thing(format!("{tenant}/{id}"))))
}
