#![doc = include_str!("../README.md")]
#![cfg(target_os = "linux")]

mod machine;
mod model;
mod module;
mod parts;
mod search;
mod wire;

pub use crate::{
    machine::{Machine, Options},
    model::{Authority, Model},
    module::SecureModule,
    parts::Parts,
    search::{count, count_in_process},
    wire::{Tapped, Wire, tls_records},
};
