//! Titles and texts of sections, for hits that are shown.

mod snippet;

pub use snippet::Snippet;

use crate::bytes::{Reader, index, u32_at};
use crate::format::{TEXTS_HEADER_LEN, TEXTS_MAGIC, VERSION};
use crate::shard::{OpenError, Shard};

/// The texts part of a shard, read in place.
///
/// Only its head is looked at when it is opened, so that a memory map loads what is shown and nothing else.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    starts: &'a [u8],
    body: &'a [u8],
    sections: u32,
}

impl<'a> Texts<'a> {
    /// Opens the texts of `shard`.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are no texts part, or one of another build.
    pub fn open<B: AsRef<[u8]>>(bytes: &'a [u8], shard: &Shard<B>) -> Result<Self, OpenError> {
        match bytes.first_chunk::<8>() {
            Some(magic) if *magic == TEXTS_MAGIC => {}
            Some(_) => return Err(OpenError::NotAnIndex),
            None => return Err(OpenError::Truncated),
        }
        let (header, rest) = bytes.split_at_checked(TEXTS_HEADER_LEN).ok_or(OpenError::Truncated)?;
        let number = |at| u32_at(header, at).ok_or(OpenError::Truncated);
        let version = number(16)?;
        if version != VERSION {
            return Err(OpenError::UnsupportedVersion { found: version });
        }
        if header.get(8..16) != Some(&shard.build_hash()) {
            return Err(OpenError::OtherBuild);
        }
        let (sections, concepts) = (number(20)?, number(24)?);
        let len = index(sections).checked_add(index(concepts)).and_then(|count| count.checked_mul(4));
        let (starts, body) = len.and_then(|len| rest.split_at_checked(len)).ok_or(OpenError::Truncated)?;
        if sections != shard.section_count() {
            return Err(OpenError::OtherBuild);
        }
        Ok(Self { starts, body, sections })
    }

    /// The title of a section.
    #[must_use]
    pub fn title(&self, section: u32) -> &'a str {
        self.pair(section, self.sections).map_or("", |[title, _]| title)
    }

    /// The text of a section.
    #[must_use]
    pub fn text(&self, section: u32) -> &'a str {
        self.pair(section, self.sections).map_or("", |[_, text]| text)
    }

    /// What a person reads in place of a concept's number.
    #[must_use]
    pub fn concept(&self, concept: u32) -> &'a str {
        let place = self.sections.checked_add(concept);
        place.and_then(|place| self.pair(place, u32::MAX)).map_or("", |[label, _]| label)
    }

    fn pair(&self, place: u32, end: u32) -> Option<[&'a str; 2]> {
        let start = u32_at(self.starts, index(place).checked_mul(4)?).filter(|_| place < end)?;
        let mut reader = Reader::new(self.body.get(index(start)..)?);
        let [title, text] = [reader.string()?, reader.string()?];
        Some([core::str::from_utf8(title).ok()?, core::str::from_utf8(text).ok()?])
    }
}

impl core::fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Texts").field("sections", &self.sections).finish_non_exhaustive()
    }
}
