//! What a service tells about itself without telling anything about a patient.
#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! - [`RequestIdParts`], [`TraceParent`]: which request, of which trace.
//! - [`ApiError`], [`ErrorKind`], [`Severity`], [`parse_json_body`]: what a service answers when it does not work.
//! - [`Health`], [`Check`]: whether it works.
//! - [`metric`], [`Registry`], [`Histogram`]: numbers, and the text that Prometheus reads; [`grafana_dashboard`].
//! - [`slo`], [`alert`]: what is promised, and when somebody is told.
//! - [`LogEvent`], [`AccessLog`], [`span`]: lines of a log, and names of spans.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod api_error;
mod dashboard;
mod health;
mod json_body;
mod log_event;
mod registry;
mod request_id;
mod severity;
mod trace_parent;

pub mod alert;
pub mod metric;
pub mod slo;
pub mod span;

// Which request.
pub use crate::{
    request_id::RequestIdParts,
    trace_parent::{Sampled, TRACEPARENT, TraceParent},
};
// What is answered.
pub use crate::{
    api_error::{ApiError, ErrorKind, FieldProblem, PROBLEM_JSON},
    health::{Check, Health, HealthStatus, Need},
    json_body::{JsonLimits, parse_json_body},
    severity::Severity,
};
// What is counted and written.
pub use crate::{
    dashboard::grafana_dashboard,
    log_event::{AccessLog, Level, LogEvent},
    registry::{Histogram, MAX_SERIES, PROMETHEUS_TEXT, Registry},
};
