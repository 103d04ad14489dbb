//! A chain whose leaf is the input, below a root and an authority of ours: no input is a leaf that they signed.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use phiward_attest::insecure::{Chain, DocumentFields};
use phiward_attest::{Nonce, Policy, Unverified};

const NOW_MS: u64 = 1_800_000_000_000;

fuzz_target!(|data: &[u8]| {
    static CHAIN: OnceLock<(Chain, Policy)> = OnceLock::new();
    let (chain, policy) = CHAIN.get_or_init(|| {
        let chain = Chain::from_seed(1);
        let policy = Policy::insecure_any_build().insecure_with_root(chain.root());
        (chain, policy)
    });
    let signed = chain.certificate.clone();
    let chain = Chain { certificate: data.to_vec(), ..chain.clone() };
    let document = chain.document(&DocumentFields::new(NOW_MS));
    if let Ok(unverified) = Unverified::parse(&document) {
        let verified = unverified.verify(policy, &Nonce::InsecureAny, NOW_MS);
        assert_eq!(verified.is_ok(), data == signed);
    }
});
