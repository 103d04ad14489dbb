//! The edge to a host with the standard library: clocks, guards, and calls that are run for you.
//!
//! ```
//! use phiward_resilience::edge::{CallError, Circuit, MonotonicClock};
//! use phiward_resilience::BreakerConfig;
//!
//! let mail = Circuit::new(BreakerConfig::default(), MonotonicClock::new())?;
//! match mail.run(|| "250 ok".parse::<u16>()) {
//!     Ok(code) => assert_eq!(code, 250),
//!     Err(CallError::Rejected(rejected)) => println!("again in {:?} ms", rejected.retry_after_ms),
//!     Err(CallError::Failed(error)) => println!("{error}"),
//! }
//! # Ok::<(), phiward_resilience::ConfigError>(())
//! ```

mod circuit;
mod clock;
mod guard;
mod observer;
mod retrying;

#[cfg(feature = "quanta")]
pub use self::clock::QuantaClock;
pub use self::{
    circuit::{CallError, Circuit},
    clock::{Clock, ManualClock, MonotonicClock, UnixClock},
    guard::Guard,
    observer::{CircuitEvent, Observer},
    retrying::{GaveUp, RetryHost, retry},
};
#[cfg(feature = "tokio")]
pub use self::{clock::TokioClock, retrying::TokioHost};
