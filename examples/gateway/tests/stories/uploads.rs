//! Story 8: a sealed stream of 12 MB goes on after the service was stopped; what is cut off is refused. With `kill -9` it
//! is in `failures/kill.rs`.

use phiward_envelope::{Context, Opener, Purpose};
use serde_json::json;

use crate::world::sealed::{hash, stream};
use crate::world::{Reply, World, sealed};

const PIECE: usize = 1024 * 1024;

async fn begin(world: &World, bytes: usize) -> String {
    let begun = world.call("app", "POST", "/v1/uploads", &json!({ "bytes": bytes }).to_string()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    begun.json()["id"].as_str().unwrap().to_owned()
}

async fn append(world: &World, id: &str, offset: usize, piece: &[u8]) -> Reply {
    let headers = [("upload-offset", offset.to_string())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.call_with("app", "PATCH", &format!("/v1/uploads/{id}"), &headers, piece).await
}

async fn offset(world: &World, id: &str) -> usize {
    let reply = world.call("app", "HEAD", &format!("/v1/uploads/{id}"), "").await;
    assert_eq!(reply.status, 200);
    reply.header("upload-offset").unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_stream_of_12_mb_goes_on_where_it_was() {
    let mut world = World::start().await;
    let key = sealed::key();
    let (plain, stream) = stream(&key, 12_000_000, Purpose::FILE);
    let id = begin(&world, stream.len()).await;
    let mut sent = 0;
    while sent < stream.len() {
        let end = (sent + PIECE).min(stream.len());
        let reply = append(&world, &id, sent, &stream[sent..end]).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        if sent == 5 * PIECE {
            world.restart().await;
            // The client has not heard of the last piece, and asks.
            assert_eq!(offset(&world, &id).await, end);
            let again = append(&world, &id, sent, &stream[sent..end]).await;
            assert_eq!((again.status, again.code().as_str()), (409, "wrong_offset"));
            assert_eq!(again.header("upload-offset"), Some(end.to_string().as_str()));
            let early =
                world.call("app", "POST", &format!("/v1/uploads/{id}/complete"), &hash(&stream)).await;
            assert_eq!((early.status, early.code().as_str()), (409, "truncated"));
        }
        sent = end;
    }
    let path = format!("/v1/uploads/{id}/complete");
    let wrong = world.call("app", "POST", &path, &hash(&stream[1..])).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (409, "hash_mismatch"));
    assert_eq!(world.call("app", "GET", &format!("/v1/files/{id}"), "").await.status, 404);
    let whole = world.call("app", "POST", &path, &hash(&stream)).await;
    assert_eq!(whole.status, 200, "{}", whole.text());
    let file = world.call("app", "GET", &format!("/v1/files/{id}"), "").await;
    assert!(file.bytes == stream);
    let context = Context::empty();
    let opened = Opener::new(&key, &context).open(&file.bytes).unwrap();
    assert!(opened.as_bytes() == plain);
    // A download that was cut goes on as well; another tenant has no such file.
    let rest =
        world.call_with("app", "GET", &format!("/v1/files/{id}"), &[("range", "bytes=7654321-")], b"").await;
    assert_eq!(rest.status, 206);
    assert!(rest.bytes == stream[7_654_321..]);
    assert_eq!(world.call("free", "GET", &format!("/v1/files/{id}"), "").await.status, 404);
    // What a thief cuts off is noticed by whoever opens it.
    for cut in [1, 17, 16_400, 1_000_000] {
        assert!(Opener::new(&key, &context).open(&stream[..stream.len() - cut]).is_err());
    }
}

#[tokio::test]
async fn content_decides_what_is_taken() {
    let world = World::start().await;
    let key = sealed::key();
    let (plain, sealed_stream) = stream(&key, 50_000, Purpose::FILE);
    let id = begin(&world, plain.len()).await;
    let bare = append(&world, &id, 0, &plain).await;
    assert_eq!((bare.status, bare.code().as_str()), (415, "not_sealed"));
    assert_eq!(offset(&world, &id).await, 0);
    let html = append(&world, &id, 0, b"<html><body>").await;
    assert_eq!(html.status, 415);
    let (_, export) = stream(&key, 50_000, Purpose::EXPORT);
    let id = begin(&world, export.len()).await;
    assert_eq!(append(&world, &id, 0, &export).await.code(), "wrong_purpose");
    // An announced length that no stream with that header has: the last chunk is never full.
    let id = begin(&world, sealed_stream.len() / 16_400 * 16_400 + 78).await;
    assert_eq!(append(&world, &id, 0, &sealed_stream[..PIECE.min(20_000)]).await.code(), "truncated");
    let large = world.call("app", "POST", "/v1/uploads", "{\"bytes\": 60000000}").await;
    assert_eq!((large.status, large.code().as_str()), (413, "too_large"));
    let named = world.call("app", "POST", "/v1/uploads", "{\"bytes\": 100, \"name\": \"Delgado.pdf\"}").await;
    assert_eq!(named.code(), "invalid_body");
}

#[tokio::test]
async fn the_same_piece_five_times_at_once_is_stored_once() {
    let world = World::start().await;
    let (_, stream) = stream(&sealed::key(), 200_000, Purpose::FILE);
    let id = begin(&world, stream.len()).await;
    let piece = &stream[..100_000];
    let send = || append(&world, &id, 0, piece);
    let replies = tokio::join!(send(), send(), send(), send(), send());
    let statuses = [replies.0.status, replies.1.status, replies.2.status, replies.3.status, replies.4.status];
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    assert_eq!(offset(&world, &id).await, 100_000);
    assert_eq!(append(&world, &id, 100_000, &stream[100_000..]).await.status, 204);
    let whole = world.call("app", "POST", &format!("/v1/uploads/{id}/complete"), &hash(&stream)).await;
    assert_eq!(whole.status, 200, "{}", whole.text());
}
