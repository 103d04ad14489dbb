//! The bytes of a snapshot: a frame that tells what it is, and a checksum.
//!
//! | bytes | field |
//! |---|---|
//! | 4 | `PHRS` |
//! | 1 | version, 1 |
//! | 1 | kind |
//! | 4 | length n of the body |
//! | n | body, whole numbers in big-endian order |
//! | 4 | CRC-32 of everything before |
//!
//! The checksum finds damage, and no intent: a snapshot is kept where only its owner writes.

use alloc::vec::Vec;

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

use crate::error::SnapshotError;

/// Without its table, which is larger than all the states that it is ever computed of.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
const MAGIC: [u8; 4] = *b"PHRS";
const VERSION: u8 = 1;
/// Where the length of the body stands.
const LENGTH_AT: usize = 6;
const LENGTH_LEN: usize = 4;
const BODY_AT: usize = LENGTH_AT + LENGTH_LEN;

/// What a snapshot is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Breaker = 1,
    RateLimiter = 2,
    RetryBudget = 3,
    Saga = 4,
}

pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(kind: Kind) -> Self {
        let mut bytes = Vec::with_capacity(96);
        bytes.extend(MAGIC);
        bytes.extend([VERSION, kind as u8]);
        bytes.extend([0; LENGTH_LEN]);
        Self(bytes)
    }

    pub(crate) fn u8(&mut self, value: u8) -> &mut Self {
        self.0.push(value);
        self
    }

    pub(crate) fn u16(&mut self, value: u16) -> &mut Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn u32(&mut self, value: u32) -> &mut Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn u64(&mut self, value: u64) -> &mut Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        // Bodies are bounded far below this by the bounds of what is saved.
        let length = u32::try_from(self.0.len() - BODY_AT).unwrap_or(u32::MAX);
        if let Some(field) = self.0.get_mut(LENGTH_AT..BODY_AT) {
            field.copy_from_slice(&length.to_be_bytes());
        }
        let checksum = CRC.checksum(&self.0);
        self.u32(checksum);
        self.0
    }
}

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Checks the frame, in the order of its fields.
    pub(crate) fn new(kind: Kind, bytes: &'a [u8]) -> Result<Self, SnapshotError> {
        let mut header = Self(bytes);
        if header.array()? != MAGIC {
            return Err(SnapshotError::Corrupt);
        }
        if header.u8()? != VERSION {
            return Err(SnapshotError::UnsupportedVersion);
        }
        let found = header.u8()?;
        let length = usize::try_from(header.u32()?).map_err(|_| SnapshotError::Truncated)?;
        let body = header.0.get(..length).ok_or(SnapshotError::Truncated)?;
        let content = bytes.get(..BODY_AT + length).ok_or(SnapshotError::Truncated)?;
        let mut end = Self(header.0.get(length..).ok_or(SnapshotError::Truncated)?);
        if CRC.checksum(content) != end.u32()? || !end.0.is_empty() {
            return Err(SnapshotError::Corrupt);
        }
        if found == kind as u8 { Ok(Self(body)) } else { Err(SnapshotError::WrongKind) }
    }

    pub(crate) fn u8(&mut self) -> Result<u8, SnapshotError> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, SnapshotError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, SnapshotError> {
        self.array().map(u64::from_be_bytes)
    }

    /// Nothing may follow what was read.
    pub(crate) fn finish(self) -> Result<(), SnapshotError> {
        if self.0.is_empty() { Ok(()) } else { Err(SnapshotError::Corrupt) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let (head, rest) = self.0.split_first_chunk().ok_or(SnapshotError::Truncated)?;
        self.0 = rest;
        Ok(*head)
    }
}
