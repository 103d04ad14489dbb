//! Stories 5 and 9: exports that survive crashes and a vendor that is down, and stay sealed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use phiward_ems::{RequestVerifier, SIGNATURE_HEADER, SignedRequest, SigningKey};
use serde_json::json;

use crate::world::vendor::Vendor;
use crate::world::{World, vendor};

async fn world_with(vendor: &Vendor) -> World {
    let (port, authority) = (vendor.port, vendor.authority.clone());
    World::with(move |config| {
        std::fs::write(config.folder.join("authority.pem"), &authority).unwrap();
        config.callback_authorities = Some("authority.pem".into());
        config.callback_addresses.insert(vendor::HOST.to_owned(), "127.0.0.1".parse().unwrap());
        config.agencies[0].callback_hosts = vec![format!("{}:{port}", vendor::HOST)];
        config.callback_seconds = 2;
    })
    .await
}

/// Launches with a callback, and exports a protocol; gives the export's id.
async fn export(world: &World, vendor: &Vendor) -> String {
    let callback = format!("https%3A%2F%2F{}%3A{}%2Fexport%3Fincident%3DIT-12345", vendor::HOST, vendor.port);
    let form = format!(
        "agency_id=demo-county-fd&search_term=chest+pain&incident_id=IT-12345&callback_url={callback}"
    );
    let launched = world.call("partner", "POST", "/api/imagetrend/launch", &form).await;
    assert_eq!(launched.status, 302, "{}", launched.text());
    let handle = launched.header("location").unwrap().rsplit_once("launch=").unwrap().1.to_owned();
    let chosen = json!({ "protocol_number": "TP-101", "sections": ["Treatment"] }).to_string();
    let taken = world.call("partner", "POST", &format!("/api/launches/{handle}/export"), &chosen).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    taken.json()["id"].as_str().unwrap().to_owned()
}

/// Waits until an export is in a state; the gateways' clock moves with `step_ms` at each look.
async fn wait(world: &World, id: &str, state: &str, step_ms: u64) -> serde_json::Value {
    let mut last = json!(null);
    for _ in 0..100 {
        last = world.call("partner", "GET", &format!("/api/exports/{id}"), "").await.json();
        if last["state"] == state {
            // The clock of these tests stands still, so events of one time have no order.
            let mut events: Vec<String> = serde_json::from_value(last["events"].clone()).unwrap();
            events.sort();
            last["events"] = json!(events);
            return last;
        }
        world.clock.advance(step_ms);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{last}");
}

#[tokio::test]
async fn an_export_is_signed_and_delivered() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let requests = Arc::clone(&seen);
    let vendor = Vendor::start(move |request| {
        requests.lock().unwrap().push(request);
        200
    })
    .await;
    let world = world_with(&vendor).await;
    let id = export(&world, &vendor).await;
    let done = wait(&world, &id, "delivered", 0).await;
    assert_eq!(done["events"], json!(["delivered", "requested"]), "{done}");
    let request = seen.lock().unwrap().remove(0);
    assert_eq!(request.headers["idempotency-key"], id);
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        (body["protocol_number"].as_str(), &body["selected_sections"]),
        (Some("TP-101"), &json!(["Treatment"]))
    );
    let file = std::fs::read_to_string(world.folder.path().join("secrets/export.key")).unwrap();
    let secret: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&file[2 * at..2 * at + 2], 16).unwrap()).collect();
    let verifier = RequestVerifier::new(SigningKey::new("gateway-1", &secret).unwrap());
    let signed = SignedRequest { method: "POST", path_and_query: &request.path, body: &request.body };
    assert!(request.path.contains("incident=IT-12345"));
    let verified =
        verifier.verify(&signed, &request.headers[SIGNATURE_HEADER], crate::world::NOON_MS).unwrap();
    assert_eq!(verified.key_id, "gateway-1");
    // What is sent is the library's, not the browser's.
    let unknown = json!({ "protocol_number": "TP-999", "sections": [] }).to_string();
    let launched = world.call("partner", "POST", "/api/imagetrend/launch", "agency_id=demo-county-fd").await;
    let handle = launched.header("location").unwrap().rsplit_once("launch=").unwrap().1.to_owned();
    let refused = world.call("partner", "POST", &format!("/api/launches/{handle}/export"), &unknown).await;
    assert_eq!(refused.code(), "no_callback");
}

#[tokio::test]
async fn a_vendor_that_stays_down_leaves_a_sealed_dead_letter_and_a_withdrawal() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let vendor = Vendor::start(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        503
    })
    .await;
    let world = world_with(&vendor).await;
    let id = export(&world, &vendor).await;
    let dead = wait(&world, &id, "dead_letter", 5_000).await;
    assert_eq!(dead["events"], json!(["requested", "withdrawn"]), "{dead}");
    // Once, and again after 5, 25 and 125 seconds.
    assert_eq!(calls.load(Ordering::SeqCst), 4);
    if world.config.urls.database.is_none() {
        let mut bytes = std::fs::read(world.folder.path().join("gateway.sqlite")).unwrap();
        bytes.extend(std::fs::read(world.folder.path().join("gateway.sqlite-wal")).unwrap_or_default());
        for secret in ["IT-12345", "incident=", "Cardiac Chest Pain"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_storm_of_429_is_waited_out_as_the_vendor_asks() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let vendor =
        Vendor::start(move |_| if counted.fetch_add(1, Ordering::SeqCst) < 2 { 429 } else { 200 }).await;
    let world = world_with(&vendor).await;
    let id = export(&world, &vendor).await;
    wait(&world, &id, "delivered", 2_000).await;
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn another_process_goes_on_with_what_one_has_left() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let vendor =
        Vendor::start(move |_| if counted.fetch_add(1, Ordering::SeqCst) < 1 { 500 } else { 200 }).await;
    let mut world = world_with(&vendor).await;
    let id = export(&world, &vendor).await;
    while calls.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.restart().await;
    let done = wait(&world, &id, "delivered", 5_000).await;
    assert_eq!(done["events"], json!(["delivered", "requested"]), "{done}");
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_slow_vendor_costs_nobody_else_anything() {
    let vendor = Vendor::start(|_| {
        std::thread::sleep(Duration::from_secs(4));
        200
    })
    .await;
    let world = world_with(&vendor).await;
    export(&world, &vendor).await;
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        assert_eq!(world.call("app", "GET", "/v1/records", "").await.status, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
