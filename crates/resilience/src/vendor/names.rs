//! The stable, language-neutral names of what the tables say.

use super::{Action, BreakerAdvice, RetryAdvice, Severity, Vendor};

impl Vendor {
    /// The stable, language-neutral name.
    ///
    /// ```
    /// use phiward_resilience::vendor::Vendor;
    /// assert_eq!(Vendor::from_name("ai_provider"), Some(Vendor::AiProvider));
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Twilio => "twilio",
            Self::SupabaseStorage => "supabase_storage",
            Self::AiProvider => "ai_provider",
            Self::WebRtc => "web_rtc",
            Self::X12 => "x12",
            Self::Postgres => "postgres",
            Self::Http => "http",
        }
    }

    /// The vendor of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == name)
    }
}

impl RetryAdvice {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Part => "part",
            Self::UnknownOutcome => "unknown_outcome",
            Self::ByUser => "by_user",
        }
    }
}

impl BreakerAdvice {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Success => "success",
            Self::Ignore => "ignore",
        }
    }
}

impl Severity {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Action {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneWithWarning => "done_with_warning",
            Self::Wait => "wait",
            Self::BackOff => "back_off",
            Self::BackOffOrOtherModel => "back_off_or_other_model",
            Self::RetryLater => "retry_later",
            Self::Page => "page",
            Self::Alert => "alert",
            Self::FixPayload => "fix_payload",
            Self::FixNumber => "fix_number",
            Self::EnableRegion => "enable_region",
            Self::SuppressRecipient => "suppress_recipient",
            Self::Drop => "drop",
            Self::OtherChannel => "other_channel",
            Self::RefreshOnce => "refresh_once",
            Self::DoneIfSame => "done_if_same",
            Self::Split => "split",
            Self::AskUser => "ask_user",
            Self::ReleaseDevice => "release_device",
            Self::Relax => "relax",
            Self::Reconnect => "reconnect",
            Self::ResendRejected => "resend_rejected",
            Self::Query => "query",
            Self::Investigate => "investigate",
        }
    }
}
