//! What happens when something fails: the database, the cache, the disk, the process, the clock, the clients.

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

mod disk;
mod kill;
mod leaks;
mod overload;
mod servers;
mod tls;
