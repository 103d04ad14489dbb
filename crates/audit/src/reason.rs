//! Why somebody breaks the glass. There is no free text: people write names into it.

use core::fmt;

use phiward_phi::{Loggable, Scope};

/// Why an access that normal policy refuses was needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Emergency {
    /// A life or limb is in danger.
    LifeThreat,
    /// The patient cannot give consent and somebody has to decide.
    UnableToConsent,
    /// A disaster or mass casualty incident.
    Disaster,
    /// The system that normally grants access is down.
    SystemOutage,
    /// Abuse or a danger to others has to be reported.
    MandatedReport,
}

impl Emergency {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::LifeThreat, Self::UnableToConsent, Self::Disaster, Self::SystemOutage, Self::MandatedReport];

    /// The word in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LifeThreat => "life_threat",
            Self::UnableToConsent => "unable_to_consent",
            Self::Disaster => "disaster",
            Self::SystemOutage => "system_outage",
            Self::MandatedReport => "mandated_report",
        }
    }

    /// Reads the word, as a form of a program sends it.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|emergency| emergency.code() == code)
    }
}

impl fmt::Display for Emergency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for Emergency {}

/// The reason that a break-glass event must have, with the ticket under which it will be reviewed.
///
/// ```
/// use phiward_audit::{BreakGlassReason, Emergency};
/// use phiward_phi::Scope;
///
/// let reason = BreakGlassReason::new(Emergency::LifeThreat).with_ticket(Scope::parse("INC-2041")?);
/// # let _ = reason;
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlassReason {
    pub(crate) emergency: Emergency,
    pub(crate) ticket: Option<Scope>,
}

impl BreakGlassReason {
    /// Takes the kind of emergency.
    #[must_use]
    pub const fn new(emergency: Emergency) -> Self {
        Self { emergency, ticket: None }
    }

    /// Adds the id of the ticket, a token that begins with a letter.
    #[must_use]
    pub fn with_ticket(self, ticket: Scope) -> Self {
        Self { ticket: Some(ticket), ..self }
    }
}
