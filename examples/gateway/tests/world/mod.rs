//! Gateways to test: one with SQLite, or two that share PostgreSQL and Redis, behind one client.
//!
//! `PHIWARD_GATEWAY_SHARED=1` makes it two: then every request goes to the other instance than the one before it.
#![allow(dead_code, reason = "each test program uses a part")]

pub mod client;
pub mod servers;
pub mod vendor;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use phiward_gateway::config::{Config, Secret};
use phiward_gateway::{Gateway, set_up};
use phiward_resilience::edge::ManualClock;
use tempfile::TempDir;

pub use client::Reply;

/// When tests begin: 2026-11-30, 12:00 UTC.
pub const NOON_MS: u64 = 1_796_040_000_000;

pub struct World {
    pub folder: TempDir,
    pub config: Config,
    pub clock: ManualClock,
    gateways: Vec<Gateway>,
    turn: AtomicUsize,
}

impl World {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts with a configuration that a test has changed.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let is_shared = std::env::var_os("PHIWARD_GATEWAY_SHARED").is_some();
        let mut world = Self::alone(|config| {
            change(config);
            if is_shared {
                config.urls.database = Some(Secret::new(servers::shared().new_database()));
                config.urls.redis = Some(Secret::new(servers::shared().new_redis()));
            }
        })
        .await;
        if is_shared {
            world.start_one().await;
        }
        world
    }

    /// One instance, with what its configuration says.
    pub async fn alone(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config_in(folder.path());
        change(&mut config);
        let clock = ManualClock::default();
        clock.set(NOON_MS);
        let mut world = Self { folder, config, clock, gateways: Vec::new(), turn: AtomicUsize::new(0) };
        world.start_one().await;
        world
    }

    pub async fn start_one(&mut self) {
        let clock = Arc::new(self.clock.clone());
        self.config.instance = format!("gateway-{}", self.gateways.len() + 1);
        self.gateways.push(Gateway::start_with_clock(&self.config, clock).await.unwrap());
    }

    /// Stops every instance, and starts them again on the same data.
    pub async fn restart(&mut self) {
        let count = self.gateways.len();
        self.stop().await;
        for _ in 0..count {
            self.start_one().await;
        }
    }

    pub async fn stop(&mut self) {
        for gateway in self.gateways.drain(..) {
            gateway.stop().await;
        }
    }

    /// The instance whose turn it is.
    pub fn base(&self) -> String {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.gateways.len();
        format!("http://{}", self.gateways[turn].address())
    }

    /// The key of one of the clients of a first start.
    pub fn key(&self, client: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(format!("secrets/{client}.key")))
            .unwrap()
            .trim()
            .to_owned()
    }

    /// A request as a client; as nobody for `""`.
    pub async fn call(&self, client: &str, method: &str, path: &str, body: &str) -> Reply {
        self.call_with(client, method, path, &[], body.as_bytes()).await
    }

    pub async fn call_with(
        &self,
        client: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut all: Vec<(&str, String)> =
            headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if !client.is_empty() {
            all.push(("authorization", format!("Bearer {}", self.key(client))));
        }
        client::send(&format!("{}{path}", self.base()), method, &all, body).await
    }
}

/// The configuration of a first start, on a free port.
pub fn config_in(folder: &Path) -> Config {
    set_up::make(folder).unwrap();
    let mut config = Config::read(&folder.join(set_up::CONFIG_FILE)).unwrap();
    config.listen = "127.0.0.1:0".parse().unwrap();
    config
}

/// A sealed record, as text, with the key that opens it.
pub mod sealed {
    use phiward_envelope::{Context, DataKey, Opener, OsEntropy, Purpose, Sealer, text};
    use sha2::{Digest as _, Sha256};

    pub fn key() -> DataKey {
        DataKey::generate(&mut OsEntropy).unwrap()
    }

    pub fn context(id: &str) -> Context {
        Context::new([("tenant", "clinic-1"), ("record", id)]).unwrap()
    }

    pub fn record(key: &DataKey, id: &str, plaintext: &str) -> String {
        let context = context(id);
        let sealed = Sealer::new(key, &context, Purpose::RECORD).seal(plaintext.as_bytes(), &mut OsEntropy);
        text::encode(&sealed.unwrap())
    }

    pub fn body(envelope: &str) -> String {
        serde_json::json!({ "envelope": envelope }).to_string()
    }

    pub fn open(key: &DataKey, id: &str, envelope: &str) -> Result<String, phiward_envelope::Error> {
        let context = context(id);
        let plaintext = Opener::new(key, &context).open(&text::decode(envelope)?)?;
        Ok(String::from_utf8(plaintext.as_bytes().to_vec()).unwrap())
    }

    /// A PDF of so many bytes, and the stream that it is sealed into.
    pub fn stream(key: &DataKey, bytes: usize, purpose: Purpose) -> (Vec<u8>, Vec<u8>) {
        let mut plain = b"%PDF-1.7\nDelgado HIV result\n".to_vec();
        plain.extend((0..bytes.saturating_sub(plain.len())).map(|at| u8::try_from(at * 7 % 251).unwrap()));
        let (context, mut stream) = (Context::empty(), Vec::new());
        let mut sealer = Sealer::new(key, &context, purpose).stream(&mut OsEntropy, &mut stream).unwrap();
        sealer.update(&plain, &mut stream).unwrap();
        sealer.finish(&mut stream);
        (plain, stream)
    }

    /// The body with which an upload is completed.
    pub fn hash(bytes: &[u8]) -> String {
        let digits: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        serde_json::json!({ "sha256": digits }).to_string()
    }
}
