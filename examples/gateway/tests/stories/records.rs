//! Sealed records: stored as they are, changed only by those who have seen them, never opened here.

use crate::world::{World, sealed};

#[tokio::test]
async fn a_record_comes_back_as_it_was_and_opens_only_with_the_clients_key() {
    let world = World::start().await;
    let (key, other) = (sealed::key(), sealed::key());
    let envelope = sealed::record(&key, "note-1", "Maria Lopez fainted at work");
    let put = world
        .call_with(
            "app",
            "PUT",
            "/v1/records/note-1",
            &[("if-none-match", "*")],
            sealed::body(&envelope).as_bytes(),
        )
        .await;
    assert_eq!(put.status, 201, "{}", put.text());
    let read = world.call("app", "GET", "/v1/records/note-1", "").await;
    assert_eq!(read.status, 200);
    assert_eq!(read.header("etag"), put.header("etag"));
    assert_eq!(read.header("cache-control"), Some("no-store"));
    let stored = read.json()["envelope"].as_str().unwrap().to_owned();
    assert_eq!(sealed::open(&key, "note-1", &stored).unwrap(), "Maria Lopez fainted at work");
    assert!(sealed::open(&other, "note-1", &stored).is_err());
    assert!(sealed::open(&key, "note-2", &stored).is_err());
    // Whoever has it already need not load it again.
    let known = world
        .call_with("app", "GET", "/v1/records/note-1", &[("if-none-match", put.header("etag").unwrap())], b"")
        .await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
}

#[tokio::test]
async fn of_two_who_change_the_same_version_one_is_told() {
    let world = World::start().await;
    let key = sealed::key();
    let body = |text: &str| sealed::body(&sealed::record(&key, "note-1", text));
    let first = world
        .call_with("app", "PUT", "/v1/records/note-1", &[("if-none-match", "*")], body("one").as_bytes())
        .await;
    let etag = first.header("etag").unwrap().to_owned();
    let again = world
        .call_with("app", "PUT", "/v1/records/note-1", &[("if-none-match", "*")], body("two").as_bytes())
        .await;
    assert_eq!((again.status, again.code().as_str()), (412, "version_conflict"));
    let blind = world.call("app", "PUT", "/v1/records/note-1", &body("two")).await;
    assert_eq!((blind.status, blind.code().as_str()), (428, "condition_required"));
    let headers = [("if-match", etag.as_str())];
    let bodies = [body("a"), body("b"), body("c"), body("d"), body("e")];
    let change =
        |at: usize| world.call_with("app", "PUT", "/v1/records/note-1", &headers, bodies[at].as_bytes());
    let replies = tokio::join!(change(0), change(1), change(2), change(3), change(4));
    let statuses = [replies.0.status, replies.1.status, replies.2.status, replies.3.status, replies.4.status];
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 4, "{statuses:?}");
    let stale = world.call_with("app", "DELETE", "/v1/records/note-1", &headers, b"").await;
    assert_eq!(stale.status, 412);
    let now = world.call("app", "GET", "/v1/records/note-1", "").await;
    let headers = [("if-match", now.header("etag").unwrap())];
    assert_eq!(world.call_with("app", "DELETE", "/v1/records/note-1", &headers, b"").await.status, 204);
    assert_eq!(world.call("app", "GET", "/v1/records/note-1", "").await.status, 404);
    // A version never comes again, so an old tag does not fit a new record of the same name.
    world
        .call_with("app", "PUT", "/v1/records/note-1", &[("if-none-match", "*")], body("new").as_bytes())
        .await;
    let old = world
        .call_with("app", "PUT", "/v1/records/note-1", &[("if-match", etag.as_str())], body("x").as_bytes())
        .await;
    assert_eq!((old.status, old.code().as_str()), (412, "version_conflict"));
}

#[tokio::test]
async fn what_is_no_sealed_record_is_refused_and_not_quoted() {
    let world = World::start().await;
    let key = sealed::key();
    let good = sealed::record(&key, "note-1", "text");
    let cases = [
        ("{\"envelope\":\"Maria Lopez\"}".to_owned(), "malformed"),
        (
            sealed::body(
                "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
            ),
            "unsupported_version",
        ),
        (sealed::body(&good[..good.len() - 24]), "truncated"),
        (
            sealed::body(
                "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==",
            ),
            "legacy_refused",
        ),
        (format!("{{\"envelope\":\"{good}\",\"patient\":\"Maria Lopez\"}}"), "invalid_body"),
        ("Maria Lopez".to_owned(), "invalid_body"),
    ];
    for (body, code) in cases {
        let reply = world
            .call_with("app", "PUT", "/v1/records/note-1", &[("if-none-match", "*")], body.as_bytes())
            .await;
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{}", reply.text());
        assert!(!reply.text().contains("Maria"), "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(reply.json()["requestId"].as_str(), reply.header("x-request-id"));
    }
    assert_eq!(world.call("app", "GET", "/v1/records/Maria%20Lopez", "").await.code(), "invalid_id");
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    let world = World::start().await;
    let key = sealed::key();
    let body = sealed::body(&sealed::record(&key, "note-1", "text"));
    let created = world.call("app", "POST", "/v1/records", &body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let path = created.header("location").unwrap().to_owned();
    assert_eq!(world.call("app", "GET", &path, "").await.status, 200);
    // Another client of the same tenant may, one of another tenant may not, and nobody without a key.
    assert_eq!(world.call("admin", "GET", &path, "").await.status, 200);
    assert_eq!(world.call("free", "GET", &path, "").await.status, 404);
    assert_eq!(world.call("", "GET", &path, "").await.status, 401);
    assert_eq!(world.call("free", "GET", "/v1/records", "").await.json()["records"], serde_json::json!([]));
}

#[tokio::test]
async fn pages_hold_every_record_once() {
    let world = World::start().await;
    let key = sealed::key();
    for number in 0..25 {
        let id = format!("note-{number:02}");
        let body = sealed::body(&sealed::record(&key, &id, "text"));
        let path = format!("/v1/records/{id}");
        assert_eq!(
            world.call_with("app", "PUT", &path, &[("if-none-match", "*")], body.as_bytes()).await.status,
            201
        );
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = world.call("app", "GET", &format!("/v1/records?limit=10&after={after}"), "").await.json();
        let records = page["records"].as_array().unwrap();
        assert!(records.len() <= 10 && records.iter().all(|record| record.get("envelope").is_none()));
        seen.extend(records.iter().map(|record| record["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = next.to_owned();
    }
    assert_eq!(seen, (0..25).map(|number| format!("note-{number:02}")).collect::<Vec<_>>());
    assert_eq!(world.call("app", "GET", "/v1/records?limit=0", "").await.code(), "invalid_page");
    assert_eq!(world.call("app", "GET", "/v1/records?patient=Maria", "").await.code(), "invalid_page");
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once_however_often_it_comes() {
    let world = World::start().await;
    let key = sealed::key();
    let body = sealed::body(&sealed::record(&key, "note-1", "text"));
    let headers = [("idempotency-key", "order-66")];
    let send = || world.call_with("app", "POST", "/v1/records", &headers, body.as_bytes());
    let replies = tokio::join!(send(), send(), send(), send(), send());
    let replies = [replies.0, replies.1, replies.2, replies.3, replies.4];
    for reply in &replies {
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_eq!(reply.header("location"), replies[0].header("location"));
        assert_eq!(reply.header("etag"), replies[0].header("etag"));
    }
    let list = world.call("app", "GET", "/v1/records", "").await.json();
    assert_eq!(list["records"].as_array().unwrap().len(), 1);
    let other = sealed::body(&sealed::record(&key, "note-1", "another text"));
    let mismatch = world.call_with("app", "POST", "/v1/records", &headers, other.as_bytes()).await;
    assert_eq!((mismatch.status, mismatch.code().as_str()), (422, "key_mismatch"));
    // The same key of another client is another key.
    assert_eq!(world.call_with("admin", "POST", "/v1/records", &headers, other.as_bytes()).await.status, 201);
    // After its time the key is free.
    world.clock.advance(86_400_001);
    assert_eq!(world.call_with("app", "POST", "/v1/records", &headers, other.as_bytes()).await.status, 201);
}
