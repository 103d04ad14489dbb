//! More clients than fit: every one gets an answer, and the answer is clean.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::world::client::try_send;
use crate::world::{World, sealed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_at_once_get_clean_answers() {
    let world = Arc::new(World::alone(|config| config.bounds.requests = 64).await);
    let key = sealed::key();
    let body = sealed::body(&sealed::record(&key, "note", "text"));
    world.call_with("app", "PUT", "/v1/records/note", &[("if-none-match", "*")], body.as_bytes()).await;
    let bearer = format!("Bearer {}", world.key("app"));
    let clients: Vec<_> = (0..1000)
        .map(|_| {
            let (url, bearer) = (format!("{}/v1/records/note", world.base()), bearer.clone());
            tokio::spawn(async move {
                // A client of its own has a connection of its own.
                let client = Client::builder(TokioExecutor::new()).build_http();
                let mut statuses = Vec::new();
                for _ in 0..3 {
                    let headers = [("authorization", bearer.clone())];
                    let reply = try_send(&client, &url, "GET", &headers, b"").await.unwrap();
                    if reply.status == 503 {
                        assert_eq!(reply.code(), "overloaded");
                        assert_eq!(reply.header("retry-after"), Some("1"));
                    }
                    statuses.push(reply.status);
                }
                statuses
            })
        })
        .collect();
    let mut counts = BTreeMap::new();
    for client in clients {
        for status in client.await.unwrap() {
            *counts.entry(status).or_insert(0) += 1;
        }
    }
    assert_eq!(counts.values().sum::<i32>(), 3000);
    assert!(counts.keys().all(|status| matches!(status, 200 | 503)), "{counts:?}");
    assert!(counts[&200] > 100, "{counts:?}");
    let metrics = world.call("", "GET", "/metrics", "").await.text();
    let line = "http_requests_total{route=\"record/read\",status=\"2xx\"}";
    assert!(metrics.contains(line), "{metrics}");
    // When they are gone, it is as if they had never been there.
    assert_eq!(world.call("app", "GET", "/v1/records/note", "").await.status, 200);
}

#[tokio::test]
async fn a_slow_client_does_not_hold_others_up() {
    use tokio::io::AsyncWriteExt as _;
    let world = World::with(|config| config.bounds.connections = 8).await;
    let address = world.base().replace("http://", "");
    let mut slow = Vec::new();
    for _ in 0..6 {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"GET /v1/health HTTP/1.1\r\nhost: a\r\nx-slow: ").await.unwrap();
        slow.push(stream);
    }
    assert_eq!(world.call("app", "GET", "/v1/records", "").await.status, 200);
}

#[tokio::test]
async fn a_drain_lets_requests_end_and_takes_no_new_ones() {
    let mut world = World::start().await;
    let base = world.base();
    assert_eq!(world.call("", "GET", "/v1/ready", "").await.json()["status"], "ok");
    world.stop().await;
    let client = Client::builder(TokioExecutor::new()).build_http();
    assert!(try_send(&client, &format!("{base}/v1/health"), "GET", &[], b"").await.is_err());
}
