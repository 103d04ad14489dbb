//! What a term of the lexicon is, and what follows from it.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// What a term of the lexicon is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum TermKind {
            $($(#[doc = $doc])* $variant,)*
        }

        impl TermKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, as the third column of the source has it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// A short form, such as `SOB`: it is compared letter by letter, without stemming.
    Abbreviation = "abbreviation",
    /// What people say who are not clinicians.
    Lay = "lay",
    /// A condition or injury.
    Condition = "condition",
    /// A sign or symptom.
    Symptom = "symptom",
    /// Something that is done to a patient.
    Procedure = "procedure",
    /// A device, in or on a patient or in the bag.
    Device = "device",
    /// A poison, or another thing from outside that harms.
    Agent = "agent",
    /// A drug that crews give, by its generic and brand names. An agency that does not mention it has no
    /// protocol for it, and a query for it is refused.
    Drug = "drug",
    /// A drug that patients bring along. It never makes a query about something else be refused.
    HomeDrug = "home-drug",
    /// A law, form, team or rule.
    Law = "law",
    /// Something that crews neither do nor give: what sounds like it must not be found in its place.
    Elsewhere = "elsewhere",
    /// A word with little evidence, such as `patient`.
    Weak = "weak",
    /// A word that asks for the section of drugs and amounts.
    AsksDose = "asks-dose",
    /// A word that asks for the section of contact, transport and criteria.
    AsksContact = "asks-contact",
    /// A word that asks how something is recognised.
    AsksAssessment = "asks-assessment",
    /// A word that tells that the patient is a child.
    TellsChild = "tells-child",
    /// A word that tells that the patient is an adult.
    TellsAdult = "tells-adult",
    /// A word that tells that the patient took a drug: the question is then not about giving it.
    TellsTaken = "tells-taken",
    /// A measured value, such as `BP`: the number behind it is none of a protocol.
    Vital = "vital",
    /// A word that tells that what follows is absent, such as "denies".
    Denies = "denies",
    /// A part of the body, or a plain word for how one feels: it tells that a query is about a patient.
    Body = "body",
    /// A word of everyday language: it is spelled right, and where no protocol has it, little is missing.
    Everyday = "everyday",
}

impl TermKind {
    /// The kind of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }

    /// Whether such a word says little about which protocol is meant.
    pub(crate) const fn is_weak(self) -> bool {
        matches!(
            self,
            Self::Weak
                | Self::AsksDose
                | Self::AsksContact
                | Self::AsksAssessment
                | Self::TellsChild
                | Self::TellsAdult
                | Self::TellsTaken
                | Self::Vital
                | Self::Denies
        )
    }

    /// Whether the terms of such a row are only looked for by themselves, and never for each other.
    pub(crate) const fn is_each_by_itself(self) -> bool {
        self.is_weak() || matches!(self, Self::Elsewhere | Self::Everyday | Self::Body)
    }

    /// Whether it is something of the field by which a protocol can be meant, drugs apart.
    pub(crate) const fn is_clinical(self) -> bool {
        !self.is_each_by_itself() && !self.is_drug()
    }

    pub(crate) const fn is_drug(self) -> bool {
        matches!(self, Self::Drug | Self::HomeDrug)
    }
}
