//! Story 10: who did what is in a log in which nothing can be deleted, moved or made anew without the key.

use phiward_audit::{ChainKey, Head, HeadKey, Report, Verifier};

use crate::world::{World, sealed};

/// The segments of the first instance's log, in order.
fn segments(world: &World) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(world.folder.path().join("audit/gateway-1"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A key of the log, which whoever verifies it gets.
fn key(world: &World, name: &str) -> [u8; 32] {
    let text = std::fs::read_to_string(world.folder.path().join("secrets").join(name)).unwrap();
    let bytes: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

fn verify(world: &World, segments: &[Vec<u8>]) -> Report {
    let head = std::fs::read_to_string(world.folder.path().join("audit/gateway-1.head")).unwrap();
    let verifier = Verifier::new(ChainKey::first(&key(world, "audit.key")));
    let verifier = verifier.with_head_key(HeadKey::from_bytes(&key(world, "audit-heads.key")));
    let mut verifier = verifier.with_anchor(Head::from_json(&head).unwrap());
    for segment in segments {
        verifier.segment(segment);
    }
    verifier.finish()
}

#[tokio::test]
async fn every_access_is_written_down_and_what_is_changed_is_found() {
    // Each instance has a log of its own, so one is looked at.
    let mut world = World::alone(|_| {}).await;
    let key = sealed::key();
    let body = sealed::body(&sealed::record(&key, "lopez-1", "text"));
    world.call_with("app", "PUT", "/v1/records/lopez-1", &[("if-none-match", "*")], body.as_bytes()).await;
    world.call("app", "GET", "/v1/records/lopez-1", "").await;
    world.call("free", "GET", "/v1/records/lopez-1", "").await;
    world.call("app", "POST", "/v1/keys/encrypt-username/rotate", "").await;
    let form = "agency_id=demo-county-fd&search_term=chest+pain&user_age=62&user_age_unit=2516009";
    world.call("agency", "POST", "/api/imagetrend/launch", form).await;
    world.restart().await;
    world.call("app", "GET", "/v1/records/lopez-1", "").await;
    world.stop().await;
    let log = segments(&world);
    let text = String::from_utf8(log.concat()).unwrap();
    let report = verify(&world, &log);
    assert!(report.is_intact(), "{report:?}");
    for wanted in
        ["update", "read", "manage_key", "client-app", "client-free", "agency-demo-county-fd", "denied"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    // Ids that clients chose, words and ages are not in it; what was opened is named by its field.
    assert!(!text.contains("lopez") && !text.contains("chest") && text.contains("user_age"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 8, "{}", lines.len());
    let changed = |lines: Vec<&str>| verify(&world, &[format!("{}\n", lines.join("\n")).into_bytes()]);
    // The last one too: the head tells where the log ends.
    for at in 1..lines.len() {
        let mut deleted = lines.clone();
        deleted.remove(at);
        assert!(!changed(deleted).is_intact(), "{at}");
    }
    let mut moved = lines.clone();
    moved.swap(2, 3);
    assert!(!changed(moved).is_intact());
    let altered = text.replacen("client-free", "client-app0", 1);
    assert!(!verify(&world, &[altered.into_bytes()]).is_intact());
}
