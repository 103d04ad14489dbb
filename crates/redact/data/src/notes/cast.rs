//! The people, places, organisations and days of one note.

use super::{
    calendar::Day,
    slot::{Letters, NamePart, ORGS, OrgPart, PEOPLE, PLACES, PlacePart},
};

/// What a person does in the notes: it decides titles and credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calling {
    Layman,
    Physician,
    Nurse,
    Medic,
    Staff,
    Officer,
    Clergy,
}

impl Calling {
    /// The calling of the person at an index of [`PEOPLE`].
    pub(super) fn of(person: usize) -> Self {
        match PEOPLE.get(person).copied().unwrap_or_default() {
            "doc" | "doc2" | "doc3" => Self::Physician,
            "rn" | "rn2" | "np" => Self::Nurse,
            "medic" | "medic2" => Self::Medic,
            "staff" | "staff2" | "author" | "tech" => Self::Staff,
            "officer" => Self::Officer,
            "clergy" => Self::Clergy,
            _ => Self::Layman,
        }
    }
}

/// A person of a note, the same from its first line to its last.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) female: bool,
    pub(super) calling: Calling,
    pub(super) first: String,
    pub(super) middle: String,
    pub(super) last: String,
    pub(super) nick: String,
    pub(super) suffix: String,
    /// What the person is to the patient.
    pub(super) relation: String,
}

impl Person {
    /// A part of the name; titles and credentials are drawn anew each time, and empty here.
    pub(super) fn part(&self, part: NamePart) -> String {
        let initial = |name: &str| {
            name.chars().find(|sign| sign.is_alphabetic()).map_or_else(String::new, String::from)
        };
        match part {
            NamePart::First => self.first.clone(),
            NamePart::Last => self.last.clone(),
            NamePart::Middle => self.middle.clone(),
            NamePart::MiddleInitial => initial(&self.middle),
            NamePart::FirstInitial => initial(&self.first),
            // "van der Berg" signs as B.
            NamePart::LastInitial => initial(self.last.split([' ', '-']).next_back().unwrap_or_default()),
            NamePart::Nick => self.nick.clone(),
            NamePart::Suffix => self.suffix.clone(),
            NamePart::Title | NamePart::Credential => String::new(),
        }
    }
}

/// A place of a note.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) house: String,
    pub(super) street: String,
    pub(super) unit: String,
    pub(super) city: String,
    pub(super) county: String,
    pub(super) zip: String,
    pub(super) zip_plus: String,
    pub(super) state_code: String,
    pub(super) state_name: String,
    pub(super) long_state: bool,
}

impl Place {
    /// A part of the place.
    pub(super) fn part(&self, part: PlacePart) -> String {
        match part {
            PlacePart::House => &self.house,
            PlacePart::Street => &self.street,
            PlacePart::Unit => &self.unit,
            PlacePart::City => &self.city,
            PlacePart::County => &self.county,
            PlacePart::Zip => &self.zip,
            PlacePart::ZipPlus => &self.zip_plus,
        }
        .clone()
    }
}

/// An organisation of a note.
#[derive(Debug, Clone)]
pub(super) struct Org {
    full: String,
    short: String,
    initials: String,
}

impl Org {
    /// An organisation of a first part and a kind, either of which may be the whole name.
    pub(super) fn new(base: &str, kind: &str, has_short_name: bool) -> Self {
        let full = format!("{base} {kind}").trim().to_owned();
        let short = if has_short_name { base.to_owned() } else { full.clone() };
        let initials: String = full
            .split([' ', '-'])
            .filter(|word| !matches!(*word, "of" | "the" | "and" | "for" | "at"))
            .filter_map(|word| word.chars().next().filter(char::is_ascii_uppercase))
            .collect();
        let initials = if (3..=5).contains(&initials.len()) { initials } else { short.clone() };
        Self { full, short, initials }
    }

    /// A form of the name.
    pub(super) fn part(&self, part: OrgPart) -> String {
        match part {
            OrgPart::Full => &self.full,
            OrgPart::Short => &self.short,
            OrgPart::Initials => &self.initials,
        }
        .clone()
    }
}

/// Everyone and everything of a note, made when first asked for.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) people: [Option<Person>; PEOPLE.len()],
    pub(super) places: [Option<Place>; PLACES.len()],
    pub(super) orgs: [Option<Org>; ORGS.len()],
    pub(super) female: bool,
    pub(super) age: u64,
    pub(super) birth: Day,
    /// The day of the note.
    pub(super) today: Day,
    pub(super) admitted: Day,
    pub(super) discharged: Day,
}

/// Letters as a part asks for them.
pub(super) fn letters(text: &str, letters: Letters) -> String {
    match letters {
        Letters::AsIs => text.to_owned(),
        Letters::Upper => text.to_uppercase(),
        Letters::Lower => text.to_lowercase(),
        Letters::Ascii => ascii(text).to_ascii_lowercase(),
        Letters::AsciiAsIs => ascii(text),
    }
}

/// The ASCII letters and figures of a text, diacritics dropped.
fn ascii(text: &str) -> String {
    without_diacritics(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A text without diacritics, as most registration systems store names.
pub(super) fn without_diacritics(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut plain = String::new();
    for sign in text.nfd().filter(|sign| !unicode_normalization::char::is_combining_mark(*sign)) {
        match sign {
            'ø' => plain.push('o'),
            'Ø' => plain.push('O'),
            'ł' => plain.push('l'),
            'Ł' => plain.push('L'),
            'đ' | 'ð' => plain.push('d'),
            'Đ' | 'Ð' => plain.push('D'),
            'ı' => plain.push('i'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'þ' => plain.push_str("th"),
            'Þ' => plain.push_str("Th"),
            'ʻ' => plain.push('\''),
            other => plain.push(other),
        }
    }
    plain
}

/// An invented name of two to four syllables, so that no list of names is enough.
pub(super) fn invent(dice: &mut super::dice::Dice, given: bool) -> String {
    const STARTS: [&str; 44] = [
        "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "gw", "h", "j", "k", "kh", "kr", "kw",
        "l", "m", "n", "nd", "p", "ph", "pr", "q", "r", "rh", "s", "sch", "sh", "sk", "sl", "st", "t", "th",
        "tr", "ts", "v", "vl", "w", "y", "z", "zh",
    ];
    const VOWELS: [&str; 18] =
        ["a", "a", "a", "e", "e", "i", "i", "o", "o", "u", "ai", "au", "ee", "ei", "ia", "oo", "ou", "ue"];
    const CODAS: [&str; 24] = [
        "", "", "", "", "", "", "l", "n", "n", "r", "r", "s", "m", "ck", "ld", "ll", "nd", "ng", "nt", "rt",
        "sh", "ss", "t", "x",
    ];
    const FAMILY: [&str; 34] = [
        "ski", "sky", "son", "sen", "man", "mann", "berg", "stein", "er", "ez", "es", "o", "i", "elli",
        "etti", "ini", "opoulos", "akis", "ov", "enko", "uk", "ić", "ák", "ian", "yan", "oglu", "zadeh",
        "pour", "wala", "kar", "ton", "ley", "worth", "eau",
    ];
    const GIVEN: [&str; 20] = [
        "a", "ia", "elle", "ella", "lyn", "lynn", "ette", "isha", "een", "y", "ie", "on", "an", "en", "us",
        "iel", "o", "in", "ard", "or",
    ];
    let syllables = dice.between(1, 2);
    let mut name = String::new();
    for _ in 0..syllables {
        for pieces in [STARTS.as_slice(), &VOWELS, &CODAS] {
            name.push_str(dice.pick(pieces).copied().unwrap_or_default());
        }
    }
    if syllables == 1 || dice.chance(70) {
        let ends = if given { GIVEN.as_slice() } else { FAMILY.as_slice() };
        name.push_str(dice.pick(ends).copied().unwrap_or_default());
    }
    let mut signs = name.chars();
    let first = signs.next().unwrap_or('X').to_ascii_uppercase();
    let mut spelt = String::from(first);
    let mut previous = [first.to_ascii_lowercase(), ' '];
    for sign in signs {
        // Three of a letter are in no name.
        if previous != [sign, sign] {
            spelt.push(sign);
        }
        previous = [sign, previous[0]];
    }
    spelt
}
