//! The journal of a saga as bytes, and back.

use alloc::vec::Vec;

use super::{Saga, SagaEvent, SagaStep};
use crate::error::SnapshotError;
use crate::snapshot::{Kind, Reader, Writer};

impl Saga {
    /// The journal as bytes.
    #[must_use]
    pub fn journal(&self) -> Vec<u8> {
        let mut bytes = Writer::new(Kind::Saga);
        bytes.u16(u16::try_from(self.steps.len()).unwrap_or(u16::MAX));
        bytes.u32(u32::try_from(self.events.len()).unwrap_or(u32::MAX));
        for event in &self.events {
            let (code, step) = match event {
                SagaEvent::Started(step) => (0, step),
                SagaEvent::Succeeded(step) => (1, step),
                SagaEvent::Failed(step) => (2, step),
                SagaEvent::FailedUnknown(step) => (3, step),
                SagaEvent::Compensated(step) => (4, step),
                SagaEvent::CompensationFailed(step) => (5, step),
            };
            bytes.u8(code).u16(*step);
        }
        bytes.finish()
    }

    /// The saga of a journal. `steps` are those that it was made of.
    ///
    /// ```
    /// use phiward_resilience::{Saga, SagaCommand, SagaEvent, SagaStep};
    /// let steps = [SagaStep::Once];
    /// let mut saga = Saga::new(&steps)?;
    /// saga.record(SagaEvent::Started(0))?;
    /// // The process ends here, and another one goes on.
    /// let saga = Saga::resume(&steps, &saga.journal())?;
    /// assert_eq!(saga.next(), SagaCommand::Resolve(0));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no journal, or that of a saga of other steps.
    pub fn resume(steps: &[SagaStep], journal: &[u8]) -> Result<Self, SnapshotError> {
        let mut saga = Self::new(steps).map_err(|_| SnapshotError::WrongKind)?;
        let mut reader = Reader::new(Kind::Saga, journal)?;
        if usize::from(reader.u16()?) != steps.len() {
            return Err(SnapshotError::WrongKind);
        }
        for _ in 0..reader.u32()? {
            let (code, step) = (reader.u8()?, reader.u16()?);
            let event = match code {
                0 => SagaEvent::Started(step),
                1 => SagaEvent::Succeeded(step),
                2 => SagaEvent::Failed(step),
                3 => SagaEvent::FailedUnknown(step),
                4 => SagaEvent::Compensated(step),
                5 => SagaEvent::CompensationFailed(step),
                _ => return Err(SnapshotError::Corrupt),
            };
            saga.record(event).map_err(|_| SnapshotError::Corrupt)?;
        }
        reader.finish()?;
        Ok(saga)
    }
}
