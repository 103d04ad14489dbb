//! Story 9: five duplicates of a webhook at once, one effect.

use phiward_ems::{SIGNATURE_HEADER, SignedRequest, SigningKey};
use serde_json::json;

use crate::world::{NOON_MS, Reply, World};

const PATH: &str = "/v1/webhooks/partner";

fn signing_key(world: &World, id: &str) -> SigningKey {
    let file = std::fs::read_to_string(world.folder.path().join("secrets/webhook.key")).unwrap();
    let secret: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&file[2 * at..2 * at + 2], 16).unwrap()).collect();
    SigningKey::new(id, &secret).unwrap()
}

async fn tell(world: &World, key: &SigningKey, path: &str, body: &str, at_ms: u64) -> Reply {
    let request = SignedRequest { method: "POST", path_and_query: path, body: body.as_bytes() };
    let signature = key.sign(&request, at_ms);
    world.call_with("", "POST", PATH, &[(SIGNATURE_HEADER, &signature)], body.as_bytes()).await
}

#[tokio::test]
async fn five_duplicates_at_once_have_one_effect() {
    let mut world = World::start().await;
    let key = signing_key(&world, "k1");
    let body = json!({ "id": "evt-1", "kind": "export_accepted" }).to_string();
    let send = || tell(&world, &key, PATH, &body, NOON_MS);
    let replies = tokio::join!(send(), send(), send(), send(), send());
    let replies = [replies.0, replies.1, replies.2, replies.3, replies.4];
    let first = replies.iter().filter(|reply| reply.json()["repeated"] == false).count();
    assert!(replies.iter().all(|reply| reply.status == 200), "{}", replies[0].text());
    assert_eq!(first, 1);
    // Under another name of the field, after a restart, signed anew: still the same event.
    world.restart().await;
    let body = json!({ "submissionId": "evt-1", "kind": "export_accepted" }).to_string();
    assert_eq!(tell(&world, &key, PATH, &body, NOON_MS + 1).await.json()["repeated"], true);
}

#[tokio::test]
async fn what_is_not_signed_now_by_the_source_is_refused() {
    let world = World::start().await;
    let key = signing_key(&world, "k1");
    let body = json!({ "id": "evt-1", "kind": "ping" }).to_string();
    let cases = [
        (tell(&world, &key, PATH, &body, NOON_MS - 600_000).await, "signature_outside_window"),
        (tell(&world, &key, PATH, &body, NOON_MS + 600_000).await, "signature_outside_window"),
        (tell(&world, &signing_key(&world, "k9"), PATH, &body, NOON_MS).await, "signature_unknown_key"),
        (tell(&world, &key, "/v1/webhooks/other", &body, NOON_MS).await, "signature_wrong"),
        (world.call("", "POST", PATH, &body).await, "signature_malformed"),
    ];
    for (reply, code) in cases {
        assert_eq!((reply.status, reply.code().as_str()), (401, code));
    }
    let odd = json!({ "id": "evt-2", "kind": "ping", "patient": "Maria Lopez" }).to_string();
    let refused = tell(&world, &key, PATH, &odd, NOON_MS).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "invalid_body"));
    assert!(!refused.text().contains("Maria"));
    assert_eq!(tell(&world, &key, PATH, &body, NOON_MS).await.json()["repeated"], false);
}
