//! Logs that threads share, and segments as files: the part that locks, writes and reads a clock.

mod files;
mod shared;

pub use self::{
    files::{FileError, SegmentFiles, Sync},
    shared::AuditLog,
};
