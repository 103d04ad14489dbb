//! What a stretch of a note is marked as.

use phiward_redact::Category;

/// A gold category, or a stretch that neither helps nor hurts a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Must be redacted; an age of 89 or less is marked, and neutral.
    Phi(Category),
    /// "Dr.", "Mrs.": beside a name, not part of it.
    Title,
    /// "RN", "MD": after a name, not part of it.
    Credential,
    /// A state or its code, which Safe Harbor lets stand.
    State,
    /// A weekday or a time of day that stands with a date.
    TimeOrDay,
}

impl Mark {
    /// The name in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Phi(category) => category.name(),
            Self::Title => "TITLE",
            Self::Credential => "CRED",
            Self::State => "STATE",
            Self::TimeOrDay => "TIME_OR_DAY",
        }
    }

    /// Whether a redactor must take it.
    pub(super) fn is_gold(self) -> bool {
        matches!(self, Self::Phi(category) if category != Category::Age)
    }
}
