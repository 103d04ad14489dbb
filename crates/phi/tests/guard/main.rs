//! What a log line holds after the guard, whatever the program tried to write.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod failures;
mod fields;
mod lines;
mod sink;
mod spans;
