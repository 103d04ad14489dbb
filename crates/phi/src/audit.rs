//! Who opens protected values, why, and where that is written down.

use core::fmt;

use crate::{
    loggable::Loggable,
    pseudonym::Pseudonym,
    token::{ActorId, RequestId},
};

/// Why somebody looks at protected values.
///
/// The names and codes are those of the HL7 v3 value set `PurposeOfUse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PurposeOfUse {
    /// Treatment, code `TREAT`.
    Treatment,
    /// Emergency treatment, code `ETREAT`.
    EmergencyTreatment,
    /// Breaking the glass: access that normal policy refuses, code `BTG`.
    BreakGlass,
    /// Health care payment, code `HPAYMT`.
    Payment,
    /// Health care operations, code `HOPERAT`.
    Operations,
    /// Public health, code `PUBHLTH`.
    PublicHealth,
    /// Health care research, code `HRESCH`.
    Research,
    /// The patient asked for it, code `PATRQT`.
    PatientRequest,
}

impl PurposeOfUse {
    /// The code of the value set.
    ///
    /// ```
    /// # use phiward_phi::PurposeOfUse;
    /// assert_eq!(PurposeOfUse::BreakGlass.code(), "BTG");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Treatment => "TREAT",
            Self::EmergencyTreatment => "ETREAT",
            Self::BreakGlass => "BTG",
            Self::Payment => "HPAYMT",
            Self::Operations => "HOPERAT",
            Self::PublicHealth => "PUBHLTH",
            Self::Research => "HRESCH",
            Self::PatientRequest => "PATRQT",
        }
    }
}

impl fmt::Display for PurposeOfUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for PurposeOfUse {}

/// One access to protected values: who, why, in which request, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The person or service that looks.
    pub actor: ActorId,
    /// Why it looks.
    pub purpose: PurposeOfUse,
    /// The request in which it happens.
    pub request: RequestId,
    /// When, in milliseconds since 1970-01-01T00:00:00Z; this crate reads no clock.
    pub at_ms: u64,
}

/// What opening a [`Phi`](crate::Phi) needs: an access, and the sink that writes it down.
///
/// ```
/// use phiward_phi::{Access, AccessEvent, ActorId, AuditContext, PurposeOfUse, RequestId};
/// # fn now_ms() -> u64 { 1_767_225_600_000 }
///
/// let access = Access {
///     actor: ActorId::parse("usr-17")?,
///     purpose: PurposeOfUse::Treatment,
///     request: RequestId::parse("it-1767225600000-9f8a2c")?,
///     at_ms: now_ms(),
/// };
/// let sink = |event: &AccessEvent<'_>| {
///     // Append it to the audit log here.
///     assert_eq!(event.access.purpose.code(), "TREAT");
///     Ok(())
/// };
/// let audit = AuditContext::new(access, &sink);
/// # let _ = audit;
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
pub struct AuditContext<'a> {
    access: Access,
    subject: Option<Pseudonym>,
    sink: &'a dyn AuditSink,
}

impl<'a> AuditContext<'a> {
    /// Joins an access with the sink that will hold its events.
    #[must_use]
    pub const fn new(access: Access, sink: &'a dyn AuditSink) -> Self {
        Self { access, subject: None, sink }
    }

    /// Says whose data is opened, by a pseudonym.
    #[must_use]
    pub fn about(self, subject: Pseudonym) -> Self {
        Self { subject: Some(subject), ..self }
    }

    pub(crate) fn record(&self, field: &'static str) -> Result<(), AuditUnavailable> {
        self.sink.record(&AccessEvent { access: &self.access, subject: self.subject.as_ref(), field })
    }
}

impl fmt::Debug for AuditContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditContext")
            .field("access", &self.access)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// A protected value is about to be opened.
///
/// It holds ids, a pseudonym and the name of the field, never the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessEvent<'a> {
    /// Who, why, in which request, when.
    pub access: &'a Access,
    /// Whose data, when the context says so.
    pub subject: Option<&'a Pseudonym>,
    /// Which field.
    pub field: &'static str,
}

/// Where access events go: an audit log.
///
/// Every closure of the right shape is one.
pub trait AuditSink {
    /// Takes one event.
    ///
    /// It runs before the value is shown.
    /// A sink that must never block care in an emergency can accept events into a queue of its own;
    /// what it must not do is say that an event is safe when it is lost.
    ///
    /// # Errors
    /// [`AuditUnavailable`] when the event could not be kept; the value then stays closed.
    fn record(&self, event: &AccessEvent<'_>) -> Result<(), AuditUnavailable>;
}

impl<F> AuditSink for F
where
    F: Fn(&AccessEvent<'_>) -> Result<(), AuditUnavailable>,
{
    fn record(&self, event: &AccessEvent<'_>) -> Result<(), AuditUnavailable> {
        self(event)
    }
}

/// The audit sink could not keep the event, so nothing was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditUnavailable;

impl AuditUnavailable {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "audit_unavailable"
    }
}

impl fmt::Display for AuditUnavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the access could not be written to the audit log, so the value stays closed")
    }
}

impl core::error::Error for AuditUnavailable {}
