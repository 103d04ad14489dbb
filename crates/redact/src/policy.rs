//! What happens to what was found, by profile.

use core::fmt;

use crate::{Category, Mode};

/// What happens to a span of PHI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operator {
    /// It stays.
    Keep,
    /// It goes, and leaves nothing.
    Remove,
    /// The mask `[REDACTED]`, which does not tell the category.
    Mask,
    /// The category in brackets: `[NAME]`.
    Tag,
    /// The category and a number: `[NAME_1]`, the same for the same value within one text.
    NumberedTag,
    /// What may remain under 45 CFR 164.514(b)(2)(i): the year of a date, the first three digits of a ZIP
    /// code, `90+` for an age; the tag where nothing may.
    Generalise,
    /// A numbered tag whose value is kept in a [`TokenMap`](crate::TokenMap), so that it can be put back.
    Token,
    /// A keyed hash: `[NAME:5b0c7a91e2d43f68]`, the same for the same value under one key.
    KeyedHash,
    /// A keyed surrogate of the same form: another name, other digits; the same for the same value under
    /// one key.
    Surrogate,
    /// A date moved by a number of days that depends on the key; the tag for what is not a full date.
    DateShift,
}

impl Operator {
    /// Every operator.
    pub const ALL: &'static [Self] = &[
        Self::Keep,
        Self::Remove,
        Self::Mask,
        Self::Tag,
        Self::NumberedTag,
        Self::Generalise,
        Self::Token,
        Self::KeyedHash,
        Self::Surrogate,
        Self::DateShift,
    ];

    /// The stable name, as it stands in a policy file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remove => "remove",
            Self::Mask => "mask",
            Self::Tag => "tag",
            Self::NumberedTag => "numbered_tag",
            Self::Generalise => "generalise",
            Self::Token => "token",
            Self::KeyedHash => "keyed_hash",
            Self::Surrogate => "surrogate",
            Self::DateShift => "date_shift",
        }
    }

    /// The operator of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }

    /// Whether it computes from the value with a key, and so needs one.
    #[must_use]
    pub const fn needs_key(self) -> bool {
        matches!(self, Self::KeyedHash | Self::Surrogate | Self::DateShift)
    }
}

/// What a policy is for; it decides which operators may be used.
///
/// The names say what a profile follows in style. Output is *redacted per policy*; whether that meets a
/// law is a judgement about the data and its recipient that no library can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Profile {
    /// Nothing that is derived from the person's data may remain (45 CFR 164.514(b)(2) and (c)(1)):
    /// no keyed hash, surrogate, shifted date or reversible token, and nothing of the listed identifiers
    /// is kept.
    #[default]
    SafeHarborStyle,
    /// For recipients under a data use agreement (45 CFR 164.514(e)): every operator is admitted.
    LimitedDataSet,
    /// For policies that an expert has determined (45 CFR 164.514(b)(1)): every operator is admitted.
    ExpertDetermination,
}

impl Profile {
    /// Every profile.
    pub const ALL: &'static [Self] =
        &[Self::SafeHarborStyle, Self::LimitedDataSet, Self::ExpertDetermination];

    /// The stable name, as it stands in a policy file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SafeHarborStyle => "safe_harbor_style",
            Self::LimitedDataSet => "limited_data_set",
            Self::ExpertDetermination => "expert_determination",
        }
    }

    /// Whether the profile admits an operator for a category.
    #[must_use]
    pub const fn admits(self, category: Category, operator: Operator) -> bool {
        match (self, operator) {
            (Self::LimitedDataSet | Self::ExpertDetermination, _) => true,
            (Self::SafeHarborStyle, Operator::Keep) => matches!(category, Category::Age | Category::Org),
            (Self::SafeHarborStyle, operator) => {
                !operator.needs_key() && !matches!(operator, Operator::Token)
            }
        }
    }
}

/// Why a policy was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyError {
    /// The profile does not admit the operator for the category.
    OperatorNotAdmitted {
        /// The category of the rule.
        category: Category,
        /// Its operator.
        operator: Operator,
    },
    /// An operator needs a key, and none was given.
    KeyMissing,
    /// The text of the policy is not JSON of the prescribed shape.
    Malformed,
    /// A field, category, operator, mode or profile has a name that is not known.
    UnknownName,
    /// A list or a text in the policy is longer than allowed.
    LimitExceeded,
}

impl PolicyError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OperatorNotAdmitted { .. } => "operator_not_admitted",
            Self::KeyMissing => "key_missing",
            Self::Malformed => "malformed",
            Self::UnknownName => "unknown_name",
            Self::LimitExceeded => "limit_exceeded",
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OperatorNotAdmitted { category, operator } => {
                let parts =
                    ["the profile does not admit the operator ", operator.name(), " for ", category.name()];
                parts.into_iter().try_for_each(|part| f.write_str(part))
            }
            Self::KeyMissing => f.write_str("an operator of the policy needs a key"),
            Self::Malformed => f.write_str("the policy does not have the prescribed shape"),
            Self::UnknownName => f.write_str("the policy names something that is not known"),
            Self::LimitExceeded => f.write_str("the policy is larger than allowed"),
        }
    }
}

impl core::error::Error for PolicyError {}

/// Mode, profile, and one operator for each category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    mode: Mode,
    profile: Profile,
    operators: [Operator; Category::ALL.len()],
    reference_year: Option<u16>,
}

impl Default for Policy {
    /// Balanced, in the style of Safe Harbor, every category tagged, ages up to 89 kept.
    fn default() -> Self {
        let mut operators = [Operator::Tag; Category::ALL.len()];
        if let Some(age) = operators.get_mut(Category::Age as usize) {
            *age = Operator::Keep;
        }
        Self { mode: Mode::Balanced, profile: Profile::SafeHarborStyle, operators, reference_year: None }
    }
}

impl Policy {
    /// Makes a policy of rules; categories without a rule are tagged, ages up to 89 kept.
    ///
    /// # Errors
    /// [`PolicyError::OperatorNotAdmitted`].
    pub fn new(
        mode: Mode,
        profile: Profile,
        rules: impl IntoIterator<Item = (Category, Operator)>,
    ) -> Result<Self, PolicyError> {
        let mut policy = Self { mode, profile, ..Self::default() };
        for (category, operator) in rules {
            if !profile.admits(category, operator) {
                return Err(PolicyError::OperatorNotAdmitted { category, operator });
            }
            if let Some(slot) = policy.operators.get_mut(category as usize) {
                *slot = operator;
            }
        }
        Ok(policy)
    }

    /// The policy for prompts to an AI model: every category a reversible token, ages up to 89 kept.
    #[must_use]
    pub fn ai_round_trip(mode: Mode) -> Self {
        let mut operators = [Operator::Token; Category::ALL.len()];
        if let Some(age) = operators.get_mut(Category::Age as usize) {
            *age = Operator::Keep;
        }
        Self { mode, profile: Profile::LimitedDataSet, operators, reference_year: None }
    }

    /// Names the current year, without which [`Operator::Generalise`] keeps no year of a date: a year that
    /// is 90 or more before it could tell an age over 89.
    #[must_use]
    pub const fn with_reference_year(mut self, year: u16) -> Self {
        self.reference_year = Some(year);
        self
    }

    /// The same policy in another mode.
    #[must_use]
    pub const fn with_mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The year that ages are counted to.
    #[must_use]
    pub const fn reference_year(&self) -> Option<u16> {
        self.reference_year
    }

    /// How much is redacted when in doubt.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// What the policy is for.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// What happens to a category.
    #[must_use]
    pub fn operator(&self, category: Category) -> Operator {
        self.operators.get(category as usize).copied().unwrap_or(Operator::Mask)
    }

    /// Whether values can be put back, so that no text of the input may look like a token.
    pub(crate) fn restores(&self) -> bool {
        self.operators.contains(&Operator::Token)
    }

    /// Whether an operator of the policy needs a key.
    #[must_use]
    pub fn needs_key(&self) -> bool {
        self.operators.iter().any(|operator| operator.needs_key())
    }
}
