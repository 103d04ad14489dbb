//! A log of any lines is read to its end, and nothing without the key is authentic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_audit::{Chain, ChainKey, ChainPolicy, HeadKey, LogId, MAX_FINDINGS, Verifier};

fuzz_target!(|data: &[u8]| {
    let mut verifier = Verifier::new(ChainKey::first(&[7; 32])).with_head_key(HeadKey::from_bytes(&[9; 32]));
    verifier.segment(data);
    verifier.segment(data);
    let report = verifier.finish();
    assert!(report.authentic <= report.lines && report.findings.len() <= MAX_FINDINGS);
    assert!(!report.is_intact(), "the same segment twice");
    let mut other = Verifier::new(ChainKey::first(&[8; 32]));
    other.segment(data);
    assert_eq!(other.finish().authentic, 0);
    let log = LogId::parse("gateway-1").expect("an id");
    let heads = HeadKey::from_bytes(&[9; 32]);
    let resumed = Chain::resume(log, ChainKey::first(&[7; 32]), heads, ChainPolicy::default(), data, 0);
    if let Ok((chain, _)) = resumed {
        assert!(chain.last_seq() > 0);
    }
});
