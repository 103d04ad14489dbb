#![doc = include_str!("../README.md")]

mod accounts;
mod answers;
mod app;
mod audit;
mod breakers;
mod chores;
mod clients;
mod directory;
mod etag;
mod exports;
mod failure;
mod gateway;
mod guard;
mod keyring;
mod launches;
mod limits;
mod logs;
mod metrics;
mod outbound;
mod parked;
mod protocols;
mod random;
mod request;
mod routes;
mod server;
mod sinks;
mod site;
mod store;
mod tls;
mod watch;

pub mod config;
pub mod set_up;

pub use crate::{gateway::Gateway, logs::start as start_log};
