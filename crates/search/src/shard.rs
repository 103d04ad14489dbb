//! One agency's index, read in place.

mod check;
mod error;
mod view;

pub use error::OpenError;
pub(crate) use view::{Concept, Section, View};

use core::ops::Range;

use crate::age::AgePolicy;
use crate::bytes::{Reader, index, u32_at};
use crate::format::{HEADER_LEN, INDEX_MAGIC, Part, VERSION, build_hash};

/// One agency's index over any bytes: a vector, a slice, a memory map, an asset of an app.
///
/// Every offset and every posting is checked when it is opened, so that searching cannot fail.
/// To update an agency, open its new shard and drop the old one.
#[derive(Clone)]
pub struct Shard<B> {
    bytes: B,
    layout: Layout,
}

/// Where the parts are. It was checked against the bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    parts: [Range<usize>; Part::COUNT],
    pub(crate) sections: u32,
    pub(crate) protocols: u32,
    pub(crate) concepts: u32,
    agency: Range<usize>,
    policy: (u64, u32),
    aliases: Range<usize>,
}

impl Layout {
    pub(crate) fn part<'a>(&self, bytes: &'a [u8], part: Part) -> &'a [u8] {
        let range = self.parts.get(part as usize).cloned().unwrap_or_default();
        bytes.get(range).unwrap_or_default()
    }
}

impl<B: AsRef<[u8]>> Shard<B> {
    /// Opens an index.
    ///
    /// # Errors
    /// [`OpenError`] tells what is wrong with the bytes. Damage that leaves them well-formed is found by
    /// [`verify`](Self::verify).
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        let layout = parse(bytes.as_ref())?;
        let shard = Self { bytes, layout };
        check::check(&shard.view())?;
        Ok(shard)
    }

    /// Compares the bytes with the hash that the builder wrote.
    ///
    /// # Errors
    /// [`OpenError::Altered`] if they differ. It finds accidents, and is no signature.
    pub fn verify(&self) -> Result<(), OpenError> {
        let bytes = self.bytes.as_ref();
        if bytes.get(16..24) == Some(&build_hash(bytes)) { Ok(()) } else { Err(OpenError::Altered) }
    }

    /// The agency's id; empty for sections without agency.
    #[must_use]
    pub fn agency(&self) -> &str {
        let bytes = self.bytes.as_ref().get(self.layout.agency.clone());
        bytes.and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Other names of the agency.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        let mut reader =
            Reader::new(self.bytes.as_ref().get(self.layout.aliases.clone()).unwrap_or_default());
        core::iter::from_fn(move || core::str::from_utf8(reader.string()?).ok())
    }

    /// How the agency tells children from adults, if it said so.
    #[must_use]
    pub const fn age_policy(&self) -> Option<AgePolicy> {
        AgePolicy::from_parts(self.layout.policy.0, self.layout.policy.1)
    }

    /// The version of this build: two builds of the same sections with the same lexicon have the same.
    #[must_use]
    pub fn build_hash(&self) -> [u8; 8] {
        self.bytes.as_ref().get(16..24).and_then(|hash| hash.try_into().ok()).unwrap_or_default()
    }

    /// Number of sections.
    #[must_use]
    pub const fn section_count(&self) -> u32 {
        self.layout.sections
    }

    /// Number of protocols; sections without number and name are one each.
    #[must_use]
    pub const fn protocol_count(&self) -> u32 {
        self.layout.protocols
    }

    /// Sizes of the parts.
    #[must_use]
    pub fn sizes(&self) -> ShardSizes {
        let view = self.view();
        let part = |part| self.layout.part(self.bytes.as_ref(), part).len();
        ShardSizes {
            total: self.bytes.as_ref().len(),
            terms: view.terms.len(),
            postings: check::count_postings(&view),
            dictionary_bytes: part(Part::Terms),
            posting_bytes: part(Part::Postings),
            lexicon_bytes: part(Part::Keys) + part(Part::Concepts),
        }
    }

    /// The same shard over borrowed bytes, without checking them again.
    #[must_use]
    pub fn as_slice(&self) -> Shard<&[u8]> {
        Shard { bytes: self.bytes.as_ref(), layout: self.layout.clone() }
    }

    /// The bytes it reads.
    pub const fn bytes(&self) -> &B {
        &self.bytes
    }

    pub(crate) fn view(&self) -> View<'_> {
        View::new(self.bytes.as_ref(), &self.layout)
    }
}

/// What a shard is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShardSizes {
    /// Bytes in all.
    pub total: usize,
    /// Terms: words, and phrases of the lexicon that occur.
    pub terms: u32,
    /// Pairs of a term and a section that it stands in.
    pub postings: u64,
    /// Bytes of the terms.
    pub dictionary_bytes: usize,
    /// Bytes of the postings.
    pub posting_bytes: usize,
    /// Bytes of the lexicon.
    pub lexicon_bytes: usize,
}

impl<B: AsRef<[u8]>> core::fmt::Debug for Shard<B> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Shard")
            .field("agency", &self.agency())
            .field("sections", &self.layout.sections)
            .finish_non_exhaustive()
    }
}

/// Finds the parts. What is in them is not looked at, but for the agency's.
fn parse(bytes: &[u8]) -> Result<Layout, OpenError> {
    match bytes.first_chunk::<8>() {
        Some(magic) if *magic == INDEX_MAGIC => {}
        Some(_) => return Err(OpenError::NotAnIndex),
        None => return Err(OpenError::Truncated),
    }
    let version = u32_at(bytes, 8).ok_or(OpenError::Truncated)?;
    if version != VERSION {
        return Err(OpenError::UnsupportedVersion { found: version });
    }
    if bytes.len() < HEADER_LEN {
        return Err(OpenError::Truncated);
    }
    let mut layout = Layout { sections: u32_at(bytes, 12).unwrap_or_default(), ..Layout::default() };
    let mut start = HEADER_LEN;
    for (number, part) in layout.parts.iter_mut().enumerate() {
        let len = index(u32_at(bytes, 24 + 4 * number).unwrap_or_default());
        let end = start.checked_add(len).filter(|end| *end <= bytes.len()).ok_or(OpenError::Truncated)?;
        *part = start..end;
        start = end;
    }
    if start != bytes.len() {
        return Err(OpenError::TrailingData);
    }
    check::shape(bytes, &mut layout).ok_or(OpenError::Malformed)?;
    parse_agency(bytes, &mut layout).ok_or(OpenError::Malformed)?;
    Ok(layout)
}

fn parse_agency(bytes: &[u8], layout: &mut Layout) -> Option<()> {
    let range = layout.parts.first()?.clone();
    let mut reader = Reader::new(bytes.get(range.clone())?);
    let name = reader.string()?;
    core::str::from_utf8(name).ok()?;
    let end = range.end - reader.rest_len();
    layout.agency = end - name.len()..end;
    let (adult_from, grams) = (reader.take(8)?, reader.take(4)?);
    layout.policy = (u64::from_le_bytes(adult_from.try_into().ok()?), u32_at(grams, 0)?);
    layout.aliases = range.end - reader.rest_len()..range.end;
    while !reader.is_empty() {
        core::str::from_utf8(reader.string()?).ok()?;
    }
    Some(())
}
