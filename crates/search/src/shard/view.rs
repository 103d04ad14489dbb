//! The parts of a shard, ready to read.

use super::Layout;
use crate::age::AgeGroup;
use crate::bytes::{Reader, index, u32_at};
use crate::format::{NO_PROTOCOL, PROTOCOL_LEN, Part, SECTION_LEN, TITLE_LEN};
use crate::lexicon::TermKind;
use crate::section::{Level, SectionKind};
use crate::table::{Entry, Table};

/// The parts of a shard. Reading beyond what is there gives nothing, never a panic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) terms: Table<'a>,
    pub(crate) keys: Table<'a>,
    pub(crate) numbers: Table<'a>,
    pub(crate) codes: Table<'a>,
    sections: &'a [u8],
    protocols: &'a [u8],
    titles: &'a [u8],
    postings: &'a [u8],
    concepts: &'a [u8],
    coded: &'a [u8],
    strings: &'a [u8],
}

/// A section's record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) id: u32,
    pub(crate) name: u32,
    pub(crate) protocol: u32,
    pub(crate) kind: SectionKind,
    pub(crate) age: AgeGroup,
    pub(crate) level: Level,
}

/// A protocol's record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    pub(crate) number: u32,
    pub(crate) name: u32,
    pub(crate) first_section: u32,
    pub(crate) section_count: u32,
    pub(crate) title_start: u32,
    pub(crate) title_count: u32,
    /// For adults, and for children.
    pub(crate) fallback: [Option<u32>; 2],
}

/// A word or phrase of a protocol's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TitleTerm {
    pub(crate) ordinal: u32,
    /// Which words of the name it covers, a bit each.
    pub(crate) words: u16,
    /// In sixteenths; 0 for a phrase.
    pub(crate) idf: u16,
}

/// A row of the lexicon.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Concept<'a> {
    pub(crate) kind: TermKind,
    pub(crate) ambiguous: bool,
    pub(crate) given: bool,
    /// A drug of which the agency only says that it is not given.
    pub(crate) denied: bool,
    alternatives: Reader<'a>,
}

impl<'a> Concept<'a> {
    /// Entries of terms with a weight in 256ths.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = (Entry, u8)> {
        let mut reader = self.alternatives;
        let count = reader.varint().unwrap_or_default();
        (0..count).map_while(move |_| alternative(&mut reader))
    }

    /// Of a measured value: what it means above or below a bound, as a term of the lexicon.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = ValueRange<'a>> + use<'a> {
        let mut reader = self.alternatives;
        let count = reader.varint().unwrap_or_default();
        let whole = (0..count).all(|_| alternative(&mut reader).is_some());
        let count = reader.varint().filter(|_| whole).unwrap_or_default();
        (0..count).map_while(move |_| range(&mut reader))
    }

    /// How many bytes the alternatives and ranges take, if all of them are there.
    pub(super) fn len(&self) -> Option<usize> {
        let mut reader = self.alternatives;
        let before = reader.rest_len();
        for _ in 0..reader.varint()? {
            alternative(&mut reader)?;
        }
        for _ in 0..reader.varint()? {
            range(&mut reader)?;
        }
        Some(before - reader.rest_len())
    }
}

/// What a measured value means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueRange<'a> {
    /// Values above the bound, or below it.
    pub(crate) above: bool,
    pub(crate) bound: u32,
    /// The key of a term of the lexicon.
    pub(crate) key: &'a [u8],
}

fn alternative(reader: &mut Reader<'_>) -> Option<(Entry, u8)> {
    let [ordinal, start, first, second] =
        [reader.varint()?, reader.varint()?, reader.varint()?, reader.varint()?];
    Some((Entry { ordinal, start, first, second }, reader.byte()?))
}

fn range<'a>(reader: &mut Reader<'a>) -> Option<ValueRange<'a>> {
    Some(ValueRange { above: reader.byte()? != 0, bound: reader.varint()?, key: reader.string()? })
}

/// Sections that a term stands in, ascending, with the impact in each.
#[derive(Debug, Clone)]
pub(crate) struct Postings<'a> {
    reader: Reader<'a>,
    section: u32,
}

impl Iterator for Postings<'_> {
    type Item = (u32, u8);

    #[inline]
    fn next(&mut self) -> Option<(u32, u8)> {
        self.section = self.section.wrapping_add(self.reader.varint()?);
        Some((self.section, self.reader.byte()?))
    }
}

impl<'a> View<'a> {
    pub(super) fn new(bytes: &'a [u8], layout: &'a Layout) -> Self {
        let part = |part| layout.part(bytes, part);
        let table = |part| Table::parse(layout.part(bytes, part)).unwrap_or(Table::EMPTY);
        Self {
            layout,
            terms: table(Part::Terms),
            keys: table(Part::Keys),
            numbers: table(Part::Numbers),
            codes: table(Part::Codes),
            sections: part(Part::Sections),
            protocols: part(Part::Protocols),
            titles: part(Part::Titles),
            postings: part(Part::Postings),
            concepts: part(Part::Concepts),
            coded: part(Part::Coded),
            strings: part(Part::Strings),
        }
    }

    /// Sections without agency and numbers: texts like any others, where no word is known to be weak.
    pub(crate) const fn is_plain_text(&self) -> bool {
        self.numbers.len() == 0 && self.layout.agency.start == self.layout.agency.end
    }

    pub(crate) fn section(&self, ordinal: u32) -> Option<Section> {
        let record = self.sections.get(index(ordinal) * SECTION_LEN..)?.first_chunk::<SECTION_LEN>()?;
        let [.., kind, age, level, _] = *record;
        Some(Section {
            id: u32_at(record, 0)?,
            name: u32_at(record, 4)?,
            protocol: u32_at(record, 8)?,
            kind: SectionKind::from_byte(kind)?,
            age: AgeGroup::from_byte(age)?,
            level: Level::from_byte(level)?,
        })
    }

    /// For whom a section is: read for every posting.
    #[inline]
    pub(crate) fn audience(&self, ordinal: u32) -> Option<(AgeGroup, Level)> {
        let record = self.sections.get(index(ordinal) * SECTION_LEN + 13..)?.first_chunk::<2>()?;
        let [age, level] = *record;
        Some((AgeGroup::from_byte(age)?, Level::from_byte(level)?))
    }

    pub(crate) fn protocol(&self, ordinal: u32) -> Option<Protocol> {
        let record = self.protocols.get(index(ordinal) * PROTOCOL_LEN..)?.first_chunk::<PROTOCOL_LEN>()?;
        let fallback = |at| u32_at(record, at).filter(|protocol| *protocol != NO_PROTOCOL);
        Some(Protocol {
            number: u32_at(record, 0)?,
            name: u32_at(record, 4)?,
            first_section: u32_at(record, 8)?,
            section_count: u32_at(record, 12)?,
            title_start: u32_at(record, 16)?,
            title_count: u32_at(record, 20)?,
            fallback: [fallback(24), fallback(28)],
        })
    }

    /// The words and phrases of a protocol's name.
    pub(crate) fn title(&self, protocol: &Protocol) -> impl Iterator<Item = TitleTerm> + use<'a> {
        let (start, len) = (index(protocol.title_start) * TITLE_LEN, index(protocol.title_count) * TITLE_LEN);
        let bytes = self.titles.get(start..).and_then(|rest| rest.get(..len)).unwrap_or_default();
        bytes.as_chunks::<TITLE_LEN>().0.iter().map(|[a, b, c, d, words @ .., e, f]| TitleTerm {
            ordinal: u32::from_le_bytes([*a, *b, *c, *d]),
            words: u16::from_le_bytes(*words),
            idf: u16::from_le_bytes([*e, *f]),
        })
    }

    pub(crate) fn string(&self, at: u32) -> Option<&'a str> {
        let bytes = Reader::new(self.strings.get(index(at)..)?).string()?;
        core::str::from_utf8(bytes).ok()
    }

    pub(crate) fn postings(&self, term: &Entry) -> Postings<'a> {
        let range = index(term.start)..index(term.start) + index(term.first);
        Postings { reader: Reader::new(self.postings.get(range).unwrap_or_default()), section: 0 }
    }

    pub(super) const fn postings_len(&self) -> usize {
        self.postings.len()
    }

    pub(crate) fn concept(&self, ordinal: u32) -> Option<Concept<'a>> {
        let count = u32_at(self.concepts, 0)?;
        let start = u32_at(self.concepts, 4 + 4 * index(ordinal)).filter(|_| ordinal < count)?;
        let body = self.concepts.get(4 + 4 * index(count)..)?.get(index(start)..)?;
        let ([kind, flags], alternatives) = body.split_first_chunk::<2>()?;
        Some(Concept {
            kind: TermKind::from_byte(*kind)?,
            ambiguous: flags & 1 != 0,
            given: flags & 2 != 0,
            denied: flags & 4 != 0,
            alternatives: Reader::new(alternatives),
        })
    }

    /// Where the record of a concept starts, counted from the first, and how many bytes all records take.
    pub(super) fn concept_places(&self) -> Option<(impl Iterator<Item = u32>, usize)> {
        let count = index(u32_at(self.concepts, 0)?);
        let (starts, body) = self.concepts.get(4..)?.split_at_checked(count.checked_mul(4)?)?;
        Some((starts.as_chunks::<4>().0.iter().map(|start| u32::from_le_bytes(*start)), body.len()))
    }

    /// The protocols of a code.
    pub(crate) fn coded(&self, code: &Entry) -> impl Iterator<Item = u32> + use<'a> {
        let (start, len) = (index(code.start) * 4, index(code.first) * 4);
        let bytes = self.coded.get(start..).and_then(|rest| rest.get(..len)).unwrap_or_default();
        bytes.as_chunks::<4>().0.iter().map(|protocol| u32::from_le_bytes(*protocol))
    }
}
