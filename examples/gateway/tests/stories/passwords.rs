//! Story 3: a thousand notes, a new password, and not one note written again.

use std::time::{Duration, Instant};

use phiward_envelope::{Context, OsEntropy, open, seal, text};
use phiward_keys::{Caps, KdfParams, Password, Vault};

use crate::world::{World, sealed};

const NOTES: usize = 1000;

async fn etags(world: &World) -> Vec<(String, String)> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = world.call("app", "GET", &format!("/v1/records?limit=200&after={after}"), "").await.json();
        let text = |record: &serde_json::Value, name: &str| record[name].as_str().unwrap().to_owned();
        all.extend(
            page["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| (text(record, "id"), text(record, "etag"))),
        );
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_new_password_writes_one_file_and_recovery_opens_every_note() {
    let world = World::start().await;
    let old = Password::new("correct horse");
    let (mut vault, mut unlocked) = Vault::create(&old, KdfParams::PBKDF2, &mut OsEntropy).unwrap();
    let recovery = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    let context = |number: usize| Context::new([("record", format!("note-{number}").as_str())]).unwrap();
    for number in 0..NOTES {
        let note =
            seal(unlocked.data_key(), &context(number), format!("note {number}").as_bytes(), &mut OsEntropy);
        let body = sealed::body(&text::encode(&note.unwrap()));
        let path = format!("/v1/records/note-{number}");
        let put = world.call_with("app", "PUT", &path, &[("if-none-match", "*")], body.as_bytes()).await;
        assert_eq!(put.status, 201);
    }
    let before = etags(&world).await;
    assert_eq!(before.len(), NOTES);
    let file = vault.to_json();
    let new = Password::new("battery staple");
    vault.change_password(&mut unlocked, &new, KdfParams::PBKDF2, &mut OsEntropy).unwrap();
    assert_ne!(vault.to_json(), file);
    assert_eq!(etags(&world).await, before);
    let vault = Vault::from_json(&vault.to_json()).unwrap();
    assert!(vault.unlock(&old, &Caps::default()).is_err());
    for unlocked in [vault.unlock(&new, &Caps::default()).unwrap(), vault.recover(&recovery).unwrap()] {
        for number in [0, 499, 999] {
            let read = world.call("app", "GET", &format!("/v1/records/note-{number}"), "").await.json();
            let note = text::decode(read["envelope"].as_str().unwrap()).unwrap();
            let opened = open(unlocked.data_key(), &context(number), &note).unwrap();
            assert_eq!(opened.as_bytes(), format!("note {number}").as_bytes());
        }
    }
}

#[test]
fn hostile_parameters_cost_nothing() {
    let password = Password::new("correct horse");
    let (vault, _) = Vault::create(&password, KdfParams::ARGON2ID, &mut OsEntropy).unwrap();
    let file: serde_json::Value = serde_json::from_str(&vault.to_json()).unwrap();
    let slot = file["slots"][0].as_str().unwrap().to_owned();
    let mut bytes = text::decode(&slot).unwrap();
    // After the salt and its length: the length of the parameters, their kind, and 32 bits of memory in KiB.
    let memory = 36 + usize::from(bytes[35]) + 2;
    bytes[memory..memory + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    let hostile = vault.to_json().replace(&slot, &text::encode(&bytes));
    // The best of many: a machine with other work may put one of them aside.
    let tries = (0..100).map(|_| {
        let begun = Instant::now();
        let refused = Vault::from_json(&hostile).and_then(|vault| vault.unlock(&password, &Caps::default()));
        assert_eq!(refused.map(|_| ()).unwrap_err().code(), "kdf_above_cap");
        begun.elapsed()
    });
    let best = tries.min().unwrap();
    assert!(best < Duration::from_millis(5), "{best:?}");
}
