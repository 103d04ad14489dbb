//! The built `phiward` command, run as a person or a script runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that panics fails, as it should"
)]
#![allow(clippy::print_stdout, reason = "the test harness shows it when a test fails")]

mod audit;
mod bad_input;
mod conformance;
mod demo;
mod fixture;
mod inspect;
mod memory;
mod output;
mod prompt;
mod redact;
mod redact_bad_input;
mod round_trip;
mod scan_logs;
mod search;
mod secrecy;
mod usage;
mod vault;
