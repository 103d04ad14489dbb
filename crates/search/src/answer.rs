//! What a search answers: protocols, several that are meant equally, or silence with a reason.

mod decide;
mod hit;

pub(crate) use decide::{answer, hit, shown_variant};
pub use hit::{ProtocolHit, SectionHit, Substitution};

/// What a search answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer<'s> {
    /// Protocols, best first.
    Hits(Ranking<'s>),
    /// Protocols of which none can be said to be meant: a person must choose.
    Ambiguous(Ranking<'s>, Ambiguity),
    /// Nothing that could be shown with confidence.
    Abstain(Abstention<'s>),
}

/// Protocols, best first, and what to tell beside them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Ranking<'s> {
    /// Best first. Ties stand in the order of their numbers.
    pub protocols: Vec<ProtocolHit<'s>>,
    /// How many of the first protocols are meant equally; 1 if it is clear.
    pub rivals: usize,
    /// Words that were understood as others: "searched for ...".
    pub substitutions: Vec<Substitution>,
    /// What a person should be told.
    pub notices: Vec<Notice>,
}

/// Why more than one protocol may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ambiguity {
    /// The number is of one protocol, and the words name another.
    NumberAndName,
    /// The code is of one protocol, and the words name another.
    CodeAndName,
    /// Scores are too close.
    CloseScores,
}

impl Ambiguity {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NumberAndName => "number_and_name",
            Self::CodeAndName => "code_and_name",
            Self::CloseScores => "close_scores",
        }
    }
}

/// What a person should be told beside the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The age is not known: sections for adults and for children are among the hits.
    BothAgesShown,
    /// The protocol for the patient's age is shown, and not the one whose number was typed.
    AgeVariantShown,
    /// A number was typed that the agency has not.
    NumberNotInAgency,
    /// A drug was named that the agency has not.
    DrugNotInAgency,
}

impl Notice {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BothAgesShown => "both_ages_shown",
            Self::AgeVariantShown => "age_variant_shown",
            Self::NumberNotInAgency => "number_not_in_agency",
            Self::DrugNotInAgency => "drug_not_in_agency",
        }
    }
}

/// Silence, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Abstention<'s> {
    /// Why.
    pub reason: AbstainReason,
    /// The protocol that the agency's profile names to use instead. It is never shown as a hit.
    pub fallback: Option<ProtocolHit<'s>>,
}

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AbstainReason {
    /// The agency has no protocol with this number.
    NumberNotInAgency,
    /// The agency has no protocol for this drug.
    DrugNotInAgency,
    /// No protocol says enough of what was asked.
    NoEvidence,
    /// The protocol is for the other age group, and has no variant for this one.
    AgeVariantMissing,
}

impl AbstainReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NumberNotInAgency => "number_not_in_agency",
            Self::DrugNotInAgency => "drug_not_in_agency",
            Self::NoEvidence => "no_evidence",
            Self::AgeVariantMissing => "age_variant_missing",
        }
    }
}

impl<'s> Answer<'s> {
    /// The ranking, if there is one.
    #[must_use]
    pub const fn ranking(&self) -> Option<&Ranking<'s>> {
        match self {
            Self::Hits(ranking) | Self::Ambiguous(ranking, _) => Some(ranking),
            Self::Abstain(_) => None,
        }
    }

    /// All sections in the order in which they answer: protocol after protocol, best section first.
    ///
    /// Where protocols are meant equally, the best section of each comes first.
    #[must_use]
    pub fn sections(&self) -> Vec<&SectionHit<'s>> {
        let Some(ranking) = self.ranking() else { return Vec::new() };
        let mut sections = Vec::new();
        let mut later = Vec::new();
        for (at, protocol) in ranking.protocols.iter().enumerate() {
            let mut own: Vec<&SectionHit<'_>> = protocol.ranked().collect();
            if at < ranking.rivals && ranking.rivals > 1 {
                let rest = own.split_off(own.len().min(1));
                later.extend(rest);
            } else {
                sections.append(&mut later);
            }
            sections.extend(own);
        }
        sections.extend(later);
        sections
    }
}
