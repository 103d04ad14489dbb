//! What `{…}` can stand for beside a section of the lists.

use super::{calendar::DatePart, checked::Checked, template::range};

/// Who is who in a note. Each keeps a name through the note.
pub(super) const PEOPLE: [&str; 24] = [
    "pt", "doc", "doc2", "doc3", "rn", "rn2", "kin", "kin2", "medic", "medic2", "staff", "staff2", "author",
    "person", "person2", "person3", "child", "officer", "clergy", "attorney", "friend", "tech", "np",
    "giver",
];
/// Where is where. The parts written `q.*` are those of the second place.
pub(super) const PLACES: [&str; 4] = ["home", "scene", "place", "place2"];
/// Which organisation is which.
pub(super) const ORGS: [&str; 11] =
    ["fac", "fac2", "fac3", "agency", "emp", "emp2", "school", "pharm", "labco", "church", "clinic"];
/// Which day is which, with the section that writes it unless the slot names one.
pub(super) const DAYS: [(&str, &str); 9] = [
    ("date", "any"),
    ("dob", "full"),
    ("adm", "full"),
    ("dc", "full"),
    ("today", "full"),
    ("next", "near"),
    ("past", "old"),
    ("kin.dob", "full"),
    ("recent", "near"),
];

/// A thing that a template can ask for.
#[derive(Debug, PartialEq)]
pub(super) enum Slot {
    /// An entry of a section.
    Section(usize),
    /// A section about a person, a place, an organisation or a day.
    Of(Role, usize),
    /// A word about a person that is not a name.
    About(usize, About),
    /// A part of the current person.
    Name(NamePart, Letters),
    /// A part of the current place, or of the second one.
    Place(PlacePart, bool, Letters),
    /// A part of the current organisation.
    Org(OrgPart),
    /// A part of the current day, or of the later one.
    Day(DatePart, bool),
    /// A number in steps, with its least width.
    Number { low: u64, high: u64, step: u64, width: usize },
    /// A number in tenths or hundredths.
    Decimal { low: u64, high: u64, places: u32 },
    /// A text after a pattern.
    Pattern(String),
    /// A number with a check.
    Checked(Checked),
    /// Another slot in small ASCII letters, without what is neither a letter nor a figure.
    Lower(Box<Self>),
    /// A capital.
    Letter,
    /// An invented family name, or an invented given name.
    Invented(bool),
    /// The state of the current place, as its name or code, marked as neutral.
    State,
    /// The name of a state, or its code, as plain text.
    StateText(bool),
    /// The age of the patient.
    Age,
    /// The patient in a word: "woman", "F", "she", "her", "him", "herself".
    Sex(SexWord),
}

/// Whom or what a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Person(usize),
    Place(usize),
    Org(usize),
    Day(usize),
    Range,
}

/// A word about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// "mother", "roommate".
    Relation,
    /// "RN, BSN".
    Credential,
    /// "Dr.".
    Title,
}

/// A part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamePart {
    First,
    Last,
    Middle,
    MiddleInitial,
    FirstInitial,
    LastInitial,
    Nick,
    Suffix,
    Title,
    Credential,
}

/// The letters of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    AsIs,
    Upper,
    Lower,
    /// Small ASCII letters only, as in addresses.
    Ascii,
    /// ASCII letters only.
    AsciiAsIs,
}

/// A part of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlacePart {
    House,
    Street,
    Unit,
    City,
    County,
    Zip,
    ZipPlus,
}

/// A form of the name of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrgPart {
    Full,
    Short,
    Initials,
}

/// A word that depends on the sex of the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SexWord {
    Noun,
    Letter,
    He,
    Him,
    His,
    Himself,
}

impl Slot {
    /// The slot of a name that stands for no section.
    pub(super) fn builtin(name: &str, argument: &str) -> Option<Self> {
        Some(match name {
            "n" => {
                let (bounds, step) = argument.split_once('/').unwrap_or((argument, "1"));
                let (low, high) = range(bounds)?;
                Self::Number { low, high, step: step.parse().ok()?, width: 1 }
            }
            "z" => {
                let (low, high) = range(argument)?;
                Self::Number { low, high, step: 1, width: 2 }
            }
            "f" => decimal(argument, 1)?,
            "ff" => decimal(argument, 2)?,
            "pat" => Self::Pattern(argument.to_owned()),
            "letter" => Self::Letter,
            "invented.last" => Self::Invented(false),
            "invented.first" => Self::Invented(true),
            "state" => Self::State,
            "state.name" => Self::StateText(true),
            "state.code" => Self::StateText(false),
            "age" => Self::Age,
            "sexword" => Self::Sex(SexWord::Noun),
            "sexletter" => Self::Sex(SexWord::Letter),
            "he" => Self::Sex(SexWord::He),
            "him" => Self::Sex(SexWord::Him),
            "his" => Self::Sex(SexWord::His),
            "himself" => Self::Sex(SexWord::Himself),
            _ => return Self::part(name),
        })
    }

    fn part(name: &str) -> Option<Self> {
        if let Some(kind) = name.strip_prefix("x.") {
            return Checked::parse(kind).map(Self::Checked);
        }
        if let Some(form) = name.strip_prefix("o.") {
            return Some(Self::Org(match form {
                "full" => OrgPart::Full,
                "short" => OrgPart::Short,
                "abbr" => OrgPart::Initials,
                _ => return None,
            }));
        }
        if let Some(part) = name.strip_prefix("d.") {
            return DatePart::parse(part).map(|part| Self::Day(part, false));
        }
        let upper = name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '.');
        let letters = if upper { Letters::Upper } else { Letters::AsIs };
        let small = name.to_ascii_lowercase();
        if let Some(part) = small.strip_prefix("p.").and_then(place_part) {
            return Some(Self::Place(part, false, letters));
        }
        if let Some(part) = small.strip_prefix("q.") {
            return place_part(part)
                .map(|part| Self::Place(part, true, letters))
                .or_else(|| DatePart::parse(name.get(2..)?).map(|part| Self::Day(part, true)));
        }
        if let Some(part) = name.strip_prefix("l.").and_then(name_part) {
            return Some(Self::Name(part, Letters::Lower));
        }
        if let Some(part) = name.strip_prefix("a.") {
            return name_part(&part.to_ascii_lowercase()).map(|found| {
                Self::Name(
                    found,
                    if part == part.to_ascii_lowercase() { Letters::Ascii } else { Letters::AsciiAsIs },
                )
            });
        }
        if upper || name == small { name_part(&small).map(|part| Self::Name(part, letters)) } else { None }
    }
}

fn name_part(name: &str) -> Option<NamePart> {
    Some(match name {
        "first" => NamePart::First,
        "last" => NamePart::Last,
        "middle" => NamePart::Middle,
        "m" => NamePart::MiddleInitial,
        "fi" => NamePart::FirstInitial,
        "li" => NamePart::LastInitial,
        "nick" => NamePart::Nick,
        "suffix" => NamePart::Suffix,
        "title" => NamePart::Title,
        "cred" => NamePart::Credential,
        _ => return None,
    })
}

fn place_part(name: &str) -> Option<PlacePart> {
    Some(match name {
        "house" => PlacePart::House,
        "street" => PlacePart::Street,
        "unit" => PlacePart::Unit,
        "city" => PlacePart::City,
        "county" => PlacePart::County,
        "zip" => PlacePart::Zip,
        "zip4" => PlacePart::ZipPlus,
        _ => return None,
    })
}

/// `0.5-3.2` in tenths, or `0.50-3.20` in hundredths.
fn decimal(argument: &str, places: u32) -> Option<Slot> {
    let scaled = |text: &str| -> Option<u64> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let fraction: u64 = format!("{fraction:0<2}").get(..usize::try_from(places).ok()?)?.parse().ok()?;
        Some(whole.parse::<u64>().ok()? * 10_u64.pow(places) + fraction)
    };
    let (low, high) = argument.split_once('-')?;
    Some(Slot::Decimal { low: scaled(low)?, high: scaled(high)?, places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_told_apart() {
        assert_eq!(Slot::builtin("FIRST", ""), Some(Slot::Name(NamePart::First, Letters::Upper)));
        assert_eq!(Slot::builtin("m", ""), Some(Slot::Name(NamePart::MiddleInitial, Letters::AsIs)));
        assert_eq!(Slot::builtin("q.mm", ""), Some(Slot::Day(DatePart::Month2, true)));
        assert_eq!(Slot::builtin("q.street", ""), Some(Slot::Place(PlacePart::Street, true, Letters::AsIs)));
        assert_eq!(Slot::builtin("P.CITY", ""), Some(Slot::Place(PlacePart::City, false, Letters::Upper)));
        assert_eq!(Slot::builtin("ff", "0.5-3.25"), Some(Slot::Decimal { low: 50, high: 325, places: 2 }));
        assert_eq!(Slot::builtin("nothing", ""), None);
    }
}
