#![doc = include_str!("../README.md")]

mod ai;
mod allocator;
mod arena;
mod audit;
mod clock;
#[cfg(all(feature = "nitro", target_os = "linux"))]
mod confine;
mod egress;
mod epoch;
mod frame;
mod guard;
mod handler;
mod http;
#[cfg(feature = "tls")]
pub mod kms;
mod nsm;
mod parked;
mod record;
mod refusal;
mod server;
mod service;
mod start;
mod window;

pub mod cms;
pub mod image;
pub mod parent;

// What answers requests.
pub use crate::{
    ai::{AiHandler, Provider},
    handler::{Handler, Task},
    record::{KeyService, NoKeyService},
    service::{Service, Settings},
};
// How requests come in.
pub use crate::{
    frame::{Frame, FrameType, MAX_FRAME, MAX_WRITE},
    server::{Accept, Connection, Limits, serve},
};
// Where they may go.
#[cfg(feature = "tls")]
pub use crate::egress::TlsDialer;
pub use crate::egress::{Connect, Destination, Dial, Egress, Trust};
// What the machine gives.
#[cfg(feature = "insecure-software-nsm")]
pub use crate::nsm::InsecureSoftwareNsm;
pub use crate::{
    allocator::ZeroizingAllocator,
    clock::Clock,
    nsm::{Attested, Nsm, NsmError},
    start::{Facts, StartRefusal, hush_panics},
};
#[cfg(all(feature = "nitro", target_os = "linux"))]
pub use crate::{
    confine::{NotConfined, confine},
    nsm::DeviceNsm,
};
// What is left behind.
pub use crate::{
    arena::Arena,
    audit::{Audit, AuditSink, Event, Outcome, SEALED_EVENT_LEN},
    refusal::Refusal,
    window::{Bucket, WINDOW_LIMIT, Windows},
};

#[cfg(all(feature = "production", feature = "insecure-software-nsm"))]
compile_error!("a production build has no software NSM");
#[cfg(all(feature = "production", feature = "qemu"))]
compile_error!("a production build knows its parent by the number that AWS gives it");
