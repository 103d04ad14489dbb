//! Elements of DER, one after another: what a certificate is made of.
//!
//! The heads, whose lengths must be the shortest, are read by `der`.

use der::{Decode as _, Header, Reader as _, SliceReader, Tag};

/// An element: its tag, its content, and both with the length between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    pub(crate) value: &'a [u8],
    pub(crate) whole: &'a [u8],
}

/// What is left of a list of elements. After an error it is not read on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Option<()> {
        self.is_empty().then_some(())
    }

    /// The next element.
    #[inline(never)]
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let mut reader = SliceReader::new(self.0).ok()?;
        let header = Header::decode(&mut reader).ok()?;
        let start = usize::try_from(reader.position()).ok()?;
        let end = start.checked_add(usize::try_from(header.length()).ok()?)?;
        let (whole, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(Element { tag: header.tag(), value: whole.get(start..)?, whole })
    }

    /// The next element, which has this tag.
    #[inline(never)]
    pub(crate) fn element(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The content of the next element, which has this tag.
    #[inline(never)]
    pub(crate) fn value(&mut self, tag: Tag) -> Option<&'a [u8]> {
        self.element(tag).map(|element| element.value)
    }

    /// The content of the next element if it has this tag; else it stays where it is.
    #[inline(never)]
    pub(crate) fn optional(&mut self, tag: Tag) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let value = ahead.value(tag)?;
        *self = ahead;
        Some(value)
    }

    /// The next element, which is written so.
    pub(crate) fn exactly(&mut self, whole: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(whole)?;
        Some(())
    }

    /// What is in the one element that there is.
    pub(crate) fn only(mut self, tag: Tag) -> Option<Self> {
        let value = self.value(tag)?;
        self.finish()?;
        Some(Self(value))
    }
}

/// A truth value.
pub(crate) const fn boolean(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0] => Some(false),
        [0xff] => Some(true),
        _ => None,
    }
}

/// A whole number that is not negative, without the zero that stands before a high bit.
pub(crate) const fn unsigned(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [0] | [1..=0x7f, ..] => Some(bytes),
        [0, rest @ ..] if matches!(rest, [0x80..=0xff, ..]) => Some(rest),
        _ => None,
    }
}

/// The bytes of a bit string, and how many bits of them are its own.
pub(crate) fn bits(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (unused @ ..8, bytes) = bytes.split_first()? else { return None };
    let len = bytes.len().checked_mul(8)?.checked_sub(usize::from(*unused))?;
    Some((bytes, len))
}
