//! What is looked for: units of evidence, each with its alternatives.

use super::Query;
use super::matching::{kind_of, longest};
use super::numbers::Number;
use super::tokens::{self, Reading, Token};
use crate::age::{AgeCategory, AgePolicy};
use crate::bytes::len_u32;
use crate::fixed::idf_sixteenths;
use crate::lexicon::TermKind;
use crate::shard::{Concept, View};
use crate::table::Entry;
use crate::text::Analyzer;

/// Weights are 256ths.
pub(super) const FULL: u32 = 256;
/// A word of a phrase that is searched for as a whole.
const INNER: u32 = 90;
/// A word with little evidence.
const WEAK: u32 = 64;
/// A word whose spelling was corrected.
const CORRECTED: u32 = 205;
/// What a word counts that is known to nobody.
const UNKNOWN: u32 = 110;
/// An everyday word that some protocol uses.
const USUAL: u32 = 140;
/// What an everyday word counts that the agency does not use.
const EVERYDAY: u32 = 30;
/// The least idf of a concept, as a share of that of a word that stands nowhere.
const LEAST: u32 = 110;
/// The key of what too much of a drug is.
const OVERDOSE: &[u8] = b"overdos";
/// A sign or symptom, beside conditions, drugs and poisons.
const SYMPTOM: u32 = 210;
/// A concept that is named again, by whatever term, counts this part of the first time.
const REPEATED: u32 = 3;
/// Weight from which an alternative means the same.
pub(super) const SAME: u8 = 200;
/// A second word of a term adds one part in so many to its idf, and a third one more.
const PHRASE: u32 = 4;
/// How much rarer than its concept a word may count, in sixteenths.
const RARER: u32 = 24;

/// What a query comes to for one agency.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) units: Vec<Unit>,
    /// Numbers of protocols, with the place where each stands in the text.
    pub(crate) numbers: Vec<(Number, usize, usize)>,
    /// Protocols of the impression code, and whether the code is exactly theirs.
    pub(crate) coded: Vec<(u32, bool)>,
    pub(crate) intent: Intent,
    /// What the text says about the patient's age; it sorts and does not filter.
    pub(crate) hint: Option<AgeCategory>,
    /// A drug that crews give, and this agency does not.
    pub(crate) drug_missing: bool,
    /// The query tells of a drug that was taken, or of a poison.
    pub(crate) taken: bool,
}

/// Which section is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Intent {
    #[default]
    None,
    Dose,
    Contact,
    Assessment,
}

/// Something that is looked for: a word, or a concept with its alternatives.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    /// Where it stands in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) concept: Option<u32>,
    /// In sixteenths.
    pub(crate) idf: u32,
    pub(crate) alternatives: Vec<Alternative>,
    /// It says little about which protocol is meant.
    pub(crate) weak: bool,
    /// A word of a phrase that another unit stands for.
    pub(crate) inner: bool,
    /// A measured value, understood: it helps to rank, and an answer does not need it.
    pub(crate) value: bool,
    /// A word of everyday language: that a protocol has it says little.
    pub(crate) everyday: bool,
    /// Something that crews neither do nor give.
    pub(crate) elsewhere: bool,
    /// A condition, a procedure or the like: something of the field that is no drug.
    pub(crate) clinical: bool,
    pub(crate) drug: bool,
    /// A drug that no section of treatment, drugs or reference names.
    pub(crate) stranger: bool,
    /// What was searched for in place of a misspelt word.
    pub(crate) corrected: Option<String>,
}

/// One way to say what a unit says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alternative {
    pub(crate) term: Entry,
    /// In sixteenths.
    pub(crate) idf: u32,
    /// In 256ths.
    pub(crate) weight: u32,
}

pub(crate) fn plan(
    view: &View<'_>,
    policy: Option<AgePolicy>,
    query: &Query<'_>,
    analyzer: &Analyzer,
) -> Plan {
    let Reading { tokens, numbers, age } = tokens::read(view, policy, query.text, analyzer);
    let mut plan = Plan { numbers, hint: age, ..Plan::default() };
    if let Some(code) = query.code {
        plan.coded = coded(view, code);
    }
    let mut at = 0;
    let mut value_of: Option<Concept<'_>> = None;
    let mut is_denied = false;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        if let (Some(vital), Ok(value)) = (value_of, token.surface.parse::<u32>()) {
            value_of = None;
            plan.value(view, &vital, value, token);
        }
        let found = longest(view, rest)
            .filter(|(concept, len)| !concept.1.ambiguous || *len > 1 || tokens.len() == 1 || token.upper);
        let is_word = |kind| matches!(kind, TermKind::Everyday | TermKind::Body);
        let found = found.filter(|((_, concept), _)| !is_word(concept.kind));
        let Some(((ordinal, concept), len)) = found else {
            plan.word(view, token, FULL);
            is_denied = false;
            at += 1;
            continue;
        };
        if view.is_plain_text() {
            plan.plain_concept(view, (ordinal, &concept), rest.get(..len).unwrap_or_default());
            at += len;
            continue;
        }
        let first = plan.units.len();
        plan.concept(view, (ordinal, &concept), rest.get(..len).unwrap_or_default());
        if is_denied && !concept.kind.is_weak() {
            plan.deny(first);
        }
        is_denied = concept.kind == TermKind::Denies;
        if concept.kind == TermKind::Vital {
            value_of = Some(concept);
        }
        at += len;
    }
    plan.add_pairs(view, &tokens);
    plan.suspect_overdose(view);
    if plan.strong().next().is_none() {
        // A value says which protocol is meant where nothing else does.
        let has_value = plan.units.iter().any(|unit| unit.value);
        for unit in &mut plan.units {
            unit.weak &= has_value;
            unit.value = false;
        }
    }
    plan
}

/// The protocols of a code: those that have it, else those whose ICD-10-CM category it shares.
fn coded(view: &View<'_>, code: &str) -> Vec<(u32, bool)> {
    let code = crate::build::canonical(code);
    if let Some(entry) = view.codes.find(code.as_bytes()) {
        return view.coded(&entry).map(|protocol| (protocol, true)).collect();
    }
    let mut coded: Vec<(u32, bool)> = Vec::new();
    let category = code.get(..3).filter(|category| category.bytes().skip(1).any(|b| b.is_ascii_digit()));
    if let Some(category) = category {
        view.codes.walk_from(category.as_bytes(), |key, entry| {
            let is_near = key.starts_with(category.as_bytes());
            if is_near {
                for protocol in view.coded(&entry) {
                    if !coded.contains(&(protocol, false)) {
                        coded.push((protocol, false));
                    }
                }
            }
            is_near
        });
    }
    coded
}

impl Plan {
    /// A word without a concept.
    pub(super) fn word(&mut self, view: &View<'_>, token: &Token, weight: u32) {
        let has_digit = token.surface.bytes().any(|byte| byte.is_ascii_digit());
        let is_number = has_digit && !view.is_plain_text();
        let weight = if is_number { WEAK } else { weight };
        let weight = if token.corrected { weight * CORRECTED / FULL } else { weight };
        let kind = kind_of(view, token);
        let is_everyday = kind == Some(TermKind::Everyday);
        let weight = if is_everyday && !view.is_plain_text() { weight * USUAL / FULL } else { weight };
        let mut unit = Unit {
            start: token.start,
            end: token.end,
            weak: is_number,
            everyday: is_everyday,
            clinical: kind == Some(TermKind::Body),
            inner: weight <= INNER && !is_number,
            corrected: token.corrected.then(|| token.stem.clone()),
            ..Unit::default()
        };
        match view.terms.find(token.stem.as_bytes()) {
            Some(term) => {
                unit.idf = if is_everyday { term.second * USUAL / FULL } else { term.second };
                unit.alternatives.push(Alternative { term, idf: term.second, weight });
            }
            None => {
                let share = if is_everyday { EVERYDAY } else { UNKNOWN };
                unit.idf = idf_sixteenths(view.layout.sections.into(), 0) * share / FULL;
            }
        }
        self.units.push(unit);
    }

    /// A concept, with the words that name it.
    fn concept(&mut self, view: &View<'_>, (ordinal, concept): (u32, &Concept<'_>), tokens: &[Token]) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        self.heed(concept.kind);
        let corrected = tokens.iter().any(|token| token.corrected);
        let scale = match (concept.kind.is_weak(), corrected) {
            (true, _) => WEAK,
            (false, true) => CORRECTED,
            (false, false) => FULL,
        };
        // What is wrong says more than how it shows.
        let scale = if concept.kind == TermKind::Symptom { scale * SYMPTOM / FULL } else { scale };
        let is_repeated = self.units.iter().any(|unit| unit.concept == Some(ordinal));
        let scale = if is_repeated { scale / REPEATED } else { scale };
        let key = tokens.iter().map(|token| token.stem.as_str()).collect::<Vec<_>>().join(" ");
        let literal = view.terms.find(key.as_bytes());
        let mut alternatives: Vec<Alternative> = Vec::new();
        let (mut idf, mut is_present) = (u32::MAX, false);
        for (entry, weight) in concept.alternatives() {
            if weight >= SAME || literal.is_some_and(|literal| literal.ordinal == entry.ordinal) {
                is_present = true;
                idf = idf.min(entry.second);
            }
            let weight = u32::from(weight) * scale / FULL;
            alternatives.push(Alternative { term: entry, idf: entry.second, weight });
        }
        if let (true, Some(term)) = (concept.kind.is_each_by_itself(), literal) {
            let is_there = alternatives.iter().any(|one| one.term.ordinal == term.ordinal);
            if !is_there {
                alternatives.push(Alternative { term, idf: term.second, weight: scale });
            }
        }
        if !is_present {
            idf = alternatives
                .iter()
                .map(|alternative| alternative.idf)
                .min()
                .unwrap_or_else(|| idf_sixteenths(view.layout.sections.into(), 0));
        }
        if concept.kind.is_clinical() {
            // Protocols refer to each other: a concept that stands everywhere still names one of them.
            let rarest = idf_sixteenths(view.layout.sections.into(), 0);
            idf = idf.max(rarest * LEAST / FULL);
        }
        // A term of several words says more than one of them.
        let words = len_u32(tokens.len());
        idf = idf * (PHRASE + words.min(3) - 1) / PHRASE;
        let is_short = concept.kind == TermKind::Abbreviation;
        for alternative in &mut alternatives {
            let is_literal = literal.is_some_and(|literal| literal.ordinal == alternative.term.ordinal);
            let is_related = alternative.weight * FULL < u32::from(SAME) * scale;
            if is_literal && !is_short {
                alternative.weight = scale;
                alternative.idf = alternative.idf.min(idf + RARER);
            } else if is_related {
                // What is only related is worth no more than if it had been typed.
                alternative.idf = alternative.idf.min(idf);
            } else {
                alternative.idf = idf;
            }
        }
        self.drug_missing |= concept.kind == TermKind::Drug && (!is_present || concept.denied);
        self.units.push(Unit {
            start: first.start,
            end: last.end,
            concept: Some(ordinal),
            idf,
            alternatives,
            weak: concept.kind.is_weak(),
            inner: false,
            value: false,
            everyday: false,
            elsewhere: concept.kind == TermKind::Elsewhere,
            clinical: concept.kind.is_clinical(),
            drug: concept.kind.is_drug(),
            stranger: concept.kind.is_drug() && !concept.given,
            corrected: corrected.then_some(key),
        });
        if tokens.len() > 1 && !concept.kind.is_weak() {
            for token in tokens {
                self.word(view, token, INNER);
            }
        }
    }

    /// What a measured value means is searched for beside what was typed.
    fn value(&mut self, view: &View<'_>, vital: &Concept<'_>, value: u32, token: &Token) {
        let meant =
            vital.ranges().find(|range| if range.above { value > range.bound } else { value < range.bound });
        let Some(entry) = meant.and_then(|range| view.keys.find(range.key)) else { return };
        if let Some(concept) = view.concept(entry.second) {
            self.concept(view, (entry.second, &concept), core::slice::from_ref(token));
            if let Some(unit) = self.units.last_mut() {
                unit.value = true;
            }
        }
    }

    /// A drug that was taken, and nothing else that says what for: it may have been too much.
    fn suspect_overdose(&mut self, view: &View<'_>) {
        let is_only = self.strong().all(|unit| unit.drug || unit.everyday);
        let Some(place) = self.units.iter().find(|unit| unit.drug).map(|unit| (unit.start, unit.end)) else {
            return;
        };
        if !self.taken || !is_only || self.intent == Intent::Dose || view.is_plain_text() {
            return;
        }
        let concept =
            view.keys.find(OVERDOSE).and_then(|entry| Some((entry.second, view.concept(entry.second)?)));
        if let Some((ordinal, concept)) = concept {
            let (start, end) = place;
            let token = Token { start, end, stem: "overdos".to_owned(), ..Token::default() };
            self.concept(view, (ordinal, &concept), &[token]);
        }
    }

    /// What the text says is absent is searched for a little, and asked for by nobody.
    fn deny(&mut self, first: usize) {
        for unit in self.units.iter_mut().skip(first) {
            unit.weak = true;
            for alternative in &mut unit.alternatives {
                alternative.weight = alternative.weight * WEAK / FULL;
            }
        }
    }

    fn heed(&mut self, kind: TermKind) {
        match kind {
            TermKind::AsksDose => self.intent = Intent::Dose,
            TermKind::AsksContact if self.intent == Intent::None => self.intent = Intent::Contact,
            TermKind::AsksAssessment if self.intent == Intent::None => self.intent = Intent::Assessment,
            TermKind::TellsTaken | TermKind::Agent => self.taken = true,
            TermKind::TellsChild => self.hint = Some(AgeCategory::Pediatric),
            TermKind::TellsAdult if self.hint.is_none() => self.hint = Some(AgeCategory::Adult),
            _ => {}
        }
    }

    /// Units that say which protocol is meant.
    pub(crate) fn strong(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| !unit.weak && !unit.inner && !unit.value)
    }
}
