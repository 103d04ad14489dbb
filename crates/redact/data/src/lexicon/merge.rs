//! Bringing the sources together: which classes each word gets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use phiward_redact::lexicon::Classes;

use super::{
    english::{self, Usage},
    field::Written,
    fold, inflect,
    lists::{Correction, Listed},
    names::{Bearers, Names},
};

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) listed: Vec<Listed>,
    pub(super) corrections: Vec<Correction>,
    pub(super) english: BTreeMap<String, Usage>,
    pub(super) names: Names,
    pub(super) diagnoses: BTreeMap<String, Written>,
    pub(super) substances: BTreeSet<String>,
    pub(super) places: BTreeSet<String>,
}

/// How many surnames and given names count as frequent.
const FREQUENT_SURNAMES: usize = 5_000;
const FREQUENT_GIVEN_NAMES: usize = 2_000;

/// All classes of names of people.
const NAMES: Classes =
    Classes::GIVEN.union(Classes::GIVEN_FREQ).union(Classes::SURNAME).union(Classes::SURNAME_FREQ);

/// What makes a name ambiguous.
const ORDINARY: Classes =
    Classes::FUNCTION.union(Classes::COMMON).union(Classes::CLINICAL).union(Classes::DRUG);

/// The classes of every word.
pub(super) fn merge(sources: &Sources) -> BTreeMap<String, Classes> {
    let own = own_classes(&sources.listed);
    let frequent = Frequent::of(&sources.names);
    let places = place_words(sources, &own);
    let medicine = Medicine::of(sources, &own);
    let candidates: BTreeSet<&String> = (own.keys())
        .chain(sources.english.keys())
        .chain(sources.names.keys())
        .chain(sources.diagnoses.keys())
        .chain(&sources.substances)
        .chain(&places)
        .chain(&medicine.forms)
        .collect();
    let mut words = BTreeMap::new();
    for word in candidates {
        let word_sources = WordSources {
            own: own.get(word).copied().unwrap_or_default(),
            usage: medicine.usage(sources, word),
            form: medicine.forms.contains(word),
            bearers: bearers_of(sources, word),
            written: sources.diagnoses.get(word).copied().unwrap_or_default(),
            substance: sources.substances.contains(word),
            place: places.contains(word),
        };
        let classes = word_sources.classes(word, &frequent);
        for spelling in fold::spellings(word) {
            let of_another = spelling != *word && is_plain_word(sources, &own, &spelling);
            let added = if of_another { classes.without(NAMES) } else { classes };
            *words.entry(spelling).or_insert(Classes::NONE) |= added;
        }
    }
    correct(&mut words, &sources.corrections);
    for classes in words.values_mut() {
        if classes.intersects(NAMES) && classes.intersects(ORDINARY) {
            *classes |= Classes::AMBIGUOUS;
        }
    }
    words.retain(|_, classes| !classes.is_empty());
    words
}

/// Whether a name that lost its diacritics has become an ordinary word, as "sơn" becomes "son".
fn is_plain_word(sources: &Sources, own: &HashMap<String, Classes>, spelling: &str) -> bool {
    sources.english.get(spelling).is_some_and(|usage| *usage >= Usage::Known)
        || own.get(spelling).is_some_and(|own| own.intersects(ORDINARY))
}

/// How many people bear a name; the statistics of the United States write it without diacritics.
fn bearers_of(sources: &Sources, word: &str) -> Bearers {
    let bearers = sources.names.get(word).copied().unwrap_or_default();
    let plain = fold::plain(word);
    match sources.names.get(&plain) {
        Some(counted)
            if plain != word && bearers != Bearers::default() && !sources.english.contains_key(&plain) =>
        {
            Bearers {
                surname: bearers.surname.max(counted.surname),
                given: bearers.given.max(counted.given),
                ..bearers
            }
        }
        _ => bearers,
    }
}

/// The classes that our own lists give.
fn own_classes(listed: &[Listed]) -> HashMap<String, Classes> {
    let mut own: HashMap<String, Classes> = HashMap::new();
    for entry in listed {
        for word in entry.words() {
            *own.entry(word).or_default() |= entry.classes;
        }
    }
    own
}

fn correct(words: &mut BTreeMap<String, Classes>, corrections: &[Correction]) {
    for correction in corrections {
        for spelling in fold::spellings(&correction.word) {
            let classes = words.entry(spelling).or_default();
            *classes = classes.union(correction.add).without(correction.remove);
        }
    }
}

/// The least frequency that counts as frequent.
struct Frequent {
    surname: u32,
    given: u32,
}

impl Frequent {
    fn of(names: &Names) -> Self {
        let least = |count: fn(&Bearers) -> u32, many: usize| {
            let mut counts: Vec<_> = names.values().map(count).collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            counts.get(many).copied().unwrap_or_default().max(1)
        };
        Self {
            surname: least(|bearers| bearers.surname, FREQUENT_SURNAMES),
            given: least(|bearers| bearers.given, FREQUENT_GIVEN_NAMES),
        }
    }
}

/// What the words of medicine tell of other words.
struct Medicine {
    /// Regular forms of our own words.
    forms: BTreeSet<String>,
    /// The first letters of the words of medicine.
    stems: HashSet<String>,
}

/// Letters of a stem.
const STEM: usize = 6;

impl Medicine {
    fn of(sources: &Sources, own: &HashMap<String, Classes>) -> Self {
        let mut medicine = Self { forms: BTreeSet::new(), stems: HashSet::new() };
        let clinical =
            own.iter().filter(|(_, classes)| classes.contains(Classes::CLINICAL)).map(|(word, _)| word);
        for word in clinical {
            medicine.forms.extend(inflect::forms(word));
            medicine.stems.extend(word.get(..STEM).map(str::to_owned));
        }
        let special =
            |word: &&String| sources.english.get(*word).is_none_or(|usage| *usage < Usage::Everyday);
        let diagnoses = sources.diagnoses.iter().filter(|(_, written)| written.lower > written.capital);
        let diagnoses = diagnoses.map(|(word, _)| word).filter(special);
        medicine.stems.extend(diagnoses.filter_map(|word| word.get(..STEM)).map(str::to_owned));
        medicine
    }

    /// How usual a word is; rare words count only if they have to do with medicine.
    ///
    /// The others cost space and are as often names.
    fn usage(&self, sources: &Sources, word: &str) -> Usage {
        let usage = sources.english.get(word).copied().unwrap_or_default();
        let related = || {
            english::is_built_of_medical_parts(word)
                || word.get(..STEM).is_some_and(|stem| self.stems.contains(stem))
        };
        if usage > Usage::Rare || (usage == Usage::Rare && related()) { usage } else { Usage::None }
    }
}

/// What all sources say of one word.
struct WordSources {
    own: Classes,
    usage: Usage,
    form: bool,
    bearers: Bearers,
    written: Written,
    substance: bool,
    place: bool,
}

impl WordSources {
    fn classes(&self, word: &str, frequent: &Frequent) -> Classes {
        let names = self.name_classes(frequent);
        let mut classes = self.own.without(NAMES) | names;
        let frequent_name = names.intersects(Classes::GIVEN_FREQ | Classes::SURNAME_FREQ);
        // A rare word that many people are called is far more often the name.
        let least = if frequent_name { Usage::Usual } else { Usage::Rare };
        if self.usage >= least {
            classes |= Classes::COMMON;
        }
        if self.usage == Usage::Everyday {
            classes |= Classes::EVERYDAY;
        }
        if self.is_diagnosis_word(names) || (self.form && names.is_empty()) {
            classes |= Classes::CLINICAL;
        }
        if self.own.contains(Classes::EPONYM) {
            // An eponym that people are called is safe only where it stands for the thing.
            let borne = self.bearers.surname >= 30 || names.contains(Classes::GIVEN);
            classes =
                if borne { classes.without(Classes::CLINICAL) } else { classes.union(Classes::CLINICAL) };
        }
        if self.substance && self.usage == Usage::None && names.is_empty() && word.len() > 5 {
            classes |= Classes::DRUG;
        }
        if self.place && !self.own.contains(Classes::FUNCTION) {
            classes |= Classes::PLACE;
        }
        classes
    }

    fn name_classes(&self, frequent: &Frequent) -> Classes {
        // Statistics hold ordinary words that few people are called: "pain" and "baby" say little of a person.
        let (surname, given) = if self.own.contains(Classes::FUNCTION) {
            (800, 5_000)
        } else if self.own.contains(Classes::CLINICAL) || self.usage == Usage::Everyday {
            (50, 2_000)
        } else if self.own.intersects(Classes::DRUG) || self.usage >= Usage::Known {
            (15, 500)
        } else {
            (1, 1)
        };
        let listed = self.usage < Usage::Known && !self.own.intersects(ORDINARY);
        let mut classes = Classes::NONE;
        let listed_surname = self.bearers.listed_surname || self.own.contains(Classes::SURNAME);
        let listed_given = self.bearers.listed_given || self.own.contains(Classes::GIVEN);
        if self.bearers.surname >= surname || (listed_surname && listed) {
            classes |= Classes::SURNAME;
        }
        if self.bearers.surname >= surname.max(frequent.surname) {
            classes |= Classes::SURNAME_FREQ;
        }
        if self.bearers.given >= given || (listed_given && listed) {
            classes |= Classes::GIVEN;
        }
        if self.bearers.given >= given.max(frequent.given) {
            classes |= Classes::GIVEN_FREQ;
        }
        classes
    }

    /// Whether the classification of diagnoses uses the word as a word of medicine.
    fn is_diagnosis_word(&self, names: Classes) -> bool {
        // Everyday words in it, such as "spacecraft", are no medicine; our own lists name those that are.
        let special = self.usage < Usage::Everyday;
        let as_word = self.written.lower > self.written.capital;
        let heads_entries =
            self.written.lower + self.written.capital == 0 && self.written.first > 0 && names.is_empty();
        special && (as_word || heads_entries)
    }
}

/// The words and joined forms of names of places.
fn place_words(sources: &Sources, own: &HashMap<String, Classes>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for place in &sources.places {
        let parts = fold::words_of(place);
        if place.contains(' ') {
            words.insert(fold::joined(place));
        }
        // Of "Lake City" only the two together say something; of "West Covina" the second word does.
        let telling = |word: &&String| {
            !place.contains([' ', '-'])
                || word.len() > 2
                    && sources.english.get(*word).copied().unwrap_or_default() < Usage::Usual
                    && !own
                        .get(*word)
                        .copied()
                        .unwrap_or_default()
                        .intersects(ORDINARY | Classes::PARTICLE | Classes::TITLE)
        };
        words.extend(parts.iter().filter(telling).cloned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearers(surname: u32, given: u32) -> Bearers {
        Bearers { surname, given, ..Bearers::default() }
    }

    fn sources() -> Sources {
        let listed = |entry: &str, classes| Listed { entry: entry.into(), classes, phrase: false };
        Sources {
            listed: vec![listed("the", Classes::FUNCTION), listed("hip pain", Classes::CLINICAL)],
            corrections: vec![Correction {
                word: "jack".into(),
                add: Classes::NONE,
                remove: Classes::COMMON,
            }],
            english: [
                ("rose", Usage::Everyday),
                ("pain", Usage::Everyday),
                ("jack", Usage::Everyday),
                ("carle", Usage::Known),
            ]
            .map(|(word, usage)| (word.to_owned(), usage))
            .into(),
            names: [
                ("the", bearers(400, 0)),
                ("rose", bearers(3_000, 150_000)),
                ("pain", bearers(12, 0)),
                ("jack", bearers(300, 500_000)),
                ("carle", bearers(9_000, 0)),
                ("garcía", bearers(50_000, 0)),
            ]
            .map(|(name, bearers)| (name.to_owned(), bearers))
            .into(),
            places: ["Rose City".to_owned(), "West Covina".to_owned(), "Reading".to_owned()].into(),
            ..Sources::default()
        }
    }

    #[test]
    fn names_that_are_words_are_ambiguous() {
        let words = merge(&sources());
        assert!(words["rose"].contains(Classes::AMBIGUOUS | Classes::GIVEN | Classes::COMMON));
        assert!(!words["jack"].contains(Classes::AMBIGUOUS), "{:?}", words["jack"]);
        assert!(!words["carle"].contains(Classes::COMMON), "a rare word that is a frequent name");
    }

    #[test]
    fn words_that_few_are_called_are_no_names() {
        let words = merge(&sources());
        assert!(!words["pain"].intersects(NAMES));
        assert_eq!(words["the"], Classes::FUNCTION);
    }

    #[test]
    fn diacritics_are_kept_and_stripped() {
        let words = merge(&sources());
        assert_eq!(words["garcía"], words["garcia"]);
    }

    #[test]
    fn places_give_their_telling_words() {
        let words = merge(&sources());
        assert!(words["covina"].contains(Classes::PLACE) && words["westcovina"].contains(Classes::PLACE));
        assert!(words["reading"].contains(Classes::PLACE) && words["rosecity"].contains(Classes::PLACE));
        assert!(!words["rose"].contains(Classes::PLACE));
    }
}
