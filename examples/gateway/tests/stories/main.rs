//! The acceptance stories, as far as a service tells them.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stderr,
    clippy::std_instead_of_core,
    clippy::missing_panics_doc,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    reason = "a test stops at the first surprise, and is no library"
)]

#[path = "../world/mod.rs"]
mod world;
// An enclave on this machine, as its own tests have it.
#[path = "../../../../crates/enclave/tests/support/mod.rs"]
mod support;

mod accounts;
mod alerts;
mod audit;
mod enclave;
mod exports;
mod golden;
mod keys;
mod launch;
mod limits;
mod logging;
mod openapi;
mod passwords;
mod records;
mod site;
mod storm;
mod uploads;
mod webhooks;
