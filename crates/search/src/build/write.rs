//! The bytes of a shard: `docs/spec/search-index.md` is the text to this file.

use std::collections::BTreeMap;

use super::agency::{Draft, Protocol};
use super::{BuildError, BuiltShard};
use crate::bytes::{len_u32, push_string, push_u32, push_varint};
use crate::format::{
    HEADER_LEN, INDEX_MAGIC, NO_PROTOCOL, Part, TEXTS_MAGIC, TITLE_LEN, VERSION, build_hash,
};
use crate::section::SectionKind;
use crate::table;

pub(super) fn write(draft: &Draft<'_>) -> Result<BuiltShard, BuildError> {
    let mut strings = Strings::default();
    let mut parts: [Vec<u8>; Part::COUNT] = Default::default();
    let mut put = |part: Part, bytes: Vec<u8>| {
        if let Some(slot) = parts.get_mut(part as usize) {
            *slot = bytes;
        }
    };
    put(Part::Agency, agency(draft));
    put(Part::Sections, sections(draft, &mut strings));
    let (protocols, titles) = protocols(draft, &mut strings);
    put(Part::Protocols, protocols);
    put(Part::Titles, titles);
    let (terms, postings) = terms(draft);
    put(Part::Terms, terms);
    put(Part::Postings, postings);
    let (keys, concepts) = concepts(draft);
    put(Part::Keys, keys);
    put(Part::Concepts, concepts);
    put(Part::Numbers, numbers(&draft.protocols));
    let (codes, coded) = codes(&draft.protocols);
    put(Part::Codes, codes);
    put(Part::Coded, coded);
    put(Part::Strings, strings.bytes);

    let body_len: usize = parts.iter().map(Vec::len).sum();
    if u32::try_from(body_len + HEADER_LEN).is_err() {
        return Err(BuildError::TooLarge);
    }
    let mut index = Vec::with_capacity(HEADER_LEN + body_len);
    index.extend(INDEX_MAGIC);
    push_u32(&mut index, VERSION);
    push_u32(&mut index, len_u32(draft.sections.len()));
    index.extend([0; 8]);
    for part in &parts {
        push_u32(&mut index, len_u32(part.len()));
    }
    index.resize(HEADER_LEN, 0);
    for part in parts {
        index.extend(part);
    }
    let hash = build_hash(&index);
    if let Some(slot) = index.get_mut(16..24) {
        slot.copy_from_slice(&hash);
    }
    Ok(BuiltShard { agency: draft.agency.clone(), texts: texts(draft, hash)?, index })
}

/// Strings that records point to, each once.
#[derive(Debug, Default)]
struct Strings {
    bytes: Vec<u8>,
    seen: BTreeMap<String, u32>,
}

impl Strings {
    fn place(&mut self, string: &str) -> u32 {
        if let Some(at) = self.seen.get(string) {
            return *at;
        }
        let at = len_u32(self.bytes.len());
        push_string(&mut self.bytes, string.as_bytes());
        self.seen.insert(string.to_owned(), at);
        at
    }
}

fn agency(draft: &Draft<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_string(&mut bytes, draft.agency.as_bytes());
    let (adult_from, grams) = draft.profile.age_policy.map_or((0, 0), |policy| policy.to_parts());
    bytes.extend(adult_from.to_le_bytes());
    push_u32(&mut bytes, grams);
    let mut aliases = draft.profile.aliases.clone();
    aliases.sort();
    aliases.dedup();
    for alias in aliases {
        push_string(&mut bytes, alias.as_bytes());
    }
    bytes
}

fn sections(draft: &Draft<'_>, strings: &mut Strings) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (section, protocol) in draft.sections.iter().zip(&draft.protocol_of) {
        push_u32(&mut bytes, strings.place(&section.id));
        push_u32(&mut bytes, strings.place(&section.section));
        push_u32(&mut bytes, *protocol);
        bytes.extend([SectionKind::of(&section.section) as u8, section.age as u8, section.level as u8, 0]);
    }
    bytes
}

fn protocols(draft: &Draft<'_>, strings: &mut Strings) -> (Vec<u8>, Vec<u8>) {
    let (mut bytes, mut titles) = (Vec::new(), Vec::new());
    for protocol in &draft.protocols {
        push_u32(&mut bytes, strings.place(&protocol.number));
        // Plain text has no name worth repeating: its title is with the texts.
        let name = if protocol.title.is_empty() { "" } else { &protocol.name };
        push_u32(&mut bytes, strings.place(name));
        push_u32(&mut bytes, protocol.first_section);
        push_u32(&mut bytes, protocol.section_count);
        push_u32(&mut bytes, len_u32(titles.len() / TITLE_LEN));
        push_u32(&mut bytes, len_u32(protocol.title.len()));
        for fallback in protocol.fallback {
            push_u32(&mut bytes, fallback.unwrap_or(NO_PROTOCOL));
        }
        for term in &protocol.title {
            push_u32(&mut titles, term.ordinal);
            titles.extend(term.words.to_le_bytes());
            titles.extend(term.idf.to_le_bytes());
        }
    }
    (bytes, titles)
}

fn terms(draft: &Draft<'_>) -> (Vec<u8>, Vec<u8>) {
    let mut postings = Vec::new();
    let mut rows = Vec::new();
    for (term, posted) in &draft.dictionary.terms {
        let start = postings.len();
        posted.encode(&mut postings);
        rows.push((term.as_bytes(), len_u32(postings.len() - start), posted.idf));
    }
    (table::write(rows.into_iter()), postings)
}

/// The entry of each term, as the table of terms will give it.
fn places(draft: &Draft<'_>) -> Vec<table::Entry> {
    let mut start = 0;
    let mut encoded = Vec::new();
    let terms = (0_u32..).zip(&draft.dictionary.terms);
    terms
        .map(|(ordinal, (_, posted))| {
            encoded.clear();
            posted.encode(&mut encoded);
            let first = len_u32(encoded.len());
            let entry = table::Entry { ordinal, start, first, second: posted.idf };
            start += first;
            entry
        })
        .collect()
}

fn concepts(draft: &Draft<'_>) -> (Vec<u8>, Vec<u8>) {
    let places = places(draft);
    let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut starts, mut bytes) = (Vec::new(), Vec::new());
    for (number, concept) in (0_u32..).zip(&draft.concepts) {
        push_u32(&mut starts, len_u32(bytes.len()));
        let flags =
            u8::from(concept.ambiguous) | u8::from(concept.given) << 1 | u8::from(concept.denied) << 2;
        bytes.extend([concept.kind as u8, flags]);
        push_varint(&mut bytes, len_u32(concept.alternatives.len()));
        for (term, weight) in &concept.alternatives {
            let place = places.get(crate::bytes::index(*term)).copied().unwrap_or_default();
            for number in [*term, place.start, place.first, place.second] {
                push_varint(&mut bytes, number);
            }
            bytes.push(*weight);
        }
        push_varint(&mut bytes, len_u32(concept.ranges.len()));
        for range in &concept.ranges {
            bytes.push(u8::from(range.above));
            push_varint(&mut bytes, range.bound);
            push_string(&mut bytes, range.key.as_bytes());
        }
        keys.extend(concept.keys.iter().map(|key| (key.as_str(), number)));
    }
    let keys = table::write(keys.into_iter().map(|(key, number)| (key.as_bytes(), 0, number)));
    let mut whole = Vec::new();
    push_u32(&mut whole, len_u32(draft.concepts.len()));
    whole.extend(starts);
    whole.extend(bytes);
    (keys, whole)
}

fn numbers(protocols: &[Protocol]) -> Vec<u8> {
    let numbered = (0_u32..).zip(protocols).filter(|(_, protocol)| !protocol.number.is_empty());
    let numbers: BTreeMap<String, u32> =
        numbered.map(|(at, protocol)| (super::canonical(&protocol.number), at)).collect();
    table::write(short(numbers.iter()).map(|(number, at)| (number.as_bytes(), 0, *at)))
}

fn codes(protocols: &[Protocol]) -> (Vec<u8>, Vec<u8>) {
    let mut codes: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, protocol) in (0_u32..).zip(protocols) {
        for code in &protocol.codes {
            codes.entry(code.clone()).or_default().push(at);
        }
    }
    let table = table::write(short(codes.iter()).map(|(code, of)| (code.as_bytes(), len_u32(of.len()), 0)));
    let mut coded = Vec::new();
    short(codes.iter()).flat_map(|(_, of)| of).for_each(|protocol| push_u32(&mut coded, *protocol));
    (table, coded)
}

/// Nobody types a number or code that does not fit into a table.
fn short<'a, V: 'a>(
    entries: impl Iterator<Item = (&'a String, &'a V)>,
) -> impl Iterator<Item = (&'a String, &'a V)> {
    entries.filter(|(key, _)| key.len() <= table::MAX_KEY_LEN)
}

fn texts(draft: &Draft<'_>, hash: [u8; 8]) -> Result<Vec<u8>, BuildError> {
    let (mut starts, mut bytes) = (Vec::new(), Vec::new());
    let mut strings = Vec::new();
    for section in &draft.sections {
        strings.push([section.title.as_str(), section.text.as_str()]);
    }
    strings.extend(draft.concepts.iter().map(|concept| [concept.label.as_str(), ""]));
    for [title, text] in strings {
        push_u32(&mut starts, len_u32(bytes.len()));
        push_string(&mut bytes, title.as_bytes());
        push_string(&mut bytes, text.as_bytes());
    }
    if u32::try_from(bytes.len()).is_err() {
        return Err(BuildError::TooLarge);
    }
    let mut texts = TEXTS_MAGIC.to_vec();
    texts.extend(hash);
    push_u32(&mut texts, VERSION);
    push_u32(&mut texts, len_u32(draft.sections.len()));
    push_u32(&mut texts, len_u32(draft.concepts.len()));
    push_u32(&mut texts, 0);
    texts.extend(starts);
    texts.extend(bytes);
    Ok(texts)
}
