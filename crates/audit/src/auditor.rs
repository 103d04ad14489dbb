//! One access, and the log that it is written to: what opens a `Phi`, a key, or nothing.

use core::fmt;

use phiward_phi::{
    Access, AccessEvent, AuditContext, AuditSink, AuditUnavailable, Pseudonym, PurposeOfUse, Scope,
};

use crate::{
    error::EventError,
    event::{Action, Event, Outcome},
    reason::BreakGlassReason,
};

/// Where events go: a log.
pub trait EventSink {
    /// Keeps one event.
    ///
    /// # Errors
    /// [`AuditUnavailable`] when it is not kept. What it was about must then not happen.
    fn record(&self, event: &Event) -> Result<(), AuditUnavailable>;
}

/// Who looks, why, in which request, and the log that is told of it.
///
/// Make one for each request, at the door of the program.
///
/// ```
/// use phiward_audit::{Action, Auditor, Event, EventSink, Outcome};
/// use phiward_phi::{Access, ActorId, Age, AgeUnit, AuditUnavailable, PurposeOfUse, RequestId};
///
/// struct Log(std::cell::RefCell<Vec<Event>>); // `edge::AuditLog` in a program
/// impl EventSink for Log {
///     fn record(&self, event: &Event) -> Result<(), AuditUnavailable> {
///         self.0.borrow_mut().push(event.clone());
///         Ok(())
///     }
/// }
///
/// let log = Log(Default::default());
/// let access = Access {
///     actor: ActorId::parse("usr-17")?,
///     purpose: PurposeOfUse::Treatment,
///     request: RequestId::parse("it-1767225600000-9f8a2c")?,
///     at_ms: 1_767_225_600_000,
/// };
/// let auditor = Auditor::new(access, &log)?;
/// let age = Age::parse("18", AgeUnit::Months)?;
/// assert_eq!(age.open(&auditor.context(), "user_age")?.whole_years(), 1);
/// auditor.record(Action::Export, Outcome::Success)?;
/// assert_eq!(log.0.borrow().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Auditor<'a> {
    access: Access,
    subject: Option<Pseudonym>,
    reason: Option<BreakGlassReason>,
    sink: &'a dyn EventSink,
}

impl<'a> Auditor<'a> {
    /// Joins an access with a log.
    ///
    /// # Errors
    /// [`EventError::ReasonRequired`] if the purpose is to break the glass; [`Auditor::break_glass`] takes the
    /// reason.
    pub fn new(access: Access, sink: &'a dyn EventSink) -> Result<Self, EventError> {
        if access.purpose == PurposeOfUse::BreakGlass {
            return Err(EventError::ReasonRequired);
        }
        Ok(Self { access, subject: None, reason: None, sink })
    }

    /// Breaks the glass: every event of this auditor has the purpose `BTG` and the reason.
    #[must_use]
    pub fn break_glass(access: Access, reason: BreakGlassReason, sink: &'a dyn EventSink) -> Self {
        let access = Access { purpose: PurposeOfUse::BreakGlass, ..access };
        Self { access, subject: None, reason: Some(reason), sink }
    }

    /// Says whose data, by a pseudonym.
    #[must_use]
    pub fn about(self, subject: Pseudonym) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// The access.
    #[must_use]
    pub const fn access(&self) -> &Access {
        &self.access
    }

    /// What opens a [`Phi`](phiward_phi::Phi): each opening is an event of this auditor.
    #[must_use]
    pub fn context(&self) -> AuditContext<'_> {
        let context = AuditContext::new(self.access.clone(), self);
        match &self.subject {
            Some(subject) => context.about(subject.clone()),
            None => context,
        }
    }

    /// Writes down that something was done, or was not.
    ///
    /// # Errors
    /// [`AuditUnavailable`].
    pub fn record(&self, action: Action, outcome: Outcome) -> Result<(), AuditUnavailable> {
        self.sink.record(&self.event(action, outcome, None))
    }

    /// Writes down that something was done to a kind of thing, such as `journal_entry`.
    ///
    /// # Errors
    /// [`AuditUnavailable`].
    pub fn record_on(&self, action: Action, what: &Scope, outcome: Outcome) -> Result<(), AuditUnavailable> {
        self.sink.record(&self.event(action, outcome, Some(what)))
    }

    fn event(&self, action: Action, outcome: Outcome, what: Option<&Scope>) -> Event {
        Event {
            access: self.access.clone(),
            action,
            outcome,
            subject: self.subject.clone(),
            what: what.cloned(),
            reason: self.reason.clone(),
        }
    }
}

impl AuditSink for Auditor<'_> {
    fn record(&self, opened: &AccessEvent<'_>) -> Result<(), AuditUnavailable> {
        let event = Event::of_access(opened, self.reason.clone()).map_err(|_| AuditUnavailable)?;
        self.sink.record(&event)
    }
}

impl fmt::Debug for Auditor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auditor")
            .field("access", &self.access)
            .field("subject", &self.subject)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
