//! What can be known of a word.

use core::{
    fmt,
    ops::{BitOr, BitOrAssign},
};

/// A set of things that are known of a word.
///
/// ```
/// use phiward_redact::lexicon::Classes;
///
/// let rose = Classes::GIVEN | Classes::COMMON | Classes::AMBIGUOUS;
/// assert!(rose.contains(Classes::COMMON));
/// assert!(rose.intersects(Classes::GIVEN | Classes::SURNAME));
/// assert!(!rose.contains(Classes::GIVEN | Classes::SURNAME));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Classes(u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Classes {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*

            /// Every class with its name, in the order of the bits.
            pub const ALL: &'static [(&'static str, Self)] = &[$((stringify!($name), Self::$name)),*];
        }
    };
}

classes! {
    /// Closed-class and very frequent English words.
    FUNCTION = 0;
    /// An ordinary English word in lower case.
    COMMON = 1;
    /// Medical vocabulary, clinical abbreviations included.
    CLINICAL = 2;
    /// A generic or brand name of a drug.
    DRUG = 3;
    /// A given name.
    GIVEN = 4;
    /// A frequent given name.
    GIVEN_FREQ = 5;
    /// A surname.
    SURNAME = 6;
    /// A frequent surname.
    SURNAME_FREQ = 7;
    /// A town, county, region or island, or a telling word of its name.
    PLACE = 8;
    /// A state, territory, province or country, by name or postal abbreviation.
    STATE = 9;
    /// A street suffix.
    STREET = 10;
    /// A word of the names of facilities.
    FACILITY = 11;
    /// A word of the names of organisations, or a well-known one.
    ORGWORD = 12;
    /// A form of address or rank.
    TITLE = 13;
    /// A credential that follows a name.
    CREDENTIAL = 14;
    /// A word for a relative.
    KIN = 15;
    /// A word for what a person does or is in the care.
    ROLE = 16;
    /// A month.
    MONTH = 17;
    /// A day of the week.
    WEEKDAY = 18;
    /// A unit of measure.
    UNIT = 19;
    /// A name that stands for a sign, a disease or a device.
    EPONYM = 20;
    /// The first word of a label that announces an identifier.
    CUE = 21;
    /// A number in words.
    NUMBERWORD = 22;
    /// A name that is also an ordinary, clinical or function word.
    AMBIGUOUS = 23;
    /// A word of everyday English: the common words that a reader expects.
    EVERYDAY = 24;
    /// A particle of names, such as "van" or "de la".
    PARTICLE = 25;
}

impl Classes {
    /// Nothing is known.
    pub const NONE: Self = Self(0);

    /// The set with these bits.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The bits of the set.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether all of `others` are in the set.
    #[must_use]
    #[inline]
    pub const fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether one of `others` is in the set.
    #[must_use]
    #[inline]
    pub const fn intersects(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// What is in one of the sets.
    #[must_use]
    #[inline]
    pub const fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// What is in both sets.
    #[must_use]
    #[inline]
    pub const fn intersection(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// What is in the set and not in `others`.
    #[must_use]
    #[inline]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether nothing is known.
    #[must_use]
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, others: Self) -> Self {
        self.union(others)
    }
}

impl BitOrAssign for Classes {
    fn bitor_assign(&mut self, others: Self) {
        *self = self.union(others);
    }
}

impl fmt::Debug for Classes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Self::ALL.iter().filter(|(_, class)| self.contains(*class)).map(|(name, _)| name);
        f.write_str("Classes(")?;
        for (index, name) in names.enumerate() {
            f.write_str(if index == 0 { "" } else { " | " })?;
            f.write_str(name)?;
        }
        f.write_str(")")
    }
}
