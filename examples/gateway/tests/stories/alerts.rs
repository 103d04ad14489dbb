//! Alerts over the gateway's own requests: they fire, clear with hysteresis, and are told to a webhook that may be down.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use phiward_ems::{RequestVerifier, SIGNATURE_HEADER, SignedRequest, SigningKey};
use phiward_gateway::config::{AlertWebhook, Config};
use serde_json::{Value, json};

use crate::world::vendor::{self, Received, Vendor};
use crate::world::{NOON_MS, World};

const SECRET: [u8; 32] = [5; 32];

/// A pager that keeps what it is told, and answers with a status that a test can change.
struct Pager {
    vendor: Vendor,
    status: Arc<AtomicU16>,
    told: Arc<Mutex<Vec<(u16, Received)>>>,
}

impl Pager {
    async fn start(status: u16) -> Self {
        let (status, told) = (Arc::new(AtomicU16::new(status)), Arc::new(Mutex::new(Vec::new())));
        let (answer, keep) = (Arc::clone(&status), Arc::clone(&told));
        let vendor = Vendor::start(move |request| {
            let status = answer.load(Ordering::SeqCst);
            keep.lock().unwrap().push((status, request));
            status
        })
        .await;
        Self { vendor, status, told }
    }

    fn configure(&self, config: &mut Config) {
        std::fs::write(config.folder.join("authority.pem"), &self.vendor.authority).unwrap();
        let secret: String = SECRET.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(config.folder.join("secrets/pager.key"), secret).unwrap();
        config.callback_authorities = Some("authority.pem".into());
        config.callback_addresses.insert(vendor::HOST.to_owned(), "127.0.0.1".parse().unwrap());
        config.alert_webhooks = vec![AlertWebhook {
            name: "pager".to_owned(),
            url: format!("https://{}:{}/alerts?team=4", vendor::HOST, self.vendor.port),
            secret_file: "secrets/pager.key".into(),
        }];
    }

    /// What it took of an alert: the changes in order.
    fn taken(&self, alert: &str) -> Vec<Value> {
        let told = self.told.lock().unwrap();
        let bodies = told.iter().filter(|(status, _)| *status == 200);
        let bodies = bodies.map(|(_, request)| serde_json::from_slice::<Value>(&request.body).unwrap());
        bodies.filter(|body| body["alert"] == alert).collect()
    }
}

/// One instance, of which every request to the enclave fails.
async fn world_with(pager: &Pager) -> World {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    World::alone(|config| {
        config.enclave = Some(nobody);
        pager.configure(config);
    })
    .await
}

/// Thirty requests that fail in the service.
async fn fail(world: &World) {
    for _ in 0..30 {
        assert_eq!(world.call_with("app", "POST", "/v1/ai/analyze", &[], b"\x01x").await.status, 503);
    }
}

/// Thirty requests that work.
async fn work(world: &World) {
    for _ in 0..30 {
        assert_eq!(world.call("app", "GET", "/v1/records", "").await.status, 200);
    }
}

/// Lets ten seconds of the gateway's clock pass, and waits until they were looked at.
async fn look(world: &World) {
    world.clock.advance(10_000);
    tokio::time::sleep(Duration::from_millis(500)).await;
}

async fn state(world: &World, alert: &str) -> u64 {
    let text = world.call("", "GET", "/metrics", "").await.text();
    let begins = format!("alert_state{{rule=\"{alert}\"");
    let line = text.lines().find(|line| line.starts_with(&begins)).unwrap_or_else(|| panic!("{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

async fn wait(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..100 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not happen");
}

#[tokio::test]
async fn an_alert_fires_is_told_with_a_signature_and_clears() {
    let pager = Pager::start(200).await;
    let world = world_with(&pager).await;
    fail(&world).await;
    world.clock.advance(10_000);
    wait("firing", async || pager.taken("service_errors_high").len() == 1).await;
    assert_eq!(state(&world, "service_errors_high").await, 2);
    let told = world.call("admin", "GET", "/v1/diagnostic", "").await.json();
    let alerts: Vec<&str> =
        told["alerts"].as_array().unwrap().iter().map(|alert| alert["alert"].as_str().unwrap()).collect();
    assert_eq!(alerts, ["ai_failures_high", "service_errors_high"], "{told}");
    let missed = |told: &Value, name: &str| {
        let all = told["objectives"].as_array().unwrap().clone();
        all.into_iter().find(|objective| objective["objective"] == name).unwrap()["state"].clone()
    };
    assert_eq!(missed(&told, "critical_path_errors"), "missed");
    assert_eq!(missed(&told, "upload_success"), "unknown");
    // Who is no operator is told nothing.
    assert_eq!(world.call("app", "GET", "/v1/diagnostic", "").await.code(), "not_permitted");
    assert_eq!(world.call("", "GET", "/v1/diagnostic", "").await.code(), "unauthenticated");

    // Quiet traffic for as long as the window is, then five minutes more; only then is it over.
    for _ in 0..31 {
        look(&world).await;
    }
    work(&world).await;
    look(&world).await;
    assert_eq!(state(&world, "service_errors_high").await, 2, "it has to stay well for five minutes");
    world.clock.advance(300_000);
    work(&world).await;
    wait("clearing", async || {
        look(&world).await;
        pager.taken("service_errors_high").len() == 2
    })
    .await;
    let changes = pager.taken("service_errors_high");
    assert_eq!((&changes[0]["change"], &changes[1]["change"]), (&json!("fired"), &json!("cleared")));
    assert_eq!(changes[0]["dedupeKey"], changes[1]["dedupeKey"]);
    assert_eq!((&changes[0]["severity"], &changes[0]["instance"]), (&json!("critical"), &json!("gateway-1")));
    assert_eq!(state(&world, "service_errors_high").await, 0);

    // Signed as our webhooks are, for the path with its query; and nothing of a client is in it.
    let told = pager.told.lock().unwrap();
    let verifier = RequestVerifier::new(SigningKey::new("alerts-1", &SECRET).unwrap());
    for (_, request) in told.iter() {
        assert_eq!(request.path, "/alerts?team=4");
        let signed = SignedRequest { method: "POST", path_and_query: &request.path, body: &request.body };
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let at_ms = body["at"].as_u64().unwrap();
        assert!(verifier.verify(&signed, &request.headers[SIGNATURE_HEADER], at_ms + 20_000).is_ok());
        assert!(at_ms > NOON_MS && request.headers.contains_key("idempotency-key"));
        let names: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["action", "alert", "at", "change", "dedupeKey", "instance", "severity"]);
    }
}

#[tokio::test]
async fn a_pager_that_is_down_is_told_later_and_not_hammered() {
    let pager = Pager::start(503).await;
    let world = world_with(&pager).await;
    fail(&world).await;
    world.clock.advance(10_000);
    let calls = || pager.told.lock().unwrap().len();
    wait("a first attempt", async || calls() >= 1).await;
    // Again after 5, 10, 20 … seconds, each half at least; two notifications wait, and one is tried at a time.
    for _ in 0..12 {
        world.clock.advance(5_000);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    let asked = calls();
    assert!((3..=6).contains(&asked), "{asked} in a minute");
    assert!(pager.taken("service_errors_high").is_empty());
    pager.status.store(200, Ordering::SeqCst);
    wait("both notifications", async || {
        world.clock.advance(20_000);
        pager.taken("service_errors_high").len() == 1 && pager.taken("ai_failures_high").len() == 1
    })
    .await;
    // The same key at every attempt, so that the pager can tell them apart from new ones.
    let told = pager.told.lock().unwrap();
    let mut keys: Vec<&String> =
        told.iter().map(|(_, request)| &request.headers["idempotency-key"]).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 2, "{keys:?}");
}

#[tokio::test]
async fn a_webhook_that_is_no_public_https_is_no_configuration() {
    for url in [
        "http://hooks.example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://user:secret@hooks.example.org/",
        "https://hooks.example.org/#x",
        "javascript:alert(1)",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut config = crate::world::config_in(folder.path());
        let secret_file = "secrets/webhook.key".into();
        config.alert_webhooks = vec![AlertWebhook { name: "pager".into(), url: url.into(), secret_file }];
        let error = phiward_gateway::Gateway::start(&config).await.unwrap_err().to_string();
        assert!(error.starts_with("alert webhook pager: "), "{url}: {error}");
        assert!(!error.contains("secret") && !error.contains("alert(1)"), "{error}");
    }
}
