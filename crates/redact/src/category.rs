//! What a span of PHI is.

use core::fmt;

macro_rules! categories {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// The kind of identifier that a span holds.
        ///
        /// The names are stable across releases and languages.
        /// Most follow the list of 45 CFR 164.514(b)(2)(i); the letters in the documentation are its letters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Category {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Category {
            /// Every category, in the order of their names in policies and reports.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, such as `NAME`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

categories! {
    /// A person's name, or a part of it (A).
    Name = "NAME",
    /// A date, or a part of one that is more exact than a year (C).
    Date = "DATE",
    /// An age over 89 (C).
    AgeOver89 = "AGE_OVER_89",
    /// An age of 89 or less, which most policies keep.
    Age = "AGE",
    /// A telephone number (D).
    Phone = "PHONE",
    /// A fax number (E).
    Fax = "FAX",
    /// An e-mail address (F).
    Email = "EMAIL",
    /// A US social security number, or its last four digits (G).
    Ssn = "SSN",
    /// A medical record number (H).
    Mrn = "MRN",
    /// A health plan beneficiary number, group numbers included (I).
    HealthPlan = "HEALTH_PLAN",
    /// An account number (J).
    Account = "ACCOUNT",
    /// A certificate or licence number (K).
    License = "LICENSE",
    /// A vehicle identifier or plate (L).
    Vehicle = "VEHICLE",
    /// A device identifier or serial number (M).
    Device = "DEVICE",
    /// A web address (N).
    Url = "URL",
    /// An IP address (O).
    Ip = "IP",
    /// A biometric identifier (P).
    Biometric = "BIOMETRIC",
    /// A place smaller than a state: street, town, county, ZIP code (B).
    Geo = "GEO",
    /// An organisation that places a person: facility, employer, school.
    Org = "ORG",
    /// Any other number, code or file name that identifies (R).
    OtherId = "OTHER_ID",
}

impl Category {
    /// The category of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|category| category.name() == name)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
