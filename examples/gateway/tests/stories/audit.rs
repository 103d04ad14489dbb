//! Story 10: who did what is in a log in which nothing can be deleted, moved or made anew without the key.

use phiward_audit::edge::{SegmentFiles, Sync};
use phiward_audit::{
    Action, Chain, ChainKey, ChainPolicy, Event, Fault, Head, HeadKey, LogId, Outcome, Report, Verifier,
};
use phiward_phi::{Access, ActorId, PurposeOfUse, RequestId};

use crate::world::{NOON_MS, World, sealed};

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

/// The lines of a file.
type Lines<'a> = Vec<&'a [u8]>;

fn event(number: u64) -> Event {
    let access = Access {
        actor: ActorId::parse(&format!("client-{}", number % 17)).unwrap(),
        purpose: PurposeOfUse::Operations,
        request: RequestId::parse(&format!("it-{}-{number:016x}", NOON_MS + number)).unwrap(),
        at_ms: NOON_MS + number,
    };
    Event::new(access, Action::Read, Outcome::Success).unwrap()
}

#[tokio::test]
async fn what_was_done_to_100_000_events_is_found_in_its_place() {
    const EVENTS: u64 = 100_000;
    let mut world = World::alone(|_| {}).await;
    world.call("app", "GET", "/v1/records", "").await;
    world.stop().await;
    // Years of requests, in bulk: what the gateway writes them with, in its folder, under its keys.
    let (first, heads) = (key(&world, "audit.key"), key(&world, "audit-heads.key"));
    let id = LogId::parse("gateway-1").unwrap();
    let (chain_key, head_key) = (ChainKey::first(&first), HeadKey::from_bytes(&heads));
    let (folder, policy) = (world.folder.path().join("audit/gateway-1"), ChainPolicy::default());
    let sync = Sync::EverySegment;
    let mut files =
        SegmentFiles::open(&folder, id.clone(), chain_key, head_key, policy, sync, NOON_MS).unwrap();
    (0..EVENTS).for_each(|number| drop(files.append(&event(number)).unwrap()));
    drop(files);
    // The gateway goes on with it.
    world.start_one().await;
    world.call("app", "GET", "/v1/records", "").await;
    world.stop().await;
    let log = segments(&world);
    let report = verify(&world, &log);
    assert!(report.is_intact() && report.events > EVENTS, "{report:?}");
    assert!(log.len() >= 2, "one segment is full");

    let lines: Vec<Lines<'_>> =
        log.iter().map(|file| file.split_inclusive(|byte| *byte == b'\n').collect()).collect();
    let with = |change: &dyn Fn(&mut [Lines<'_>])| {
        let mut lines = lines.clone();
        change(&mut lines);
        let files: Vec<Vec<u8>> = lines.iter().map(|lines| lines.concat()).collect();
        verify(&world, &files)
    };
    let deleted = with(&|lines| _ = lines[0].remove(54_321));
    assert_eq!((deleted.findings[0].file, deleted.findings[0].line), (0, 54_322));
    assert!(
        matches!(deleted.findings[0].fault, Fault::Missing { from, to } if from == to),
        "{:?}",
        deleted.findings
    );
    let reordered = with(&|lines| lines[0].swap(1_000, 1_001));
    assert!(matches!(reordered.findings[0].fault, Fault::OutOfOrder { .. }), "{:?}", reordered.findings);
    assert_eq!((reordered.findings[0].file, reordered.findings[0].line), (0, 1_002));
    let truncated = with(&|lines| _ = lines.last_mut().unwrap().pop());
    let last = truncated.last_seq;
    assert_eq!(truncated.findings[0].fault, Fault::Truncated { from: last + 1, to: last + 1 });
    // Whoever can write the folder and has no key makes it anew, and not one line counts.
    let (thief, heads) = (ChainKey::first(&[8; 32]), HeadKey::from_bytes(&[8; 32]));
    let (mut chain, mut text) = Chain::begin(id, thief, heads, policy, NOON_MS).unwrap();
    (0..EVENTS - 1_000).for_each(|number| text += &chain.append(&event(number)));
    let rebuilt = verify(&world, &[text.into_bytes()]);
    assert_eq!(rebuilt.authentic, 0);
    assert!(!rebuilt.is_intact());
}
