//! A log of many events, as lines.
#![allow(dead_code, reason = "each test uses some of it")]

use phiward_audit::{
    Action, Chain, ChainKey, ChainPolicy, Event, Head, HeadKey, LogId, Outcome, Report, RetentionPolicy,
    Verifier,
};
use phiward_phi::{Access, ActorId, Identifier, PseudonymKey, PurposeOfUse, RequestId, Scope};

pub(crate) const NOW_MS: u64 = 1_767_225_600_000;
pub(crate) const FIRST: [u8; 32] = [7; 32];
pub(crate) const HEADS: [u8; 32] = [9; 32];

pub(crate) fn log_id() -> LogId {
    LogId::parse("gateway-1").unwrap()
}

pub(crate) fn access(number: u64) -> Access {
    Access {
        actor: ActorId::parse(&format!("usr-{}", number % 17)).unwrap(),
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse(&format!("it-{}-{number:016x}", NOW_MS + number)).unwrap(),
        at_ms: NOW_MS + number,
    }
}

pub(crate) fn event(number: u64) -> Event {
    let key = PseudonymKey::from_bytes("k1", &[3; 32]).unwrap();
    let patient = Identifier::parse(&format!("patient-{}", number % 101)).unwrap();
    Event::new(access(number), Action::ALL[usize::try_from(number).unwrap() % 12], Outcome::Success)
        .unwrap()
        .about(patient.pseudonym(&key, &Scope::parse("patient").unwrap()))
        .on(Scope::parse("user_age").unwrap())
}

pub(crate) fn policy(head_every: u64, segment_records: u64) -> ChainPolicy {
    ChainPolicy { head_every, segment_records, retention: RetentionPolicy::DEFAULT }
}

/// A log as segments of lines, and the head at its end.
pub(crate) struct Log {
    pub(crate) segments: Vec<Vec<String>>,
    pub(crate) head: Head,
}

impl Log {
    pub(crate) fn write(events: u64, policy: ChainPolicy, first: [u8; 32]) -> Self {
        let (mut chain, text) =
            Chain::begin(log_id(), ChainKey::first(&first), HeadKey::from_bytes(&HEADS), policy, NOW_MS)
                .unwrap();
        let mut segments = vec![text];
        for number in 0..events {
            *segments.last_mut().unwrap() += &chain.append(&event(number));
            if chain.is_full() {
                let rotated = chain.rotate(NOW_MS + number);
                *segments.last_mut().unwrap() += &rotated.close;
                segments.push(rotated.open);
            }
        }
        let lines = |text: &String| text.lines().map(str::to_owned).collect();
        Self { segments: segments.iter().map(lines).collect(), head: chain.head(NOW_MS + events) }
    }

    pub(crate) fn verify(&self) -> Report {
        self.verify_with(Verifier::new(ChainKey::first(&FIRST)))
    }

    pub(crate) fn verify_with(&self, verifier: Verifier) -> Report {
        let mut verifier = verifier.with_head_key(HeadKey::from_bytes(&HEADS)).with_anchor(self.head.clone());
        for segment in &self.segments {
            verifier.begin_segment();
            for line in segment {
                verifier.line(line.as_bytes());
            }
        }
        verifier.finish()
    }
}

/// The findings as `file:line+lines code`.
pub(crate) fn told(report: &Report) -> Vec<String> {
    let tell = |found: &phiward_audit::Finding| {
        format!("{}:{}+{} {}", found.file, found.line, found.lines, found.fault)
    };
    report.findings.iter().map(tell).collect()
}
