//! A limiter as bytes, and back.

use alloc::vec::Vec;

use super::RateLimiter;
use super::meter::{Meter, Use};
use crate::error::SnapshotError;
use crate::snapshot::{Kind, Reader, Writer};

impl RateLimiter {
    /// What was used, as bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Writer::new(Kind::RateLimiter);
        bytes.u64(self.latest_ms).u8(u8::try_from(self.meters.len()).unwrap_or(u8::MAX));
        for meter in &self.meters {
            match meter {
                Meter::Gcra { state, .. } => {
                    bytes.u8(0).u64(*state);
                }
                Meter::Window { end_ms, used, .. } => {
                    bytes.u8(1).u64(*end_ms).u32(*used);
                }
                Meter::Log { uses, .. } => {
                    bytes.u8(2).u32(u32::try_from(uses.len()).unwrap_or(u32::MAX));
                    for Use { at_ms, units } in uses {
                        bytes.u64(*at_ms).u32(*units);
                    }
                }
            }
        }
        bytes.finish()
    }

    /// Goes on where a snapshot was taken. The rules must be those of then: a snapshot of other algorithms is refused.
    ///
    /// Where `now_ms` is before the snapshot, another clock is ticking, and all times are moved by the difference.
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no snapshot of such a limiter. The limiter is then as it was.
    pub fn restore(&mut self, bytes: &[u8], now_ms: u64) -> Result<(), SnapshotError> {
        let mut reader = Reader::new(Kind::RateLimiter, bytes)?;
        let latest_ms = reader.u64()?;
        let moved_ms = latest_ms.saturating_sub(now_ms);
        let mut meters = self.meters.clone();
        if usize::from(reader.u8()?) != meters.len() {
            return Err(SnapshotError::WrongKind);
        }
        for meter in &mut meters {
            meter.restore(&mut reader, moved_ms, latest_ms - moved_ms)?;
        }
        reader.finish()?;
        (self.meters, self.latest_ms) = (meters, latest_ms - moved_ms);
        Ok(())
    }
}

impl Meter {
    fn restore(
        &mut self,
        reader: &mut Reader<'_>,
        moved_ms: u64,
        latest_ms: u64,
    ) -> Result<(), SnapshotError> {
        match (self, reader.u8()?) {
            (Self::Gcra { gcra, state }, 0) => {
                *state = gcra.moved_back(reader.u64()?, moved_ms).min(gcra.highest(latest_ms));
            }
            (Self::Window { windows, end_ms, used, .. }, 1) => {
                // A calendar cannot be moved, and neither can windows that begin at time zero.
                *end_ms = reader.u64()?.min(windows.end_ms(latest_ms));
                *used = reader.u32()?;
            }
            (Self::Log { uses, used, .. }, 2) => {
                let mut last_ms = 0;
                (*used, *uses) = (0, alloc::collections::VecDeque::new());
                for _ in 0..reader.u32()? {
                    let (at_ms, units) = (reader.u64()?.saturating_sub(moved_ms), reader.u32()?);
                    if at_ms < last_ms || at_ms > latest_ms {
                        return Err(SnapshotError::Corrupt);
                    }
                    last_ms = at_ms;
                    *used = used.checked_add(units).ok_or(SnapshotError::Corrupt)?;
                    uses.push_back(Use { at_ms, units });
                }
            }
            _ => return Err(SnapshotError::WrongKind),
        }
        Ok(())
    }
}
