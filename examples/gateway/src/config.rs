//! The configuration: one strict TOML file, a few environment variables over it, secrets from files.

mod agency;
mod parties;
mod people;
pub(crate) mod secret;

use core::net::{IpAddr, SocketAddr};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use phiward_resilience::{IpAllowList, Tier};
use serde::Deserialize;

pub(crate) use self::secret::{KeyFor, RootKey, from_hex, to_hex};
pub use self::{
    agency::Agency,
    parties::{AlertWebhook, Client, KeyRule, Webhook},
    people::People,
    secret::Secret,
};

/// What begins the name of every environment variable.
const PREFIX: &str = "PHIWARD_GATEWAY_";

/// Everything that is set. Unknown names in the file are errors, so that a slip is not silently a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// Where to listen. Also `PHIWARD_GATEWAY_LISTEN`.
    pub listen: SocketAddr,
    /// The name of this instance, which its audit log has; each of several needs its own. Also
    /// `PHIWARD_GATEWAY_INSTANCE`.
    #[serde(default = "gateway")]
    pub instance: String,
    /// Where the database is, and where relative paths begin. It is the folder of the file.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Certificate and key, for TLS that ends here.
    pub tls: Option<Tls>,
    /// The 32 bytes that all keys of this service are derived of, as 64 hexadecimal digits in a file.
    pub root_key_file: PathBuf,
    /// The first key of the audit log's chain, as 64 hexadecimal digits in a file.
    pub audit_key_file: PathBuf,
    /// The key that signs the heads of the audit log, as 64 hexadecimal digits in a file.
    pub audit_head_key_file: PathBuf,
    /// A file with the URL of PostgreSQL; SQLite in the folder without it. Also `PHIWARD_GATEWAY_DATABASE_URL`.
    pub database_url_file: Option<PathBuf>,
    /// A file with the URL of Redis, for limits; the database without it. Also `PHIWARD_GATEWAY_REDIS_URL`.
    pub redis_url_file: Option<PathBuf>,
    /// Authorities, PEM, that are trusted for PostgreSQL and Redis instead of the public ones.
    pub server_authorities: Option<PathBuf>,
    /// Proxies whose `X-Forwarded-For` is believed, as addresses or CIDR blocks.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// How much is done at a time.
    #[serde(default)]
    pub bounds: Bounds,
    /// How the log looks and where it goes.
    #[serde(default)]
    pub log: Log,
    /// Who may call.
    #[serde(default)]
    pub clients: Vec<Client>,
    /// Accounts of people, if they may make some.
    pub people: Option<People>,
    /// A folder with the files of a page, which are served under `/site/`.
    pub site: Option<PathBuf>,
    /// Which role may use the key of which purpose.
    #[serde(default)]
    pub metadata_keys: Vec<KeyRule>,
    /// Who may send webhooks.
    #[serde(default)]
    pub webhooks: Vec<Webhook>,
    /// Who is told when an alert fires or is over, beside the log.
    #[serde(default)]
    pub alert_webhooks: Vec<AlertWebhook>,
    /// The protocols that can be searched.
    pub protocols: Option<Protocols>,
    /// Agencies that may launch.
    #[serde(default)]
    pub agencies: Vec<Agency>,
    /// Authorities, PEM, that are trusted for callbacks instead of the public ones.
    pub callback_authorities: Option<PathBuf>,
    /// Addresses of callback hosts, instead of what names resolve to; the only way to one that is not public.
    #[serde(default)]
    pub callback_addresses: BTreeMap<String, IpAddr>,
    /// Seconds that a callback may take.
    #[serde(default = "ten")]
    pub callback_seconds: u64,
    /// Where the parent of an enclave listens.
    pub enclave: Option<SocketAddr>,
    /// Whether the disk is asked to keep each event of the audit log, and not only each segment.
    #[serde(default)]
    pub audit_every_event: bool,
    /// The URLs, when they come from the environment.
    #[serde(skip)]
    pub urls: Urls,
}

fn gateway() -> String {
    "gateway".to_owned()
}

const fn ten() -> u64 {
    10
}

/// A certificate and its key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Tls {
    /// The chain, PEM.
    pub certificate_file: PathBuf,
    /// The key, PEM.
    pub key_file: PathBuf,
}

/// Where databases are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Urls {
    /// PostgreSQL.
    pub database: Option<Secret>,
    /// Redis.
    pub redis: Option<Secret>,
}

/// How much is done at a time. What is above is told to come back.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Bounds {
    /// Connections that are served; further ones wait in the queue of the operating system.
    pub connections: u32,
    /// Requests that are worked on; further ones get 503.
    pub requests: u32,
    /// Seconds that a request may take.
    pub request_seconds: u64,
    /// Seconds that a drain waits for requests that are under way.
    pub drain_seconds: u64,
    /// Connections to PostgreSQL.
    pub database_connections: usize,
    /// Most bytes that SQLite may use.
    pub database_bytes: Option<u64>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 1024,
            requests: 256,
            request_seconds: 15,
            drain_seconds: 20,
            database_connections: 16,
            database_bytes: None,
        }
    }
}

/// How the log looks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Log {
    /// Lines for programs.
    pub format: LogFormat,
    /// Where to append; standard error without it.
    pub file: Option<PathBuf>,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "two forms for two readers")]
pub enum LogFormat {
    /// `key=value`, for people.
    #[default]
    Text,
    /// JSON, for programs.
    Json,
}

/// Protocols in the form of `phiward search`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Protocols {
    /// Sections, one JSON object a line.
    pub corpus: PathBuf,
    /// Profiles of agencies, JSON.
    pub profiles: PathBuf,
}

/// A configuration that cannot be used. It names the place, never a value.
#[derive(Debug)]
pub struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl core::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for ConfigError {}

impl From<std::io::Error> for ConfigError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl Config {
    /// Reads a file, and the environment over it.
    ///
    /// # Errors
    /// [`ConfigError`] names what cannot be used.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(path).map_err(|error| ConfigError(format!("{}: {error}", path.display())))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut config = Self::parse(&text, folder)?;
        config.take_environment(|name| env::var(format!("{PREFIX}{name}")).ok())?;
        Ok(config)
    }

    /// Reads the text of a file that stands in a folder.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, folder: PathBuf) -> Result<Self, ConfigError> {
        // The message of the parser quotes the line, which may hold anything; its place is enough.
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            let words = error.message().split('`').step_by(2).collect::<String>();
            ConfigError(format!("the configuration, line {}: {words}", line.unwrap_or(1)))
        })?;
        config.folder = folder;
        config.check()?;
        Ok(config)
    }

    fn take_environment(&mut self, read: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        if let Some(listen) = read("LISTEN") {
            self.listen =
                listen.parse().map_err(|_| ConfigError::new("PHIWARD_GATEWAY_LISTEN: no address"))?;
        }
        if let Some(instance) = read("INSTANCE") {
            self.instance = instance;
            self.check()?;
        }
        self.urls.database = read("DATABASE_URL").map(Secret::new);
        self.urls.redis = read("REDIS_URL").map(Secret::new);
        Ok(())
    }

    fn check(&self) -> Result<(), ConfigError> {
        if !is_id(&self.instance) {
            return Err(ConfigError::new("the name of the instance is no id"));
        }
        let mut ids = BTreeSet::new();
        for client in &self.clients {
            let fault = |what: &str| Err(ConfigError(format!("client {}: {what}", ids.len() + 1)));
            if !is_id(&client.id) || !is_id(&client.tenant) {
                return fault("id and tenant are lower-case letters, digits and `-`");
            }
            if tier(&client.tier).is_none() || tier(&client.plan).is_none() {
                return fault("no such tier or plan");
            }
            if ids.contains(&client.id) {
                return fault("the id is there already");
            }
            ids.insert(client.id.clone());
        }
        if self.people.as_ref().is_some_and(|people| tier(&people.plan).is_none()) {
            return Err(ConfigError::new("people: no such plan"));
        }
        if let Some(hook) = self.webhooks.iter().find(|hook| !(1..=2).contains(&hook.secret_files.len())) {
            return Err(ConfigError(format!("webhook {}: one or two secrets", hook.source)));
        }
        IpAllowList::parse(self.trusted_proxies.iter().map(String::as_str))
            .map(|_| ())
            .map_err(|_| ConfigError::new("trusted_proxies: no address or CIDR block"))
    }

    /// The path of a file that the configuration names.
    pub(crate) fn path(&self, file: &Path) -> PathBuf {
        self.folder.join(file)
    }

    /// The URL of a database: from the environment, or else from its file.
    pub(crate) fn url(
        &self,
        from_environment: Option<&Secret>,
        file: Option<&PathBuf>,
    ) -> Result<Option<Secret>, ConfigError> {
        match (from_environment, file) {
            (Some(url), _) => Ok(Some(url.clone())),
            (None, Some(file)) => Secret::read(&self.path(file)).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// Whether a name is one of small letters, digits and hyphens, which can stand in a log and in a path.
fn is_id(text: &str) -> bool {
    let is_of_ids = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(is_of_ids)
}

/// The tier or plan of a name.
pub(crate) fn tier(name: &str) -> Option<Tier> {
    Tier::ALL.into_iter().find(|tier| tier.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "listen = \"127.0.0.1:0\"\nroot_key_file = \"root.key\"\naudit_key_file = \"a.key\"\n\
                         audit_head_key_file = \"h.key\"\n";

    #[test]
    fn what_is_not_known_is_an_error_that_tells_the_line_and_no_value() {
        let text = format!("{LEAST}secret_of_ada = \"078-05-1120\"\n");
        let error = Config::parse(&text, PathBuf::new()).unwrap_err().to_string();
        assert!(error.contains("line 5") || error.contains("line 4"), "{error}");
        assert!(!error.contains("078-05") && !error.contains("ada"), "{error}");
        assert!(Config::parse(LEAST, PathBuf::new()).is_ok());
    }

    #[test]
    fn the_environment_comes_first() {
        let mut config = Config::parse(LEAST, PathBuf::new()).unwrap();
        let read = |name: &str| (name == "LISTEN").then(|| "127.0.0.1:4711".to_owned());
        config.take_environment(read).unwrap();
        assert_eq!(config.listen.port(), 4711);
        assert!(config.take_environment(|_| Some("nowhere".to_owned())).is_err());
        let named = |value: &'static str| move |name: &str| (name == "INSTANCE").then(|| value.to_owned());
        config.take_environment(named("gateway-2")).unwrap();
        assert_eq!(config.instance, "gateway-2");
        for wrong in ["", "../elsewhere", "Gateway 2"] {
            assert!(config.take_environment(named(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn clients_have_ids_and_plans_that_exist() {
        let client = |id: &str, plan: &str| {
            format!(
                "{LEAST}[[clients]]\nid = \"{id}\"\nsecret_sha256 = \"00\"\ntenant = \"t-1\"\ntier = \"agency\"\nplan = \"{plan}\"\n"
            )
        };
        assert!(Config::parse(&client("app-1", "pro"), PathBuf::new()).is_ok());
        assert!(Config::parse(&client("App 1", "pro"), PathBuf::new()).is_err());
        assert!(Config::parse(&client("app-1", "golden"), PathBuf::new()).is_err());
    }
}
