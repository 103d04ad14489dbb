//! The words of the rules: lists that a lexicon file holds beside its table, so that a program that loads the file
//! does not carry them as well.
//!
//! `lexicon/words.list` and `lexicon/phrases.list` have them as people write them.

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

/// The lists of the lexicon with which the first detector was made: there is one lexicon of each release.
static LISTS: OnceBox<Vec<Box<str>>> = OnceBox::new();

macro_rules! lists {
    ($($list:ident)*) => {
        /// A list, as the number of its line in a lexicon file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum List {
            $($list,)*
        }

        /// The names of the lists in the order of their lines.
        pub const LIST_NAMES: &[&str] = &[$(stringify!($list),)*];
    };
}

lists! {
    Phrases
    AgeGenarians AgeOld AgeYears AgeMonths AgeGenders AgePeople AgeTemperatures AgeArticles AgeActions AgeTubes AgeAges
    AgeAgeFillers AgeLives AgeLifeFillers AgeSubjects AgeCopulas AgeRelatives AgeStates AgeWords ContactSpelt
    ContactNetworks ContactImages ContactWords ContactHosts ContactTlds ContactWordTlds ContactHosted ContactWeb
    CueConnectors CueAbbreviations DateMonths DateVerbs DateWeekdays DateStrong DateWeak DateAges DateLinks DateOrdinals
    DateSections DateAgainst DateSoft DateShares DateAgainstBehind DateSigned DateDirect DateSeasons DateDaysOf DateBirths
    NumberPhones NumberFaxes NumberBanks NumberCoordinates NumberNamed NumberLarge NumberRegistries NumberCompounds
    OrgHeads OrgGeneric OrgTowards OrgLabels OrgNothing OrgTransfers OrgMunicipalities OrgEmployments OrgAbbreviated
    OrgKinds OrgLinks PersonSpelt PersonAnnouncing PersonBy PersonSureCredentials PersonDuties PersonDeterminers
    PersonShortTitles PersonNotTitles PersonActs PersonFollowing PersonIdentity PersonYears PersonPostures PersonVerbs
    PersonParticles PersonSuffixes PersonLeading PlaceBoxes PlaceDoubtfulSuffixes PlaceSureSuffixes PlaceUnits
    PlaceDirections PlaceNumbered PlaceCrossed PlaceBefore PlaceCounties PlaceDoubtfulStates PlacePrefixes PlaceHomes
    PlaceBeforeTown PlaceStateEnds WordsUnits WordsCounted WordsPer PartPrefixes PartSuffixes PartEndings KeySubjects
    KeyEmpty KeyNamed KeyName KeyPerson KeyParty KeyDate KeyMoment KeyAge KeyPhone KeyFax KeyEmail KeyContact KeySsn
    KeyMrn KeyHealthPlan KeyAccount KeyLicense KeyVehicle KeyDevice KeyUrl KeyAddress KeyPath KeyQuery KeyIp KeyBiometric
    KeyGeo KeyOrg KeyOtherId KeyStrict KeyText KeyLog KeyUnknown KeyHarmless
}

impl List {
    /// The text of the list; none before there is a detector, which nothing of the engine is asked before.
    pub(crate) fn text(self) -> &'static str {
        #[cfg(test)]
        let lists = Some(LISTS.get_or_init(|| Box::new(super::Lexicon::embedded().lists.clone())));
        #[cfg(not(test))]
        let lists = LISTS.get();
        // A set that is asked too early would stay empty, and let names through.
        debug_assert!(lists.is_some(), "a rule asked for its words before there was a detector");
        lists.and_then(|lists| lists.get(self as usize)).map_or("", |text| text)
    }

    /// The words of the list.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> {
        self.text().split_ascii_whitespace()
    }
}

/// Keeps the lists of a lexicon for as long as the program runs, unless there are lists already.
pub(super) fn keep(lists: &[Box<str>]) {
    LISTS.get_or_init(|| Box::new(lists.to_vec()));
}

/// The lists of a file: a line for each.
pub(super) fn read(text: &str) -> Option<Vec<Box<str>>> {
    let lists: Vec<Box<str>> = text.lines().map(Box::from).collect();
    (lists.len() == LIST_NAMES.len()).then_some(lists)
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, string::String, vec::Vec};

    use super::{LIST_NAMES, List};
    use crate::lexicon::Lexicon;

    #[test]
    fn the_lexicon_holds_the_lists_as_they_are_written() {
        let mut written: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut name = "";
        for line in include_str!("../../lexicon/words.list").lines() {
            match line.strip_prefix("= ") {
                Some(head) => name = head,
                None if line.starts_with('#') => {}
                None => written.entry(name).or_default().extend(line.split_ascii_whitespace()),
            }
        }
        written.retain(|_, words| !words.is_empty());
        let (phrases, lists) = LIST_NAMES.split_first().unwrap();
        assert_eq!((*phrases, written.len()), ("Phrases", lists.len()));
        for (name, text) in lists.iter().zip(&Lexicon::embedded().lists[1..]) {
            assert_eq!(written[name].join(" "), **text, "{name}");
        }
        let phrases = include_str!("../../lexicon/phrases.list").lines();
        let phrases: Vec<_> = phrases.filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert_eq!(phrases.join(";"), List::Phrases.text());
    }

    #[test]
    fn words_are_folded() {
        for (name, text) in LIST_NAMES.iter().zip(&Lexicon::embedded().lists).skip(1) {
            let folded: String = text.to_lowercase();
            assert_eq!(folded, **text, "{name}");
        }
    }
}
