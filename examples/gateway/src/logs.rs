//! The one way out for log lines: fields by the table, texts through the redactor, and what cannot be scrubbed is
//! dropped.

use std::fs::{File, OpenOptions};
use std::sync::Arc;

use phiward_phi::guard::{FieldGuard, GuardCounts, LineFormat};
use phiward_phi::{Field, FieldPolicy, FieldTable, HoldsPhi, PseudonymKey};
use phiward_redact::{Policy, Redactor};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::{Config, ConfigError, KeyFor, LogFormat, RootKey};

/// Words and names of this service that are logged beside the fields of every program.
const OURS: &[Field] = &[
    ours("alert", "E45"),
    ours("change", "R38"),
    ours("severity", "R38"),
    ours("action", "R38"),
    ours("sink", "R39"),
    ours("trace_id", "B19"),
];

const fn ours(name: &'static str, source: &'static str) -> Field {
    Field { name, nemsis: None, phi: HoldsPhi::No, policy: FieldPolicy::Loggable, source }
}

/// Sets the log of this process up. It can be done once.
///
/// # Errors
/// [`ConfigError`] when the file cannot be written, or the log was set up before.
pub fn start(config: &Config) -> Result<GuardCounts, ConfigError> {
    match &config.log.file {
        Some(file) => {
            let path = config.path(file);
            let opened = OpenOptions::new().create(true).append(true).open(&path);
            let opened = opened.map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
            start_with(config, Arc::<File>::new(opened))
        }
        None => start_with(config, std::io::stderr),
    }
}

fn start_with<W>(config: &Config, writer: W) -> Result<GuardCounts, ConfigError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let root = RootKey::read(&config.path(&config.root_key_file))?;
    let redactor =
        Redactor::new(Policy::default()).map_err(|_| ConfigError::new("the redactor cannot be made"))?;
    let key = PseudonymKey::from_bytes("g1", &root.derive(KeyFor::Pseudonyms));
    let guard = FieldGuard::new(writer)
        .with_fields(FieldTable::launch().with(OURS))
        .with_scrub(redactor)
        .with_pseudonyms(key.map_err(|_| ConfigError::new("the key of pseudonyms cannot be made"))?)
        .with_format(match config.log.format {
            LogFormat::Json => LineFormat::Json,
            LogFormat::Text => LineFormat::KeyValue,
        })
        .with_timer(SystemTime);
    let counts = guard.counts();
    // The one layer that writes: a second one would write what the guard holds back.
    let subscriber = tracing_subscriber::registry().with(LevelFilter::INFO).with(guard);
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|_| ConfigError::new("the log was set up before"))?;
    Ok(counts)
}
