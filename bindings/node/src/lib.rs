//! The native module of `@phiward/node`: the facade, as Node calls it. There is no logic here.
//!
//! The JavaScript shell in `bindings/js` checks arguments and makes the public classes.

#![cfg_attr(test, allow(dead_code, reason = "napi registers nothing in a test build"))]

mod attest;
mod conformance;
mod envelope;
mod error;
mod phi;
mod redact;
mod resilience;
mod search;
mod stream;
mod task;
mod vault;
