//! Story 1: an envelope of the first version opens with its old key, becomes a new one, and no bit of it can change.

use phiward_envelope::{Context, DataKey, OsEntropy, Purpose, Sealer, legacy, open, text};
use phiward_keys::v1_key;

use crate::world::{World, sealed};

/// The golden envelope: IV `000102030405060708090a0b`, key of `user@example.com` and `user-password`.
const GOLDEN: &str =
    "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==";

#[tokio::test]
async fn the_golden_envelope_opens_moves_to_the_new_format_and_is_stored() {
    let world = World::start().await;
    let old_key = v1_key("user@example.com", "user-password");
    let golden = text::decode(GOLDEN).unwrap();
    let plaintext = legacy::open(&old_key, &golden).unwrap();
    assert_eq!(plaintext.as_bytes(), br#"{"message":"Sensitive health data"}"#);
    for bit in 0..golden.len() * 8 {
        let mut flipped = golden.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(legacy::open(&old_key, &flipped).is_err(), "{bit}");
    }
    // The service takes no envelope that is bound to nothing; the client moves it.
    let refused = world
        .call_with(
            "app",
            "PUT",
            "/v1/records/note",
            &[("if-none-match", "*")],
            sealed::body(GOLDEN).as_bytes(),
        )
        .await;
    assert_eq!(refused.code(), "legacy_refused");
    let key = DataKey::generate(&mut OsEntropy).unwrap();
    let context = Context::new([("tenant", "clinic-1"), ("record", "note")]).unwrap();
    let upgraded =
        Sealer::new(&key, &context, Purpose::RECORD).seal(plaintext.as_bytes(), &mut OsEntropy).unwrap();
    let body = sealed::body(&text::encode(&upgraded));
    let stored =
        world.call_with("app", "PUT", "/v1/records/note", &[("if-none-match", "*")], body.as_bytes()).await;
    assert_eq!(stored.status, 201, "{}", stored.text());
    let read = world.call("app", "GET", "/v1/records/note", "").await.json();
    let back = text::decode(read["envelope"].as_str().unwrap()).unwrap();
    assert_eq!(open(&key, &context, &back).unwrap().as_bytes(), plaintext.as_bytes());
    for bit in 0..back.len() * 8 {
        let mut flipped = back.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(open(&key, &context, &flipped).is_err(), "{bit}");
    }
}
