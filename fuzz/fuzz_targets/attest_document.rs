//! Any bytes are refused or taken apart within their length; none is accepted, for none is signed by AWS's root.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_attest::{Nonce, Policy, Unverified};

fuzz_target!(|data: &[u8]| {
    if let Ok(unverified) = Unverified::parse(data) {
        let claims = unverified.claims();
        assert!(claims.pcrs.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(claims.cabundle.iter().map(|certificate| certificate.len()).sum::<usize>() <= data.len());
        let now_ms = claims.timestamp_ms;
        let policy = Policy::insecure_any_build().insecure_allow_debug().insecure_without_max_age();
        assert!(unverified.verify(&policy, &Nonce::InsecureAny, now_ms).is_err());
    }
});
