//! What is indexed: one section of one protocol.

use crate::age::AgeGroup;

/// One section of a protocol, as a builder takes it.
///
/// Only `id` and some text are needed: a corpus without numbers, agencies and ages is searched as plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Unique in the corpus, for example `DEMO:TP-101#T`.
    pub id: String,
    /// The agency whose protocol it is; empty for none.
    pub agency: String,
    /// The protocol's number as the agency writes it, such as `TP-101-P`; empty for none.
    pub number: String,
    /// The protocol's name, without number and section; empty if the title is all there is.
    pub name: String,
    /// The whole title.
    pub title: String,
    /// The section's name, such as `Treatment`.
    pub section: String,
    /// For whom the section is written.
    pub age: AgeGroup,
    /// Impression codes that lead to the protocol: the agency's own, or ICD-10-CM.
    pub codes: Vec<String>,
    /// Names of those impressions, which are searched like a second title.
    pub impressions: Vec<String>,
    /// Who may act on it.
    pub level: Level,
    /// The text.
    pub text: String,
    /// Where the section stands in its protocol. Sections with equal numbers are put in the usual order.
    pub ordinal: u32,
}

/// Longest section in bytes, all fields together.
const MAX_LEN: usize = 16 << 20;

impl Section {
    /// What names the protocol: its name, or the title where there is none.
    pub(crate) fn heading(&self) -> &str {
        if self.name.is_empty() { &self.title } else { &self.name }
    }

    pub(crate) fn is_too_long(&self) -> bool {
        let lists = self.codes.iter().chain(&self.impressions).map(String::len).sum::<usize>();
        let texts =
            [&self.id, &self.agency, &self.number, &self.name, &self.title, &self.section, &self.text];
        texts.iter().map(|text| text.len()).sum::<usize>() + lists > MAX_LEN
    }
}

/// The level of care that a section needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Level {
    /// Basic life support, or no level named: everybody.
    #[default]
    Bls,
    /// Advanced life support.
    Als,
}

impl Level {
    /// The usual abbreviation: `BLS` or `ALS`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bls => "BLS",
            Self::Als => "ALS",
        }
    }

    /// The level of an abbreviation.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Bls, Self::Als].into_iter().find(|level| level.name() == name)
    }

    pub(crate) const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Bls),
            1 => Some(Self::Als),
            _ => None,
        }
    }
}

/// What a section is about, told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SectionKind {
    /// How the condition is recognised.
    Assessment,
    /// What is done.
    Treatment,
    /// Drugs and their amounts.
    Medication,
    /// Whom to call, and where to go.
    Contact,
    /// Anything else.
    Other,
}

impl SectionKind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Assessment, Self::Treatment, Self::Medication, Self::Contact, Self::Other];

    /// The kind of a section's name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        const WORDS: &[(&str, SectionKind)] = &[
            ("medication", SectionKind::Medication),
            ("dosing", SectionKind::Medication),
            ("dosage", SectionKind::Medication),
            ("drug", SectionKind::Medication),
            ("transport", SectionKind::Contact),
            ("contact", SectionKind::Contact),
            ("destination", SectionKind::Contact),
            ("disposition", SectionKind::Contact),
            ("criteria", SectionKind::Contact),
            ("treatment", SectionKind::Treatment),
            ("management", SectionKind::Treatment),
            ("intervention", SectionKind::Treatment),
            ("assessment", SectionKind::Assessment),
            ("recognition", SectionKind::Assessment),
            ("presentation", SectionKind::Assessment),
            ("signs", SectionKind::Assessment),
        ];
        let folded = crate::text::fold(name);
        WORDS.iter().find(|(word, _)| folded.contains(word)).map_or(Self::Other, |(_, kind)| *kind)
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Treatment => "treatment",
            Self::Medication => "medication",
            Self::Contact => "contact",
            Self::Other => "other",
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}
