//! What every request works with.

use core::net::IpAddr;
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use phiward_keys::MetadataRoot;
use phiward_phi::{LogPseudonym, PseudonymKey, Scope};
use phiward_resilience::edge::Clock;
use phiward_resilience::{Bulkhead, IpAllowList, Tier};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::audit::Audit;
use crate::breakers::Breakers;
use crate::clients::Clients;
use crate::config::{Config, ConfigError, KeyFor, RootKey, tier};
use crate::directory::Directory;
use crate::keyring::Keys;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::parked::Parking;
use crate::protocols::Library;
use crate::routes::Enclave;
use crate::sinks::Sinks;
use crate::site::Site;
use crate::store::{Postgres, RedisCells, Sqlite, Store, Unavailable};
use crate::tls;
use crate::watch::Watch;

/// The name of the file that SQLite keeps everything in.
const DATABASE_FILE: &str = "gateway.sqlite";

pub(crate) type Shared = Arc<App>;

pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) limits: Limits,
    pub(crate) clients: Clients,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bulkhead: Bulkhead,
    pub(crate) patience: Duration,
    pub(crate) proxies: IpAllowList,
    pub(crate) pseudonyms: PseudonymKey,
    pub(crate) usage: Usage,
    pub(crate) metrics: Metrics,
    pub(crate) watch: Watch,
    pub(crate) sinks: Sinks,
    pub(crate) audit: Audit,
    pub(crate) breakers: Breakers,
    pub(crate) parking: Parking,
    pub(crate) outbound: Outbound,
    pub(crate) directory: Directory,
    pub(crate) library: Option<Library>,
    pub(crate) enclave: Option<Enclave>,
    /// The plan of people, where they may make accounts.
    pub(crate) people_plan: Option<Tier>,
    pub(crate) site: Option<Site>,
    /// Set when this instance is to stop: it takes no new requests, and is not ready.
    pub(crate) stopping: CancellationToken,
}

impl App {
    pub(crate) async fn new(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        let root = RootKey::read(&config.path(&config.root_key_file))?;
        let bounds = &config.bounds;
        let store = open_store(config).await?;
        let redis = open_redis(config).await?;
        let fault = |what: &'static str| move |_| ConfigError::new(what);
        let proxies = IpAllowList::parse(config.trusted_proxies.iter().map(String::as_str));
        let now_ms = clock.now_ms();
        let metadata = MetadataRoot::from_bytes(&root.derive(KeyFor::Metadata));
        let pseudonyms = PseudonymKey::from_bytes("g1", &root.derive(KeyFor::Pseudonyms));
        Ok(Self {
            limits: Limits::new(redis, store.clone()),
            clients: Clients::new(config)?,
            audit: Audit::open(config, now_ms).await?,
            breakers: Breakers::new(store.clone()),
            parking: Parking::new(&root.derive(KeyFor::Parking)),
            outbound: Outbound::new(config)?,
            directory: Directory::read(config)?,
            library: config
                .protocols
                .as_ref()
                .map(|files| Library::read(files, &config.folder))
                .transpose()?,
            enclave: config.enclave.map(Enclave::new),
            people_plan: config.people.as_ref().and_then(|people| tier(&people.plan)),
            site: config.site.as_ref().map(|folder| Site::read(&config.path(folder))).transpose()?,
            keys: Keys::new(store.clone(), metadata, &config.metadata_keys)?,
            store,
            clock,
            bulkhead: Bulkhead::new(bounds.requests).map_err(fault("bounds.requests is out of range"))?,
            patience: Duration::from_secs(bounds.request_seconds),
            proxies: proxies.map_err(fault("trusted_proxies cannot be read"))?,
            pseudonyms: pseudonyms.map_err(|_| ConfigError::new("the key of pseudonyms cannot be made"))?,
            usage: Usage::default(),
            metrics: Metrics::default(),
            watch: Watch::new(now_ms),
            sinks: Sinks::new(config)?,
            stopping: CancellationToken::new(),
        })
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// The name under which an address is counted: an address identifies a person.
    pub(crate) fn address_key(&self, address: IpAddr) -> String {
        struct Address(Vec<u8>);
        impl LogPseudonym for Address {
            fn pseudonym_input(&self) -> &[u8] {
                &self.0
            }
        }
        let bytes = match address.to_canonical() {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            // Whoever has one address of version 6 has its 64 bits of neighbours.
            IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
        };
        match Scope::parse("client_ip") {
            Ok(scope) => self.pseudonyms.pseudonym(&scope, &Address(bytes)).to_string(),
            Err(_) => String::new(),
        }
    }
}

async fn open_store(config: &Config) -> Result<Store, ConfigError> {
    let url = config.url(config.urls.database.as_ref(), config.database_url_file.as_ref())?;
    let Some(url) = url else {
        let path = config.path(DATABASE_FILE.as_ref());
        let sqlite = Sqlite::open(&path, config.bounds.database_bytes);
        let fault = |error| ConfigError::new(format!("{}: {error}", path.display()));
        return sqlite.map(Store::new).map_err(fault);
    };
    let fault = |cause: Unavailable| ConfigError::new(format!("PostgreSQL: {cause}"));
    let authorities = config.server_authorities.as_ref().map(|file| config.path(file));
    let tls = tls::client(authorities.as_deref())?;
    let postgres = Postgres::new(url.expose(), config.bounds.database_connections, tls).map_err(fault)?;
    postgres.migrate().await.map_err(fault)?;
    Ok(Store::new(postgres))
}

/// Opens Redis if there is one. The service begins without it when it is gone, and not when it is not trusted.
async fn open_redis(config: &Config) -> Result<Option<RedisCells>, ConfigError> {
    let url = config.url(config.urls.redis.as_ref(), config.redis_url_file.as_ref())?;
    let Some(url) = url else { return Ok(None) };
    let fault = |cause: Unavailable| ConfigError::new(format!("Redis: {cause}"));
    let authorities = config.server_authorities.as_ref().map(|file| std::fs::read(config.path(file)));
    let redis = RedisCells::new(url.expose(), authorities.transpose()?).map_err(fault)?;
    match redis.greet().await {
        Err(cause @ (Unavailable::Untrusted | Unavailable::WithoutTls)) => Err(fault(cause)),
        Err(cause) => {
            warn!(step = "start", code = cause.code(), "Redis is not there yet");
            Ok(Some(redis))
        }
        Ok(()) => Ok(Some(redis)),
    }
}

/// Requests that were counted and are not written yet, by client and kind.
#[derive(Default)]
pub(crate) struct Usage(Mutex<BTreeMap<(String, &'static str), u64>>);

impl Usage {
    pub(crate) fn add(&self, client: &str, kind: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&(client.to_owned(), kind)) {
            *count += 1;
        } else {
            counts.insert((client.to_owned(), kind), 1);
        }
    }

    /// Takes what is to be written. What cannot be written comes back with [`put_back`](Self::put_back).
    pub(crate) fn take(&self) -> BTreeMap<(String, &'static str), u64> {
        core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn put_back(&self, counts: BTreeMap<(String, &'static str), u64>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in counts {
            *held.entry(key).or_default() += count;
        }
    }
}
