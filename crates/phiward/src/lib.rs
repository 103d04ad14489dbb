#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(feature = "attest")]
#[doc(inline)]
pub use phiward_attest as attest;
#[cfg(feature = "audit")]
#[doc(inline)]
pub use phiward_audit as audit;
#[cfg(feature = "ems")]
#[doc(inline)]
pub use phiward_ems as ems;
#[cfg(feature = "enclave")]
#[doc(inline)]
pub use phiward_enclave as enclave;
#[cfg(feature = "envelope")]
#[doc(inline)]
pub use phiward_envelope as envelope;
#[cfg(feature = "keys")]
#[doc(inline)]
pub use phiward_keys as keys;
#[cfg(feature = "observe")]
#[doc(inline)]
pub use phiward_observe as observe;
#[cfg(feature = "phi")]
#[doc(inline)]
pub use phiward_phi as phi;
#[cfg(feature = "redact")]
#[doc(inline)]
pub use phiward_redact as redact;
#[cfg(feature = "resilience")]
#[doc(inline)]
pub use phiward_resilience as resilience;

#[cfg(feature = "search")]
#[doc(inline)]
pub use phiward_search as search;
