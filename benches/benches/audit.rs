//! An event of the audit log: written into the chain, and verified. Beside it one HMAC-SHA-256 of the same line, which is
//! the least that a keyed log can cost. Processor time of one event on one thread.

use core::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit as _, Mac as _};
use phiward_audit::{Action, Chain, ChainKey, ChainPolicy, Event, HeadKey, LogId, Outcome, Verifier};
use phiward_benches::alone;
use phiward_phi::{Access, ActorId, Identifier, PseudonymKey, PurposeOfUse, RequestId, Scope};
use sha2::Sha256;

const NOW_MS: u64 = 1_767_225_600_000;
const FIRST: [u8; 32] = [7; 32];
const HEADS: [u8; 32] = [9; 32];
/// Events of the log that is verified: with a head at the end, as many as there are between two heads.
const VERIFIED: u64 = 1_000;
const LABEL: &str = "one event";

/// A read of one patient's field.
fn event() -> Event {
    let access = Access {
        actor: ActorId::parse("usr-17").expect("the id is plain"),
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse("it-1767225600000-9f8a2c41d07be653").expect("the id has the form"),
        at_ms: NOW_MS,
    };
    let key = PseudonymKey::from_bytes("k1", &[3; 32]).expect("32 bytes are a key");
    let scope = |name| Scope::parse(name).expect("the name is plain");
    let patient = Identifier::parse("patient-17").expect("the id is plain");
    let event = Event::new(access, Action::Read, Outcome::Success).expect("a read needs no reason");
    event.about(patient.pseudonym(&key, &scope("patient"))).on(scope("user_age"))
}

fn begin() -> (Chain, String) {
    let log = LogId::parse("gateway-1").expect("the id is plain");
    let (first, heads) = (ChainKey::first(&FIRST), HeadKey::from_bytes(&HEADS));
    Chain::begin(log, first, heads, ChainPolicy::default(), NOW_MS).expect("the policy is valid")
}

/// One HMAC of a line.
fn mac(line: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(&FIRST).expect("any key has the length");
    mac.update(black_box(line).as_bytes());
    mac.finalize().into_bytes().into()
}

fn audit(criterion: &mut Criterion) {
    let event = event();
    let (mut chain, mut log) = begin();
    (0..VERIFIED).for_each(|_| log += &chain.append(&event));
    let head = chain.head(NOW_MS);
    let line = log.lines().nth(1).expect("there are events").to_owned();

    let mut group = criterion.benchmark_group("audit_append");
    group.bench_function(BenchmarkId::new("phiward", LABEL), |bencher| {
        let (mut chain, _) = begin();
        bencher.iter_custom(|count| alone(count, || chain.append(black_box(&event))));
    });
    group.bench_function(BenchmarkId::new("HMAC of the line", LABEL), |bencher| {
        bencher.iter_custom(|count| alone(count, || mac(&line)));
    });
    group.finish();

    let mut group = criterion.benchmark_group("audit_verify");
    group.bench_function(BenchmarkId::new("phiward", LABEL), |bencher| {
        bencher.iter_custom(|count| {
            // Whole logs are verified, and an event's part of that is told.
            let logs = count.div_ceil(VERIFIED);
            let took = alone(logs, || {
                let verifier =
                    Verifier::new(ChainKey::first(&FIRST)).with_head_key(HeadKey::from_bytes(&HEADS));
                let mut verifier = verifier.with_anchor(head.clone());
                verifier.segment(black_box(log.as_bytes()));
                assert!(verifier.finish().is_intact());
            });
            took.mul_f64(count as f64 / (logs * VERIFIED) as f64)
        });
    });
    group.bench_function(BenchmarkId::new("HMAC of the line", LABEL), |bencher| {
        bencher.iter_custom(|count| alone(count, || mac(&line)));
    });
    group.finish();
}

criterion_group!(benches, audit);
criterion_main!(benches);
