//! Reading a lexicon file into its table.
//!
//! A file is a header, the class sets that have a number, the exceptions, the lists of the rules as a text of one line
//! each behind its length in bytes, and two codes for each word.
//! Words stand in the order of their places in the table, so the first code is the step from the one before, by Rice
//! with [`STEP_BITS`] bits; the second is the number of the class set in Elias's gamma code, which is short for the
//! sets that are frequent.

use alloc::{vec, vec::Vec};

use sha2::{Digest, Sha256};

use super::{
    Bucket, Classes, EXCEPTION, FORMAT_VERSION, HEADER_LEN, Lexicon, LexiconError, MAGIC, MAX_CLASS_SETS,
    STARTS, lists,
};
use crate::bits::Bits;

/// Bits of a step that are written as they are.
///
/// With 24 bits of a hash and tables of which four fifths are taken, steps are about a million.
pub const STEP_BITS: u32 = 20;
/// Bits of a fingerprint: what is above them in a place is the number of a bucket.
const FINGERPRINT_BITS: u32 = 24;
/// The fewest bits that a word takes.
const FEWEST_BITS: u64 = STEP_BITS as u64 + 2;

/// Reads a file and compares its checksum with the one in its header.
pub(super) fn checked(bytes: &[u8]) -> Result<Lexicon, LexiconError> {
    let lexicon = unchecked(bytes)?;
    let computed: [u8; 32] = Sha256::digest(bytes.get(HEADER_LEN..).unwrap_or_default()).into();
    if computed == lexicon.checksum { Ok(lexicon) } else { Err(LexiconError::Altered) }
}

/// Reads a file of which it is known that nobody has altered it.
pub(super) fn unchecked(bytes: &[u8]) -> Result<Lexicon, LexiconError> {
    let mut rest = bytes;
    let magic: [u8; 8] = take(&mut rest)?;
    if magic != MAGIC {
        return Err(LexiconError::NotALexicon);
    }
    let found = u32::from_le_bytes(take(&mut rest)?);
    if found != FORMAT_VERSION {
        return Err(LexiconError::UnsupportedVersion { found });
    }
    let bucket_count = u32::from_le_bytes(take(&mut rest)?);
    let entry_count = u32::from_le_bytes(take(&mut rest)?);
    let class_set_count = u16::from_le_bytes(take(&mut rest)?);
    let exception_count = u16::from_le_bytes(take(&mut rest)?);
    let checksum = take(&mut rest)?;
    let build_date = u64::from_le_bytes(take(&mut rest)?);
    // A table is never larger than what its words account for.
    if usize::from(class_set_count) > MAX_CLASS_SETS || bucket_count > entry_count {
        return Err(LexiconError::Malformed);
    }
    let mut class_sets = [Classes::NONE; MAX_CLASS_SETS + 2];
    for set in class_sets.iter_mut().skip(1).take(class_set_count.into()) {
        *set = Classes::from_bits(u32::from_le_bytes(take(&mut rest)?));
    }
    let mut exceptions = Vec::new();
    for _ in 0..exception_count {
        let hash = u32::from_le_bytes(take(&mut rest)?);
        exceptions.push((hash, Classes::from_bits(u32::from_le_bytes(take(&mut rest)?))));
    }
    let exception_starts = starts_of(&exceptions)?;
    let len = u32::from_le_bytes(take(&mut rest)?) as usize;
    let (text, codes) = rest.split_at_checked(len).ok_or(LexiconError::Truncated)?;
    let lists = core::str::from_utf8(text).ok().and_then(lists::read).ok_or(LexiconError::Malformed)?;
    if u64::from(entry_count) * FEWEST_BITS > codes.len() as u64 * 8 {
        return Err(LexiconError::Truncated);
    }
    let mut buckets = vec![Bucket::EMPTY; bucket_count as usize];
    fill(&mut buckets, entry_count, class_set_count, Bits::new(codes))?;
    Ok(Lexicon {
        buckets,
        class_sets,
        exceptions,
        exception_starts,
        lists,
        checksum,
        bucket_count,
        entry_count,
        build_date,
    })
}

/// Puts the words where their codes say.
fn fill(
    buckets: &mut [Bucket],
    words: u32,
    class_sets: u16,
    mut codes: Bits<'_>,
) -> Result<(), LexiconError> {
    let numbers = 1..=u32::from(class_sets);
    let mut next: u64 = 0;
    let (mut bucket, mut taken) = (0, 0);
    for _ in 0..words {
        let place = next + codes.rice(STEP_BITS).ok_or(LexiconError::Truncated)?;
        let number = codes.gamma().ok_or(LexiconError::Truncated)?;
        next = place + 1;
        let here = place >> FINGERPRINT_BITS;
        if here != bucket {
            (bucket, taken) = (here, 0);
        }
        let entry = ((place & 0x00ff_ffff) as u32) << 8 | number;
        let free = usize::try_from(bucket).ok().and_then(|bucket| buckets.get_mut(bucket)?.0.get_mut(taken));
        // No fingerprint is zero, so that an entry is never an empty place.
        let sound = entry > 0xff && (numbers.contains(&number) || number == u32::from(EXCEPTION));
        *free.filter(|_| sound).ok_or(LexiconError::Malformed)? = entry;
        taken += 1;
    }
    if codes.is_at_end() { Ok(()) } else { Err(LexiconError::Malformed) }
}

/// For each value of the highest bits, where the exceptions that have it begin: they must ascend.
fn starts_of(exceptions: &[(u32, Classes)]) -> Result<[u16; 1 << STARTS], LexiconError> {
    if !exceptions.is_sorted_by(|(one, _), (next, _)| one < next) {
        return Err(LexiconError::Malformed);
    }
    let mut starts = [0; 1 << STARTS];
    for (start, high) in starts.iter_mut().zip(0..) {
        let at = exceptions.partition_point(|(hash, _)| hash >> (32 - STARTS) < high);
        *start = u16::try_from(at).map_err(|_| LexiconError::Malformed)?;
    }
    Ok(starts)
}

/// The next bytes.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], LexiconError> {
    let (first, after) = rest.split_first_chunk().ok_or(LexiconError::Truncated)?;
    *rest = after;
    Ok(*first)
}
