//! Similarity of vectors that the host supplies, beside the words.
//!
//! Vectors are kept as signs, for a first look at all of them, and as signed bytes, for a second look at the
//! nearest. All comparisons are in integers.

mod fuse;

use crate::bytes::{index, len_u32, push_u32, u32_at};
use crate::format::VERSION;
use crate::shard::{OpenError, Shard};

/// The first bytes of a vectors part.
const MAGIC: [u8; 8] = *b"PHWVECT\0";
/// Magic, build hash, version, dimensions, sections, four bytes that are 0.
const HEADER_LEN: usize = 32;
/// Most dimensions.
const MAX_DIMENSIONS: usize = 4096;
/// How many vectors are looked at a second time, for each that is wanted.
const SHORTLIST: usize = 8;

/// Vectors of a shard's sections, read in place.
#[derive(Debug, Clone, Copy)]
pub struct Vectors<'a> {
    dimensions: usize,
    signs: &'a [u8],
    values: &'a [u8],
    sections: u32,
}

/// A section whose vector is near to the query's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// The section's place in the shard.
    pub section: u32,
    /// The cosine of the angle between the vectors, in ten-thousandths.
    pub cosine: i32,
}

/// Writes a vectors part: one vector for each section, in the order of their places in the shard.
///
/// # Errors
/// [`OpenError::Malformed`] if there are not as many vectors as sections, if they differ in length, or if one
/// is longer than 4,096 numbers or has one that is not finite.
pub fn pack_vectors<B: AsRef<[u8]>>(shard: &Shard<B>, vectors: &[Vec<f32>]) -> Result<Vec<u8>, OpenError> {
    let dimensions = vectors.first().map_or(0, Vec::len);
    let fits =
        vectors.iter().all(|vector| vector.len() == dimensions && vector.iter().all(|x| x.is_finite()));
    if !fits || dimensions > MAX_DIMENSIONS || len_u32(vectors.len()) != shard.section_count() {
        return Err(OpenError::Malformed);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(shard.build_hash());
    for number in [VERSION, len_u32(dimensions), len_u32(vectors.len()), 0] {
        push_u32(&mut bytes, number);
    }
    let quantised: Vec<Vec<i8>> = vectors.iter().map(|vector| quantise(vector)).collect();
    quantised.iter().for_each(|vector| bytes.extend(signs(vector)));
    quantised.iter().flatten().for_each(|value| bytes.extend(value.to_le_bytes()));
    Ok(bytes)
}

impl<'a> Vectors<'a> {
    /// Opens the vectors of `shard`.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are no vectors part, or one of another build.
    pub fn open<B: AsRef<[u8]>>(bytes: &'a [u8], shard: &Shard<B>) -> Result<Self, OpenError> {
        match bytes.first_chunk::<8>() {
            Some(magic) if *magic == MAGIC => {}
            Some(_) => return Err(OpenError::NotAnIndex),
            None => return Err(OpenError::Truncated),
        }
        let (header, rest) = bytes.split_at_checked(HEADER_LEN).ok_or(OpenError::Truncated)?;
        let number = |at| u32_at(header, at).ok_or(OpenError::Truncated);
        let version = number(16)?;
        if version != VERSION {
            return Err(OpenError::UnsupportedVersion { found: version });
        }
        let (dimensions, sections) = (index(number(20)?), number(24)?);
        if header.get(8..16) != Some(&shard.build_hash()) || sections != shard.section_count() {
            return Err(OpenError::OtherBuild);
        }
        if dimensions > MAX_DIMENSIONS {
            return Err(OpenError::Malformed);
        }
        let signs_len = dimensions.div_ceil(8) * index(sections);
        let (signs, values) = rest.split_at_checked(signs_len).ok_or(OpenError::Truncated)?;
        match values.len().cmp(&(dimensions * index(sections))) {
            core::cmp::Ordering::Less => Err(OpenError::Truncated),
            core::cmp::Ordering::Greater => Err(OpenError::TrailingData),
            core::cmp::Ordering::Equal => Ok(Self { dimensions, signs, values, sections }),
        }
    }

    /// The nearest sections that `admits` lets through, nearest first, with a cosine of at least `floor`.
    ///
    /// A query of another length than the vectors is near to nothing.
    #[must_use]
    pub fn nearest(
        &self,
        query: &[f32],
        count: usize,
        floor: i32,
        admits: impl Fn(u32) -> bool,
    ) -> Vec<Near> {
        if query.len() != self.dimensions || self.dimensions == 0 || query.iter().any(|x| !x.is_finite()) {
            return Vec::new();
        }
        let query = quantise(query);
        let query_signs = signs(&query);
        let rows = self.signs.chunks_exact(self.dimensions.div_ceil(8));
        let mut shortlist: Vec<(u32, u32)> = (0..self.sections)
            .zip(rows)
            .filter(|(section, _)| admits(*section))
            .map(|(section, row)| (differing(row, &query_signs), section))
            .collect();
        shortlist.sort_unstable();
        shortlist.truncate(count.saturating_mul(SHORTLIST));
        let mut near: Vec<Near> = shortlist
            .into_iter()
            .filter_map(|(_, section)| {
                let start = index(section) * self.dimensions;
                let row = self.values.get(start..start + self.dimensions)?;
                let row: Vec<i8> = row.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
                Some(Near { section, cosine: cosine(&query, &row) })
            })
            .filter(|near| near.cosine >= floor)
            .collect();
        near.sort_by_key(|near| (core::cmp::Reverse(near.cosine), near.section));
        near.truncate(count);
        near
    }
}

/// Scales to the largest value and rounds: -127 to 127.
#[expect(clippy::cast_possible_truncation, reason = "the value is between -127 and 127")]
fn quantise(vector: &[f32]) -> Vec<i8> {
    let largest = vector.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    vector.iter().map(|value| (value * scale).round().clamp(-127.0, 127.0) as i8).collect()
}

fn signs(vector: &[i8]) -> Vec<u8> {
    let byte = |chunk: &[i8]| {
        chunk.iter().enumerate().fold(0_u8, |bits, (at, value)| bits | u8::from(*value > 0) << at)
    };
    vector.chunks(8).map(byte).collect()
}

fn differing(a: &[u8], b: &[u8]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// In ten-thousandths; 0 if one of them has no length.
fn cosine(a: &[i8], b: &[i8]) -> i32 {
    let dot = |a: &[i8], b: &[i8]| a.iter().zip(b).map(|(x, y)| i64::from(*x) * i64::from(*y)).sum::<i64>();
    let lengths = u64::try_from(dot(a, a)).unwrap_or_default() * u64::try_from(dot(b, b)).unwrap_or_default();
    let root = i64::try_from(lengths.isqrt()).unwrap_or(i64::MAX);
    (dot(a, b) * 10_000).checked_div(root).and_then(|cosine| i32::try_from(cosine).ok()).unwrap_or_default()
}
