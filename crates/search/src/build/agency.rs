//! One agency's shard.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{self, PhraseFinder, Terms};
use super::number::{Piece, canonical, order};
use super::postings::{Dictionary, Frequencies};
use super::{BuildError, BuiltShard, concepts, write};
use crate::age::{AgeCategory, AgePolicy};
use crate::bytes::len_u32;
use crate::lexicon::Lexicon;
use crate::section::{Section, SectionKind};
use crate::text::{Analyzer, Word};

/// What is known of an agency beside its sections.
#[derive(Debug, Clone, Default)]
pub struct AgencyProfile {
    /// How it tells children from adults. Without one, an age in a query is removed and decides nothing.
    pub age_policy: Option<AgePolicy>,
    /// Other names by which a query may name the agency.
    pub aliases: Vec<String>,
    /// Terms of its own, on top of the builder's lexicon.
    pub lexicon: Lexicon,
    /// Which protocol serves instead of one that does not exist for an age category:
    /// the number, the category, and the number to use.
    pub fallbacks: Vec<(String, AgeCategory, String)>,
}

/// A protocol: sections with the same number, or name, and nothing between them.
#[derive(Debug)]
pub(super) struct Protocol {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) first_section: u32,
    pub(super) section_count: u32,
    pub(super) codes: BTreeSet<String>,
    /// The words of its name, and the phrases of the lexicon in it.
    pub(super) title: Vec<TitleTerm>,
    /// Ordinals of the protocols that serve an adult and a child instead of this one.
    pub(super) fallback: [Option<u32>; 2],
}

/// A word or phrase of a protocol's name.
#[derive(Debug, Clone, Copy)]
pub(super) struct TitleTerm {
    pub(super) ordinal: u32,
    /// Which words of the name it covers, a bit each.
    pub(super) words: u16,
    /// In sixteenths; 0 for a phrase, whose words have theirs.
    pub(super) idf: u16,
}

/// Everything a shard is written from.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) agency: String,
    pub(super) profile: &'a AgencyProfile,
    pub(super) sections: Vec<Section>,
    /// The protocol of each section.
    pub(super) protocol_of: Vec<u32>,
    pub(super) protocols: Vec<Protocol>,
    pub(super) dictionary: Dictionary,
    pub(super) concepts: Vec<concepts::Concept>,
}

/// What decides where a section stands: protocols by number, then sections in document order.
type Place<'a> = (Vec<Piece>, &'a str, &'a str, u32, SectionKind, &'a str);

fn place(section: &Section) -> Place<'_> {
    let kind = SectionKind::of(&section.section);
    (order(&section.number), &section.number, group_name(section), section.ordinal, kind, &section.id)
}

/// Sections with a number belong together by it; those without one by their name, if they have one.
fn group_name(section: &Section) -> &str {
    match (section.number.is_empty(), section.name.is_empty()) {
        (false, _) => "",
        (true, false) => &section.name,
        (true, true) => &section.id,
    }
}

pub(super) fn build(
    agency: String,
    mut sections: Vec<Section>,
    profile: &AgencyProfile,
    (lexicon, finder, pool): (&Lexicon, &PhraseFinder, Option<&Frequencies>),
    analyzer: &Analyzer,
) -> Result<BuiltShard, BuildError> {
    sections.sort_by(|a, b| place(a).cmp(&place(b)));
    let own = (!profile.lexicon.is_empty()).then(|| {
        let lexicon = lexicon.clone().with(&profile.lexicon);
        let finder = PhraseFinder::new(&lexicon);
        (lexicon, finder)
    });
    let (lexicon, finder) = own.as_ref().map_or((lexicon, finder), |(lexicon, finder)| (lexicon, finder));
    let counted: Vec<Terms> =
        sections.iter().map(|section| fields::terms(section, finder, analyzer)).collect();
    let dictionary = Dictionary::new(&counted, pool);
    let title = |name: &str| title(name, &dictionary, finder, analyzer);
    let (mut protocols, protocol_of) = protocols(&sections, title);
    check_numbers(&protocols)?;
    for (number, category, instead) in &profile.fallbacks {
        set_fallback(&mut protocols, number, *category, instead)?;
    }
    let concepts = concepts::compile(lexicon, &dictionary, &sections);
    write::write(&Draft { agency, profile, sections, protocol_of, protocols, dictionary, concepts })
}

fn protocols(sections: &[Section], title_of: impl Fn(&str) -> Vec<TitleTerm>) -> (Vec<Protocol>, Vec<u32>) {
    let mut protocols: Vec<Protocol> = Vec::new();
    let mut protocol_of = Vec::new();
    let mut before: Option<(&str, &str)> = None;
    for (at, section) in (0_u32..).zip(sections) {
        let group = (section.number.as_str(), group_name(section));
        if before != Some(group) {
            let name = section.heading().to_owned();
            // Without number and name it is plain text, whose title is a field like others.
            let is_protocol = !section.number.is_empty() || !section.name.is_empty();
            let title = if is_protocol { title_of(&name) } else { Vec::new() };
            protocols.push(Protocol {
                number: section.number.clone(),
                name,
                first_section: at,
                section_count: 0,
                codes: BTreeSet::new(),
                title,
                fallback: [None; 2],
            });
            before = Some(group);
        }
        if let Some(protocol) = protocols.last_mut() {
            protocol.section_count += 1;
            protocol.codes.extend(section.codes.iter().map(|code| canonical(code)));
            protocol.codes.remove("");
        }
        protocol_of.push(len_u32(protocols.len()) - 1);
    }
    (protocols, protocol_of)
}

/// Most words of a name that are looked at.
const MAX_TITLE_WORDS: usize = 16;
/// A word of a name that says little counts one part in so many.
const WEAK_IN_TITLE: u32 = 8;

fn title(name: &str, dictionary: &Dictionary, finder: &PhraseFinder, analyzer: &Analyzer) -> Vec<TitleTerm> {
    let mut words = analyzer.words(name);
    words.retain(Word::is_in_sequence);
    words.truncate(MAX_TITLE_WORDS);
    let mut title: Vec<TitleTerm> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some((ordinal, posted)) = dictionary.find(&word.key) else { continue };
        // "Drug Reference: Albuterol" is named by one word, and so are "Diabetic Emergencies".
        let idf = if finder.is_weak(&word.surface) { posted.idf / WEAK_IN_TITLE } else { posted.idf };
        let idf = u16::try_from(idf).unwrap_or(u16::MAX).max(1);
        title.push(TitleTerm { ordinal, words: 1 << at, idf });
    }
    let sequence: Vec<String> = words.into_iter().map(|word| word.key).collect();
    finder.find(&sequence, |_, phrase| {
        let Some((ordinal, _)) = dictionary.find(phrase) else { return };
        let in_phrase = |word: &String| phrase.split(' ').any(|part| part == word);
        let covered = sequence.iter().enumerate().filter(|(_, word)| in_phrase(word));
        title.push(TitleTerm { ordinal, words: covered.map(|(at, _)| 1 << at).sum(), idf: 0 });
    });
    title
}

/// Two spellings of one number would make "exact" a lie.
fn check_numbers(protocols: &[Protocol]) -> Result<(), BuildError> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for protocol in protocols.iter().filter(|protocol| !protocol.number.is_empty()) {
        let number = canonical(&protocol.number);
        if number.is_empty() || seen.insert(number, &protocol.number).is_some() {
            return Err(BuildError::NumberCollision);
        }
    }
    Ok(())
}

fn set_fallback(
    protocols: &mut [Protocol],
    number: &str,
    category: AgeCategory,
    instead: &str,
) -> Result<(), BuildError> {
    let find = |number: &str| {
        let number = canonical(number);
        let at = protocols.iter().position(|protocol| canonical(&protocol.number) == number);
        at.ok_or(BuildError::UnknownFallback)
    };
    let (at, instead) = (find(number)?, len_u32(find(instead)?));
    let slot = match category {
        AgeCategory::Adult => 0,
        AgeCategory::Pediatric => 1,
        AgeCategory::Unknown => return Err(BuildError::UnknownFallback),
    };
    if let Some(fallback) = protocols.get_mut(at).and_then(|protocol| protocol.fallback.get_mut(slot)) {
        *fallback = Some(instead);
    }
    Ok(())
}
