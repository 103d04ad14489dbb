//! What is written down: who did what, to whose data, why, in which request, when, and how it went.

use core::fmt;

use phiward_phi::{Access, AccessEvent, Loggable, Pseudonym, PurposeOfUse, Scope};

use crate::{error::EventError, reason::BreakGlassReason};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// A protected value was opened.
    Read,
    /// A record was made.
    Create,
    /// A record was changed.
    Update,
    /// A record was deleted.
    Delete,
    /// Data left for another system of the same organisation.
    Export,
    /// Data left for another organisation.
    Disclose,
    /// An envelope was sealed.
    Encrypt,
    /// An envelope was opened.
    Decrypt,
    /// A record was analysed.
    Analyze,
    /// Somebody signed in, or tried to.
    SignIn,
    /// A key was made, rotated or retired.
    ManageKey,
    /// Rights, limits or settings were changed.
    Configure,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 12] = [
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Export,
        Self::Disclose,
        Self::Encrypt,
        Self::Decrypt,
        Self::Analyze,
        Self::SignIn,
        Self::ManageKey,
        Self::Configure,
    ];

    /// The word in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::Disclose => "disclose",
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
            Self::Analyze => "analyze",
            Self::SignIn => "sign_in",
            Self::ManageKey => "manage_key",
            Self::Configure => "configure",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for Action {}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused: no right, no valid credential, over a limit.
    Denied,
    /// It was tried and did not work.
    Failure,
}

impl Outcome {
    /// The word in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Denied => "denied",
            Self::Failure => "failure",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for Outcome {}

/// One event. It holds ids, pseudonyms and words of a list, and has no place for a value of a person.
///
/// ```
/// use phiward_audit::{Action, Event, Outcome};
/// use phiward_phi::{Access, ActorId, PurposeOfUse, RequestId};
///
/// let access = Access {
///     actor: ActorId::parse("usr-17")?,
///     purpose: PurposeOfUse::Treatment,
///     request: RequestId::parse("it-1767225600000-9f8a2c")?,
///     at_ms: 1_767_225_600_000,
/// };
/// let event = Event::new(access, Action::SignIn, Outcome::Denied)?;
/// # let _ = event;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub(crate) access: Access,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
    pub(crate) subject: Option<Pseudonym>,
    pub(crate) what: Option<Scope>,
    pub(crate) reason: Option<BreakGlassReason>,
}

impl Event {
    /// Makes an event; `access` tells who, why, in which request and when.
    ///
    /// # Errors
    /// [`EventError::ReasonRequired`] if the purpose is to break the glass; [`Event::break_glass`] takes the reason.
    pub fn new(access: Access, action: Action, outcome: Outcome) -> Result<Self, EventError> {
        if access.purpose == PurposeOfUse::BreakGlass {
            return Err(EventError::ReasonRequired);
        }
        Ok(Self { access, action, outcome, subject: None, what: None, reason: None })
    }

    /// Makes an event of an access that normal policy refuses; the purpose becomes
    /// [`PurposeOfUse::BreakGlass`].
    #[must_use]
    pub fn break_glass(access: Access, action: Action, outcome: Outcome, reason: BreakGlassReason) -> Self {
        let access = Access { purpose: PurposeOfUse::BreakGlass, ..access };
        Self { access, action, outcome, subject: None, what: None, reason: Some(reason) }
    }

    /// Says whose data, by a pseudonym.
    #[must_use]
    pub fn about(self, subject: Pseudonym) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// Says what of it: the name of a field or of a kind of record, such as `user_age`.
    #[must_use]
    pub fn on(self, what: Scope) -> Self {
        Self { what: Some(what), ..self }
    }

    /// When it happened, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn at_ms(&self) -> u64 {
        self.access.at_ms
    }

    /// What was done.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// How it went.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Takes an opened [`Phi`](phiward_phi::Phi) as a successful read.
    pub(crate) fn of_access(
        opened: &AccessEvent<'_>,
        reason: Option<BreakGlassReason>,
    ) -> Result<Self, EventError> {
        let access = opened.access.clone();
        let event = match reason {
            Some(reason) => Self::break_glass(access, Action::Read, Outcome::Success, reason),
            None => Self::new(access, Action::Read, Outcome::Success)?,
        };
        // A literal of the program; one that is no token is shown as what it is.
        let what = Scope::parse(opened.field).or_else(|_| Scope::parse("unnamed")).ok();
        Ok(Self { subject: opened.subject.cloned(), what, ..event })
    }
}
