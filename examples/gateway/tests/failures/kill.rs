//! `kill -9` while clients write: what was answered is there, whole, and nothing else is half there. Uploads and exports
//! go on where they were.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use phiward_envelope::{Context, Opener, Purpose};
use serde_json::{Value, json};

use crate::world::client::{send, try_send};
use crate::world::sealed;
use crate::world::vendor::{self, Vendor};

/// The program in a folder, and the address that it prints.
pub fn start(folder: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_phiward-gateway"))
        .arg("--folder")
        .arg(folder)
        .env("PHIWARD_GATEWAY_LISTEN", "127.0.0.1:0")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the program tells where it listens").unwrap();
        if let Some((_, rest)) = line.split_once("listening on ") {
            break rest.split(';').next().unwrap().to_owned();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

fn key_of(folder: &Path) -> String {
    bearer(folder, "app").strip_prefix("Bearer ").unwrap().to_owned()
}

/// What a client sends to say who it is.
fn bearer(folder: &Path, client: &str) -> String {
    let key = std::fs::read_to_string(folder.join(format!("secrets/{client}.key"))).unwrap();
    format!("Bearer {}", key.trim())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let key = Arc::new(sealed::key());
    let answered = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..3 {
        let (mut child, base) = start(folder.path());
        let bearer = format!("Bearer {}", key_of(folder.path()));
        let client = Client::builder(TokioExecutor::new()).build_http();
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (base, bearer, client) = (base.clone(), bearer.clone(), client.clone());
                let (key, answered) = (Arc::clone(&key), Arc::clone(&answered));
                tokio::spawn(async move {
                    for number in 0.. {
                        let id = format!("r{round}-{writer}-{number}");
                        let body = sealed::body(&sealed::record(&key, &id, &id));
                        let headers = [("authorization", bearer.clone()), ("if-none-match", "*".to_owned())];
                        let url = format!("{base}/v1/records/{id}");
                        match try_send(&client, &url, "PUT", &headers, body.as_bytes()).await {
                            Ok(reply) if reply.status == 201 => answered.lock().unwrap().insert(id),
                            Ok(reply) => panic!("{}", reply.text()),
                            Err(_) => return,
                        };
                    }
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let (mut child, base) = start(folder.path());
    let bearer = [("authorization", format!("Bearer {}", key_of(folder.path())))];
    let answered = answered.lock().unwrap().clone();
    assert!(answered.len() > 50, "{}", answered.len());
    let client = Client::builder(TokioExecutor::new()).build_http();
    let (mut stored, mut after) = (BTreeSet::new(), String::new());
    loop {
        let url = format!("{base}/v1/records?limit=200&after={after}");
        let page = try_send(&client, &url, "GET", &bearer, b"").await.unwrap().json();
        stored.extend(
            page["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| record["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    let lost: Vec<_> = answered.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for id in &stored {
        let record =
            try_send(&client, &format!("{base}/v1/records/{id}"), "GET", &bearer, b"").await.unwrap();
        let envelope = record.json()["envelope"].as_str().unwrap().to_owned();
        assert_eq!(sealed::open(&key, id, &envelope).unwrap(), *id);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_of_12_mb_goes_on_after_a_kill() {
    const PIECE: usize = 1024 * 1024;
    let folder = tempfile::tempdir().unwrap();
    let key = sealed::key();
    let (plain, stream) = sealed::stream(&key, 12_000_000, Purpose::FILE);
    let (mut child, base) = start(folder.path());
    let who = ("authorization", bearer(folder.path(), "app"));
    let begin = json!({ "bytes": stream.len() }).to_string();
    let begun =
        send(&format!("{base}/v1/uploads"), "POST", std::slice::from_ref(&who), begin.as_bytes()).await;
    let path = format!("/v1/uploads/{}", begun.json()["id"].as_str().unwrap());
    let append = |base: &str, at: usize| {
        let headers = [who.clone(), ("upload-offset", at.to_string())];
        let (url, piece) = (format!("{base}{path}"), stream[at..(at + PIECE).min(stream.len())].to_vec());
        async move { try_send(&crate::world::client::client(), &url, "PATCH", &headers, &piece).await }
    };
    for number in 0..5 {
        assert_eq!(append(&base, number * PIECE).await.unwrap().status, 204);
    }
    // The sixth is under way when the program dies: it is there whole, or not at all.
    let (sixth, ()) = tokio::join!(append(&base, 5 * PIECE), async {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        child.kill().unwrap();
    });
    child.wait().unwrap();
    let (mut child, base) = start(folder.path());
    let asked = send(&format!("{base}{path}"), "HEAD", std::slice::from_ref(&who), b"").await;
    let mut at: usize = asked.header("upload-offset").unwrap().parse().unwrap();
    assert!(at == 6 * PIECE || (at == 5 * PIECE && sixth.is_err()), "{at}");
    let complete = |bytes: &[u8]| {
        let (url, body) = (format!("{base}{path}/complete"), sealed::hash(bytes));
        let who = who.clone();
        async move { send(&url, "POST", &[who], body.as_bytes()).await }
    };
    let early = complete(&stream).await;
    assert_eq!((early.status, early.code().as_str()), (409, "truncated"));
    while at < stream.len() {
        assert_eq!(append(&base, at).await.unwrap().status, 204);
        at = (at + PIECE).min(stream.len());
    }
    assert_eq!(complete(&stream).await.status, 200);
    let file = path.replace("uploads", "files");
    let file = send(&format!("{base}{file}"), "GET", std::slice::from_ref(&who), b"").await;
    assert!(Opener::new(&key, &Context::empty()).open(&file.bytes).unwrap().as_bytes() == plain);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_goes_on_after_a_kill() {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    let vendor = Vendor::start(move |request| {
        let mut seen = seen.lock().unwrap();
        seen.push(request.headers["idempotency-key"].clone());
        if seen.len() == 1 { 500 } else { 200 }
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    phiward_gateway::set_up::make(folder.path()).unwrap();
    std::fs::write(folder.path().join("authority.pem"), &vendor.authority).unwrap();
    let (config, host) = (folder.path().join("gateway.toml"), vendor::HOST);
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace(
        &format!("callback_hosts = [\"{host}\"]"),
        &format!("callback_hosts = [\"{host}:{}\"]", vendor.port),
    );
    let more = format!(
        "callback_authorities = \"authority.pem\"\ncallback_addresses = {{ \"{host}\" = \"127.0.0.1\" }}\n"
    );
    std::fs::write(&config, more + &text).unwrap();
    let (mut child, base) = start(folder.path());
    let who = [("authorization", bearer(folder.path(), "partner"))];
    let form = format!(
        "agency_id=demo-county-fd&search_term=chest+pain&callback_url=https%3A%2F%2F{host}%3A{}%2Fexport",
        vendor.port
    );
    let launched = send(&format!("{base}/api/imagetrend/launch"), "POST", &who, form.as_bytes()).await;
    let handle = launched.header("location").unwrap().rsplit_once("launch=").unwrap().1.to_owned();
    let chosen = json!({ "protocol_number": "TP-101", "sections": ["Treatment"] }).to_string();
    let taken = send(&format!("{base}/api/launches/{handle}/export"), "POST", &who, chosen.as_bytes()).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    let id = taken.json()["id"].as_str().unwrap().to_owned();
    while calls.lock().unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // The answer of the vendor is being written down, or has been; the program dies either way.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, base) = start(folder.path());
    let mut last = Value::Null;
    for _ in 0..400 {
        last = send(&format!("{base}/api/exports/{id}"), "GET", &who, b"").await.json();
        if last["state"] == "delivered" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    assert_eq!(
        (&last["state"], &last["events"]),
        (&json!("delivered"), &json!(["requested", "delivered"])),
        "{last}"
    );
    assert_eq!(*calls.lock().unwrap(), [id.clone(), id]);
    child.kill().unwrap();
    child.wait().unwrap();
}
