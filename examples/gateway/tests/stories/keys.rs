//! Metadata keys: what was sealed under an old version opens after a rotation, and roles decide.

use serde_json::json;

use crate::world::World;

fn seal(plaintext: &str) -> String {
    json!({ "purpose": "encrypt-username", "context": { "user": "u-17" }, "plaintext": plaintext })
        .to_string()
}

fn open(envelope: &str, user: &str) -> String {
    json!({ "purpose": "encrypt-username", "context": { "user": user }, "envelope": envelope }).to_string()
}

#[tokio::test]
async fn old_values_open_after_rotations_and_restarts() {
    let mut world = World::start().await;
    let mut sealed = Vec::new();
    for version in 1..=3 {
        let reply = world.call("app", "POST", "/v1/encrypt", &seal(&format!("ada-{version}"))).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json()["keyVersion"], version);
        assert!(!reply.text().contains("ada-"));
        sealed.push(reply.json()["envelope"].as_str().unwrap().to_owned());
        let rotated = world.call("admin", "POST", "/v1/keys/encrypt-username/rotate", "").await;
        assert_eq!(rotated.json()["keyVersion"], version + 1, "{}", rotated.text());
    }
    world.restart().await;
    for (at, envelope) in sealed.iter().enumerate() {
        let reply = world.call("app", "POST", "/v1/decrypt", &open(envelope, "u-17")).await;
        assert_eq!(reply.json()["plaintext"], format!("ada-{}", at + 1), "{}", reply.text());
        let other = world.call("app", "POST", "/v1/decrypt", &open(envelope, "u-18")).await;
        assert_eq!((other.status, other.code().as_str()), (400, "cannot_open"));
    }
    let keys = world.call("admin", "GET", "/v1/keys", "").await.json();
    let username =
        keys["keys"].as_array().unwrap().iter().find(|key| key["purpose"] == "encrypt-username").unwrap();
    assert_eq!(username["versions"], json!([1, 2, 3, 4]));
}

#[tokio::test]
async fn roles_decide_and_tell_nothing() {
    let world = World::start().await;
    assert_eq!(world.call("free", "POST", "/v1/encrypt", &seal("ada")).await.code(), "not_permitted");
    assert_eq!(
        world.call("app", "POST", "/v1/keys/encrypt-username/rotate", "").await.code(),
        "not_permitted"
    );
    // An unknown purpose and one that is not allowed look the same.
    let unknown = json!({ "purpose": "encrypt-diagnosis", "plaintext": "x" }).to_string();
    assert_eq!(world.call("app", "POST", "/v1/encrypt", &unknown).await.code(), "not_permitted");
    // `sync` may seal addresses and not open them.
    let email = json!({ "purpose": "encrypt-email", "plaintext": "ada@example.org" }).to_string();
    let sealed = world.call("app", "POST", "/v1/encrypt", &email).await;
    assert_eq!(sealed.status, 200, "{}", sealed.text());
    let back = json!({ "purpose": "encrypt-email", "envelope": sealed.json()["envelope"] }).to_string();
    assert_eq!(world.call("app", "POST", "/v1/decrypt", &back).await.code(), "not_permitted");
}

#[tokio::test]
async fn keys_rotate_by_themselves_after_ninety_days() {
    let mut world = World::start().await;
    world.call("app", "POST", "/v1/encrypt", &seal("ada")).await;
    world.clock.advance(91 * 86_400_000);
    world.restart().await;
    // The first cleaning comes a second after the start; one that a busy database refuses comes again in a minute.
    for _ in 0..900 {
        let reply = world.call("app", "POST", "/v1/encrypt", &seal("ada")).await;
        if reply.json()["keyVersion"] == 2 {
            return;
        }
        tokio::time::sleep(core::time::Duration::from_millis(100)).await;
    }
    panic!("the key was not rotated");
}

#[tokio::test]
async fn uses_are_counted_once_each_by_all_instances() {
    let world = World::start().await;
    let body = seal("ada");
    let call = || world.call("app", "POST", "/v1/encrypt", &body);
    let all = tokio::join!(call(), call(), call(), call(), call(), call(), call(), call());
    for reply in [all.0, all.1, all.2, all.3, all.4, all.5, all.6, all.7] {
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}
