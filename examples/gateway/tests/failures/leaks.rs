//! What is on disk, and what is in the log, after everything was used: nothing that a patient is known by.

use std::path::Path;

use phiward_redact::{Policy, Redactor, TokenMap};

use super::kill::start;
use crate::world::client::send;
use crate::world::sealed;

/// What clients put into everything that they can write into.
const SEEDED: [&str; 4] = ["Maria Lopez", "078-05-1120", "206-555-0123", "maria.lopez@example.org"];

/// A trace that a caller is in.
const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn neither_database_nor_log_holds_what_clients_wrote() {
    let folder = tempfile::tempdir().unwrap();
    phiward_gateway::set_up::make(folder.path()).unwrap();
    let config = folder.path().join("gateway.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}\n[log]\nformat = \"json\"\nfile = \"gateway.log\"\n")).unwrap();
    let (mut child, base) = start(folder.path());
    let key = sealed::key();
    let bearer = |client: &str| {
        let key = std::fs::read_to_string(folder.path().join(format!("secrets/{client}.key"))).unwrap();
        ("authorization", format!("Bearer {}", key.trim()))
    };
    let json = serde_json::json!({ "purpose": "encrypt-username", "context": { "user": "u-1" }, "plaintext": SEEDED[0] });
    let app = bearer("app");
    let sealed_name =
        send(&format!("{base}/v1/encrypt"), "POST", std::slice::from_ref(&app), json.to_string().as_bytes())
            .await;
    assert_eq!(sealed_name.status, 200, "{}", sealed_name.text());
    for (number, seed) in SEEDED.iter().enumerate() {
        let id = format!("note-{number}");
        let body = sealed::body(&sealed::record(&key, &id, seed));
        let headers = [app.clone(), ("if-none-match", "*".to_owned()), ("user-agent", (*seed).to_owned())];
        assert_eq!(
            send(&format!("{base}/v1/records/{id}"), "PUT", &headers, body.as_bytes()).await.status,
            201
        );
        let bare = serde_json::json!({ "envelope": seed, "patient": seed }).to_string();
        send(&format!("{base}/v1/records/{id}"), "PUT", &headers, bare.as_bytes()).await;
        let keyed = [app.clone(), ("idempotency-key", seed.replace(' ', "_"))];
        assert_eq!(send(&format!("{base}/v1/records"), "POST", &keyed, body.as_bytes()).await.status, 201);
        let query = seed.replace(' ', "+");
        send(&format!("{base}/v1/records?patient={query}"), "GET", std::slice::from_ref(&app), b"").await;
        send(&format!("{base}/{query}"), "GET", &[("traceparent", TRACE.to_owned())], b"").await;
        send(&format!("{base}/{query}"), "GET", &[("traceparent", (*seed).to_owned())], b"").await;
        send(&format!("{base}/v1/uploads"), "POST", std::slice::from_ref(&app), bare.as_bytes()).await;
    }
    // One second for the counts.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut searched = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        searched += bytes.len();
        for seed in SEEDED {
            assert!(!holds(&bytes, seed.as_bytes()), "{seed} is in {}", entry.path().display());
        }
    }
    assert!(searched > 100_000, "{searched}");
    let log = folder.path().join("gateway.log");
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().count() > 20);
    let traced = text.lines().filter(|line| line.contains("0af7651916cd43dd8448eb211c80319c")).count();
    assert_eq!(traced, SEEDED.len(), "lines of a trace are found by it");
    assert_eq!(found_in(&log), Vec::<String>::new());
    // The control: the same search finds what a careless program would have written.
    let careless = folder.path().join("careless.log");
    let line = format!(
        "{{\"message\":\"stored note of patient {} ssn={} phone={}\"}}\n",
        SEEDED[0], SEEDED[1], SEEDED[2]
    );
    std::fs::write(&careless, &line).unwrap();
    assert_eq!(found_in(&careless).len(), 1);
    assert!(holds(line.as_bytes(), SEEDED[0].as_bytes()));
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The lines of a log that the redactor would change, as `phiward scan-logs` finds them, times and places in the source aside.
fn found_in(path: &Path) -> Vec<String> {
    let redactor = Redactor::new(Policy::default()).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter_map(|line| {
        let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
        for ours in ["time", "target", "at"] {
            value.as_object_mut().unwrap().remove(ours);
        }
        let line = value.to_string();
        let redacted = redactor.redact_log(&line, &mut TokenMap::new()).text;
        (redacted != line).then_some(redacted)
    });
    lines.collect()
}
