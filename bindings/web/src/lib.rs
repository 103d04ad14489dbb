//! The WebAssembly modules of `@phiward/web`: the facade, as JavaScript calls it. There is no logic here.
//!
//! The JavaScript shell in `bindings/js` checks arguments and makes the public classes.

#![cfg_attr(all(target_arch = "wasm32", not(feature = "std")), no_std)]

extern crate alloc;

#[cfg(feature = "attest")]
mod attest;
#[cfg(target_arch = "wasm32")]
mod bare;
#[cfg(feature = "conformance")]
mod conformance;
#[cfg(feature = "crypto")]
mod delegate;
#[cfg(feature = "crypto")]
mod envelope;
#[cfg(any(
    feature = "attest",
    feature = "crypto",
    feature = "log",
    feature = "late",
    feature = "redact",
    feature = "resilience",
    feature = "search",
    feature = "search-build"
))]
mod error;
#[cfg(feature = "crypto")]
mod keys;
#[cfg(feature = "late")]
mod late;
#[cfg(feature = "log")]
mod log;
#[cfg(any(feature = "crypto", feature = "late"))]
mod normalised;
#[cfg(any(feature = "attest", feature = "log"))]
mod random;
#[cfg(feature = "redact")]
mod redact;
#[cfg(feature = "resilience")]
mod resilience;
#[cfg(feature = "search")]
mod search;
#[cfg(feature = "search-build")]
mod search_build;
#[cfg(feature = "crypto")]
mod stream;
#[cfg(any(feature = "crypto", feature = "late"))]
mod text;
#[cfg(feature = "crypto")]
mod vault;
