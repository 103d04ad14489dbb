//! What the errors of services mean, as data: whether to call again, and what they say about the service.
//!
//! ```
//! use phiward_resilience::vendor::{Action, BreakerAdvice, RetryAdvice, Vendor, VendorError};
//!
//! let error = VendorError { status: Some(429), name: Some("daily_quota_exceeded"), ..VendorError::default() };
//! let class = Vendor::Resend.classify(&error);
//! assert_eq!((class.retry, class.breaker, class.action), (RetryAdvice::No, BreakerAdvice::Ignore, Action::Alert));
//! ```

mod hints;
mod http_date;
mod messaging;
mod names;
mod platform;
mod retry_after;

pub use self::{hints::RateLimitHints, retry_after::parse_retry_after};
use crate::{Attempt, AttemptClass, Outcome, PushBack};

/// A service, or a kind of service, whose errors are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Vendor {
    /// E-mail by Resend; the name is that of its error.
    Resend,
    /// Text messages and calls by Twilio; the name is the number of the error.
    Twilio,
    /// Storage of Supabase.
    SupabaseStorage,
    /// Language models behind an interface like that of OpenAI; the name is its `code` or `type`.
    AiProvider,
    /// Cameras, microphones and connections of a browser; the name is that of the `DOMException`.
    WebRtc,
    /// Acknowledgments of a clearinghouse: X12 997 (AK501) and 999 (IK501); the name is the code.
    X12,
    /// PostgreSQL and Prisma; the name is an SQLSTATE or a Prisma code.
    Postgres,
    /// Any service over HTTP.
    Http,
}

/// An error as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VendorError<'a> {
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The vendor's name for the error, which says more than the status.
    pub name: Option<&'a str>,
    /// What the service asks for. See [`parse_retry_after`].
    pub push_back: PushBack,
}

/// What an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Classified {
    /// Whether to call again.
    pub retry: RetryAdvice,
    /// What it says about the service.
    pub breaker: BreakerAdvice,
    /// How bad it is.
    pub severity: Severity,
    /// What to do.
    pub action: Action,
    /// What the service asks for.
    pub push_back: PushBack,
}

/// Whether to call again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryAdvice {
    /// Later.
    Yes,
    /// Not as it is.
    No,
    /// The part that was refused, and nothing else.
    Part,
    /// It may have worked: ask, or call again only what may be done twice.
    UnknownOutcome,
    /// When the person has done something.
    ByUser,
}

/// What an error says about the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BreakerAdvice {
    /// It does not work.
    Failure,
    /// It works: it understood, and said no.
    Success,
    /// Nothing.
    Ignore,
}

/// How bad an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// As it should be.
    Info,
    /// Worth a line in a log.
    Low,
    /// One request is affected.
    Medium,
    /// Many requests are affected.
    High,
    /// Nothing works until a person acts.
    Critical,
}

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Nothing: it is done.
    Done,
    /// It is done, with a warning to look at.
    DoneWithWarning,
    /// Wait as long as asked.
    Wait,
    /// Wait longer each time.
    BackOff,
    /// Wait longer each time, or ask another model.
    BackOffOrOtherModel,
    /// Try again hours later, a few times.
    RetryLater,
    /// Wake somebody: keys or settings are wrong.
    Page,
    /// Tell somebody, and use another channel meanwhile.
    Alert,
    /// Correct the content of the request.
    FixPayload,
    /// Correct the phone number.
    FixNumber,
    /// Enable the country in the geographic permissions.
    EnableRegion,
    /// Never write to this recipient again: it has opted out.
    SuppressRecipient,
    /// Drop the message: nobody has this number.
    Drop,
    /// Reach the person another way.
    OtherChannel,
    /// Refresh the token, once.
    RefreshOnce,
    /// Compare: if the content is the same, it is done.
    DoneIfSame,
    /// Send it in smaller pieces.
    Split,
    /// Ask the person for permission, or for a device.
    AskUser,
    /// Close what else uses the device.
    ReleaseDevice,
    /// Ask for less of the device.
    Relax,
    /// Connect anew.
    Reconnect,
    /// Send the refused sets again, and only those.
    ResendRejected,
    /// Ask the other side what happened. Never send again blindly.
    Query,
    /// Look at it: nobody knew this error.
    Investigate,
}

/// One known error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What it is known by.
    pub on: On,
    /// Whether to call again.
    pub retry: RetryAdvice,
    /// What it says about the service.
    pub breaker: BreakerAdvice,
    /// How bad it is.
    pub severity: Severity,
    /// What to do.
    pub action: Action,
}

/// What an error is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum On {
    /// The vendor's name for it, whatever the status is.
    Name(&'static str),
    /// A status.
    Status(u16),
    /// A range of statuses, both ends included.
    Statuses(u16, u16),
}

impl Vendor {
    /// Every vendor.
    pub const ALL: [Self; 8] = [
        Self::Resend,
        Self::Twilio,
        Self::SupabaseStorage,
        Self::AiProvider,
        Self::WebRtc,
        Self::X12,
        Self::Postgres,
        Self::Http,
    ];

    /// What is known of this vendor.
    #[must_use]
    pub const fn rows(self) -> &'static [Row] {
        match self {
            Self::Resend => messaging::RESEND,
            Self::Twilio => messaging::TWILIO,
            Self::SupabaseStorage => platform::SUPABASE_STORAGE,
            Self::AiProvider => platform::AI_PROVIDER,
            Self::WebRtc => platform::WEB_RTC,
            Self::X12 => messaging::X12,
            Self::Postgres => platform::POSTGRES,
            Self::Http => platform::HTTP,
        }
    }

    /// What an error means: by its name, else by its status, else by its status in general.
    ///
    /// An error that nobody knows may have worked, and counts as a failure of the service.
    #[must_use]
    pub fn classify(self, error: &VendorError<'_>) -> Classified {
        let by_name = |row: &&Row| matches!(row.on, On::Name(name) if error.name == Some(name));
        let by_status = |row: &&Row| error.status.is_some_and(|status| row.on.covers(status));
        let row = self.rows().iter().find(by_name);
        let row = row.or_else(|| self.rows().iter().find(by_status));
        let row = row.or_else(|| platform::HTTP.iter().find(by_status)).unwrap_or(&UNKNOWN);
        let Row { retry, breaker, severity, action, .. } = *row;
        Classified { retry, breaker, severity, action, push_back: error.push_back }
    }
}

const UNKNOWN: Row = Row {
    on: On::Name(""),
    retry: RetryAdvice::UnknownOutcome,
    breaker: BreakerAdvice::Failure,
    severity: Severity::High,
    action: Action::Investigate,
};

const fn row(on: On, retry: RetryAdvice, breaker: BreakerAdvice, severity: Severity, action: Action) -> Row {
    Row { on, retry, breaker, severity, action }
}

impl On {
    const fn covers(self, status: u16) -> bool {
        match self {
            Self::Name(_) => false,
            Self::Status(one) => one == status,
            Self::Statuses(first, last) => first <= status && status <= last,
        }
    }
}

impl Classified {
    /// How the retry policy sees it. What only a person can change is final.
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        let class = match self.retry {
            RetryAdvice::Yes => AttemptClass::Retryable,
            RetryAdvice::UnknownOutcome => AttemptClass::UnknownOutcome,
            RetryAdvice::No | RetryAdvice::Part | RetryAdvice::ByUser => AttemptClass::Terminal,
        };
        Attempt { class, push_back: self.push_back }
    }

    /// How the breaker sees it.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self.breaker {
            BreakerAdvice::Failure => Outcome::Failure,
            BreakerAdvice::Success => Outcome::Success,
            BreakerAdvice::Ignore => Outcome::Ignored,
        }
    }
}
