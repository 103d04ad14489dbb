//! How many events a second are chained and verified, in memory: `cargo run --release -p phiward-audit --example audit_throughput`.
#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use core::error::Error;
use std::time::Instant;

use phiward_audit::{Action, Chain, ChainKey, ChainPolicy, Event, HeadKey, LogId, Outcome, Verifier};
use phiward_phi::{Access, ActorId, Identifier, PseudonymKey, PurposeOfUse, RequestId, Scope};

const EVENTS: u32 = 500_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (first, heads, now_ms) = ([7; 32], [9; 32], 1_767_225_600_000);
    let access = Access {
        actor: ActorId::parse("usr-17")?,
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse("it-1767225600000-9f8a2c41d07be653")?,
        at_ms: now_ms,
    };
    let key = PseudonymKey::from_bytes("k1", &[3; 32])?;
    let patient = Identifier::parse("patient-17")?.pseudonym(&key, &Scope::parse("patient")?);
    let event =
        Event::new(access, Action::Read, Outcome::Success)?.about(patient).on(Scope::parse("user_age")?);

    let begun = Instant::now();
    let (mut chain, mut text) = Chain::begin(
        LogId::parse("gateway-1")?,
        ChainKey::first(&first),
        HeadKey::from_bytes(&heads),
        ChainPolicy::default(),
        now_ms,
    )?;
    for _ in 0..EVENTS {
        text += &chain.append(&event);
    }
    let written = begun.elapsed();
    let begun = Instant::now();
    let mut verifier = Verifier::new(ChainKey::first(&first))
        .with_head_key(HeadKey::from_bytes(&heads))
        .with_anchor(chain.head(now_ms));
    verifier.segment(text.as_bytes());
    let report = verifier.finish();
    let verified = begun.elapsed();
    if !report.is_intact() {
        return Err("the log is not intact".into());
    }
    let per_second = |took: core::time::Duration| f64::from(EVENTS) / took.as_secs_f64();
    let bytes = text.len() / usize::try_from(EVENTS)?;
    println!("{EVENTS} events of {bytes} bytes a line");
    println!("chained   {:>9.0} events/s", per_second(written));
    println!("verified  {:>9.0} events/s", per_second(verified));
    Ok(())
}
