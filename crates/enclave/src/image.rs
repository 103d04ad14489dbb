//! Enclave images: the same bytes for the same input, and the measurements that they will have.
//!
//! An image (EIF) is a kernel, its command line and ramdisks. The Nitro hypervisor measures them into PCR0 to
//! PCR2, which is what clients compare. Metadata is in the file and not measured, so it must decide nothing.

mod cpio;
mod eif;
mod ramdisks;

pub use cpio::Archive;
pub use eif::{Architecture, Image};
pub use ramdisks::ramdisks;
