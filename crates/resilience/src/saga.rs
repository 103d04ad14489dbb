//! Several steps that are done all, or undone.

mod journal;

use alloc::vec::Vec;
use core::fmt;

use crate::error::{ConfigError, check};

/// Most steps of a saga.
const MOST_STEPS: u64 = 1000;

/// What is known of one step before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaStep {
    /// Running it again does no harm, so it runs again when a crash hides its outcome.
    Repeatable,
    /// Whether it happened must be found out when a crash hides its outcome.
    Once,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the six")]
pub enum SagaCommand {
    /// Record [`SagaEvent::Started`], then run this step.
    Run(u16),
    /// This step was begun and its outcome is unknown: find out, and record it. Never run it blindly.
    Resolve(u16),
    /// Undo this step. Undoing it twice must be the same as once.
    Compensate(u16),
    /// Every step is done.
    Completed,
    /// A step failed, and every step before it is undone.
    RolledBack,
    /// Undoing this step failed: a person must look. Recording [`SagaEvent::Compensated`] goes on from here.
    DeadLetter(u16),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaEvent {
    /// A step begins. Recorded before it does, so that a crash leaves a trace.
    Started(u16),
    /// A step is done.
    Succeeded(u16),
    /// A step failed, and left nothing behind.
    Failed(u16),
    /// A step failed, and may have left something behind: it is undone as well.
    FailedUnknown(u16),
    /// A step is undone.
    Compensated(u16),
    /// Undoing a step failed for good.
    CompensationFailed(u16),
}

/// An event that cannot follow what happened before. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnexpectedEvent;

impl UnexpectedEvent {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unexpected_event"
    }
}

impl fmt::Display for UnexpectedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event cannot follow what happened before")
    }
}

impl core::error::Error for UnexpectedEvent {}

/// A saga as a pure reducer: events go in, the next command comes out, and the events are its journal.
///
/// The caller writes each event to its journal before it obeys the next command. After a crash, the journal gives the
/// same saga again.
///
/// ```
/// use phiward_resilience::{Saga, SagaCommand, SagaEvent, SagaStep};
///
/// let mut saga = Saga::new(&[SagaStep::Repeatable, SagaStep::Once])?;
/// for event in [SagaEvent::Started(0), SagaEvent::Succeeded(0), SagaEvent::Started(1), SagaEvent::Failed(1)] {
///     saga.record(event)?;
/// }
/// assert_eq!(saga.next(), SagaCommand::Compensate(0));
/// saga.record(SagaEvent::Compensated(0))?;
/// assert_eq!(saga.next(), SagaCommand::RolledBack);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Saga {
    steps: Vec<SagaStep>,
    stage: Stage,
    events: Vec<SagaEvent>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    /// Steps below `next` are done.
    Forward { next: u16, is_started: bool },
    /// Steps below `left` are to be undone, from the last to the first.
    Back { left: u16 },
    /// Step `left - 1` could not be undone.
    Stuck { left: u16 },
}

impl Saga {
    /// A saga of which nothing is done.
    ///
    /// # Errors
    /// [`ConfigError`] when there is no step, or more than 1000.
    pub fn new(steps: &[SagaStep]) -> Result<Self, ConfigError> {
        check::count("steps", steps.len() as u64, MOST_STEPS)?;
        let stage = Stage::Forward { next: 0, is_started: false };
        Ok(Self { steps: steps.to_vec(), stage, events: Vec::new() })
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> SagaCommand {
        match self.stage {
            Stage::Forward { next, is_started } => match (self.steps.get(usize::from(next)), is_started) {
                (None, _) => SagaCommand::Completed,
                (Some(SagaStep::Once), true) => SagaCommand::Resolve(next),
                (Some(_), _) => SagaCommand::Run(next),
            },
            Stage::Back { left: 0 } => SagaCommand::RolledBack,
            Stage::Back { left } => SagaCommand::Compensate(left - 1),
            Stage::Stuck { left } => SagaCommand::DeadLetter(left - 1),
        }
    }

    /// Records what happened.
    ///
    /// # Errors
    /// [`UnexpectedEvent`] when the event cannot follow. The saga is then as it was.
    pub fn record(&mut self, event: SagaEvent) -> Result<(), UnexpectedEvent> {
        self.stage = self.after(event).ok_or(UnexpectedEvent)?;
        // A repeatable step that begins again adds nothing to know.
        if self.events.last() != Some(&event) {
            self.events.push(event);
        }
        Ok(())
    }

    /// Everything that happened, in order.
    #[must_use]
    pub fn events(&self) -> &[SagaEvent] {
        &self.events
    }

    fn after(&self, event: SagaEvent) -> Option<Stage> {
        let end = self.steps.len();
        match (self.stage, event) {
            (Stage::Forward { next, is_started }, SagaEvent::Started(step)) if step == next => {
                let kind = self.steps.get(usize::from(next))?;
                let may_start = !is_started || *kind == SagaStep::Repeatable;
                may_start.then_some(Stage::Forward { next, is_started: true })
            }
            (Stage::Forward { next, is_started: true }, event) if usize::from(next) < end => match event {
                SagaEvent::Succeeded(step) if step == next => {
                    Some(Stage::Forward { next: next + 1, is_started: false })
                }
                SagaEvent::Failed(step) if step == next => Some(Stage::Back { left: next }),
                SagaEvent::FailedUnknown(step) if step == next => Some(Stage::Back { left: next + 1 }),
                _ => None,
            },
            (Stage::Back { left } | Stage::Stuck { left }, SagaEvent::Compensated(step))
                if step.checked_add(1) == Some(left) =>
            {
                Some(Stage::Back { left: step })
            }
            (Stage::Back { left }, SagaEvent::CompensationFailed(step))
                if step.checked_add(1) == Some(left) =>
            {
                Some(Stage::Stuck { left })
            }
            _ => None,
        }
    }
}
