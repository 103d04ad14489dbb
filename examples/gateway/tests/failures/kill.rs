//! `kill -9` while clients write: what was answered is there, whole, and nothing else is half there.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::world::client::try_send;
use crate::world::sealed;

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
    std::fs::read_to_string(folder.join("secrets/app.key")).unwrap().trim().to_owned()
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
