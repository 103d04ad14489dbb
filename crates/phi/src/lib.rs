#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod age;
mod audit;
mod error;
mod fields;
mod identifier;
mod launch;
mod loggable;
mod mask;
#[cfg(feature = "serde")]
mod masked;
mod object_name;
mod phi;
mod phone;
mod policy;
mod pseudonym;
mod scrub;
mod token;

pub mod file;
#[cfg(feature = "tracing")]
pub mod guard;

/// The crate that wipes memory, for `#[derive(zeroize::Zeroize)]` on types that go into [`Phi`].
///
/// The derive writes `::zeroize`, so a crate that derives also names `zeroize` in its own manifest.
pub use zeroize;

// Values that cannot be logged, and the only way to open them.
pub use crate::{
    audit::{Access, AccessEvent, AuditContext, AuditSink, AuditUnavailable, PurposeOfUse},
    phi::{Opened, Phi},
};
// What such values are.
pub use crate::{
    age::{Age, AgeUnit},
    identifier::Identifier,
    phone::PhoneNumber,
};
// What may be logged instead.
#[cfg(feature = "serde")]
pub use crate::masked::{Masked, serialize_masked};
pub use crate::{
    loggable::{Count, Elapsed, Loggable},
    mask::{MASK, PartlyMasked, Redacted, ShowLast, mask_last},
    object_name::ObjectName,
    pseudonym::{LogPseudonym, Pseudonym, PseudonymKey},
    scrub::{MaskAll, Scrub, ScrubFailed},
    token::{ActorId, RequestId, Scope},
};
// Which field may be logged how.
pub use crate::{
    fields::{Field, FieldTable, HoldsPhi},
    launch::{LAUNCH_FIELDS, OPERATIONAL_FIELDS},
    policy::FieldPolicy,
};
// What was wrong with an input.
pub use crate::error::ParseError;
