//! A sorted table of short strings, front-coded in blocks, read in place.
//!
//! Every entry has two numbers. The first is also summed up, so that it can be a length in another part.
//!
//! ```text
//! count u32 | (body offset u32, sum of first numbers u32) per block | body
//! body: per entry  shared len, suffix len, suffix, first, second     (varints; shared is 0 at a block's start)
//! ```

use crate::bytes::{Reader, index, len_u32, push_u32, push_varint, u32_at};

/// Entries of a block. More would be smaller, fewer would be faster.
const BLOCK: u32 = 16;
/// Longest key in bytes.
pub(crate) const MAX_KEY_LEN: usize = 255;

/// What a table says of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Entry {
    /// The place in the order of the keys.
    pub(crate) ordinal: u32,
    /// The first numbers of all earlier entries, summed up.
    pub(crate) start: u32,
    pub(crate) first: u32,
    pub(crate) second: u32,
}

/// Writes a table. The keys must be strictly ascending and no longer than [`MAX_KEY_LEN`].
pub(crate) fn write<'a>(entries: impl Iterator<Item = (&'a [u8], u32, u32)>) -> Vec<u8> {
    let (mut heads, mut body) = (Vec::new(), Vec::new());
    let (mut count, mut sum) = (0_u32, 0_u32);
    let mut previous: &[u8] = &[];
    for (key, first, second) in entries {
        let mut shared = 0;
        if count.is_multiple_of(BLOCK) {
            push_u32(&mut heads, len_u32(body.len()));
            push_u32(&mut heads, sum);
        } else {
            shared = previous.iter().zip(key).take_while(|(a, b)| a == b).count();
        }
        let suffix = key.get(shared..).unwrap_or_default();
        push_varint(&mut body, len_u32(shared));
        push_varint(&mut body, len_u32(suffix.len()));
        body.extend(suffix);
        push_varint(&mut body, first);
        push_varint(&mut body, second);
        count += 1;
        sum = sum.saturating_add(first);
        previous = key;
    }
    let mut bytes = count.to_le_bytes().to_vec();
    bytes.extend(heads);
    bytes.extend(body);
    bytes
}

/// A table in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    count: u32,
    heads: &'a [u8],
    body: &'a [u8],
}

/// A key in the making.
#[derive(Clone)]
struct Key {
    bytes: [u8; MAX_KEY_LEN],
    len: usize,
}

impl Key {
    const fn new() -> Self {
        Self { bytes: [0; MAX_KEY_LEN], len: 0 }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Reads an entry on top of the one before it.
    #[inline]
    fn advance(&mut self, reader: &mut Reader<'_>) -> Option<(u32, u32)> {
        let shared = index(reader.varint()?);
        let suffix = reader.string()?;
        if shared > self.len {
            return None;
        }
        self.bytes.get_mut(shared..shared + suffix.len())?.copy_from_slice(suffix);
        self.len = shared + suffix.len();
        Some((reader.varint()?, reader.varint()?))
    }
}

impl<'a> Table<'a> {
    /// A table without entries.
    pub(crate) const EMPTY: Self = Self { count: 0, heads: &[], body: &[] };

    /// Finds the pieces of a table; [`check`](Self::check) tells whether what is in them holds.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let count = u32_at(bytes, 0)?;
        let heads_len = index(count.div_ceil(BLOCK)).checked_mul(8)?;
        let (heads, body) = bytes.get(4..)?.split_at_checked(heads_len)?;
        Some(Self { count, heads, body })
    }

    /// Reads everything once. Gives the sum of the first numbers, if the table is as [`write`] makes one and
    /// `accept` likes each entry.
    pub(crate) fn check(&self, mut accept: impl FnMut(&[u8], Entry) -> bool) -> Option<u32> {
        let (mut reader, mut key, mut before) = (Reader::new(self.body), Key::new(), Key::new());
        let mut start = 0_u32;
        for ordinal in 0..self.count {
            if ordinal.is_multiple_of(BLOCK) {
                let (offset, sum) = self.head(ordinal / BLOCK)?;
                let shared = Reader::new(self.body.get(index(offset)..)?).varint()?;
                let here = self.body.len() - reader.rest_len();
                if index(offset) != here || sum != start || shared != 0 {
                    return None;
                }
            }
            let (first, second) = key.advance(&mut reader)?;
            let entry = Entry { ordinal, start, first, second };
            if (ordinal > 0 && before.as_bytes() >= key.as_bytes()) || !accept(key.as_bytes(), entry) {
                return None;
            }
            before.clone_from(&key);
            start = start.checked_add(first)?;
        }
        reader.is_empty().then_some(start)
    }

    pub(crate) const fn len(&self) -> u32 {
        self.count
    }

    fn head(&self, block: u32) -> Option<(u32, u32)> {
        let at = index(block) * 8;
        Some((u32_at(self.heads, at)?, u32_at(self.heads, at + 4)?))
    }

    fn block(&self, block: u32) -> Option<(Reader<'a>, u32)> {
        let (offset, sum) = self.head(block)?;
        Some((Reader::new(self.body.get(index(offset)..)?), sum))
    }

    /// The first key of a block, in place.
    fn first_key(&self, block: u32) -> Option<&'a [u8]> {
        let (mut reader, _) = self.block(block)?;
        reader.varint()?;
        reader.string()
    }

    /// The last block whose first key is not behind `key`.
    fn block_of(&self, key: &[u8]) -> Option<u32> {
        let (mut low, mut high) = (0, self.count.div_ceil(BLOCK));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first_key(middle)? <= key { low = middle + 1 } else { high = middle }
        }
        low.checked_sub(1)
    }

    /// What the table says of a key.
    pub(crate) fn find(&self, key: &[u8]) -> Option<Entry> {
        let block = self.block_of(key)?;
        let mut found = None;
        self.walk(block * BLOCK, |candidate, entry| {
            if candidate == key {
                found = Some(entry);
            }
            candidate < key && entry.ordinal % BLOCK + 1 < BLOCK
        });
        found
    }

    /// Whether a key starts with these bytes.
    pub(crate) fn has_prefix(&self, prefix: &[u8]) -> bool {
        let mut found = false;
        self.walk_from(prefix, |key, _| {
            found = key.starts_with(prefix);
            false
        });
        found
    }

    /// Calls `see` for every key that is not before `from`, in order, until it returns false.
    pub(crate) fn walk_from(&self, from: &[u8], mut see: impl FnMut(&[u8], Entry) -> bool) {
        let block = self.block_of(from).unwrap_or_default();
        self.walk(block * BLOCK, |key, entry| key < from || see(key, entry));
    }

    /// Calls `see` for every key, in order.
    pub(crate) fn walk_all(&self, mut see: impl FnMut(&[u8], Entry)) {
        self.walk(0, |key, entry| {
            see(key, entry);
            true
        });
    }

    /// Calls `see` for every key from the start of the block of `ordinal` on, until it returns false.
    fn walk(&self, ordinal: u32, mut see: impl FnMut(&[u8], Entry) -> bool) {
        let Some((mut reader, mut start)) = self.block(ordinal / BLOCK) else { return };
        let mut key = Key::new();
        for ordinal in ordinal / BLOCK * BLOCK..self.count {
            let Some((first, second)) = key.advance(&mut reader) else { return };
            if !see(key.as_bytes(), Entry { ordinal, start, first, second }) {
                return;
            }
            start = start.saturating_add(first);
        }
    }

    /// The entry at a place in the order.
    pub(crate) fn at(&self, ordinal: u32) -> Option<Entry> {
        let mut found = None;
        self.walk(ordinal, |_, entry| {
            found = (entry.ordinal == ordinal).then_some(entry);
            entry.ordinal < ordinal
        });
        found
    }

    /// The key at a place in the order, which is a text wherever a shard was opened.
    pub(crate) fn key_at(&self, ordinal: u32) -> Option<String> {
        let mut found = None;
        self.walk(ordinal, |key, entry| {
            if entry.ordinal == ordinal {
                found = core::str::from_utf8(key).ok().map(str::to_owned);
            }
            entry.ordinal < ordinal
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[String]) -> Vec<u8> {
        write(keys.iter().enumerate().map(|(at, key)| (key.as_bytes(), len_u32(at) % 5, 7)))
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 15, 16, 17, 300] {
            let mut keys: Vec<String> =
                (0..count).map(|number| format!("key {}", number * 37 % 1000)).collect();
            keys.sort();
            let bytes = table(&keys);
            let table = Table::parse(&bytes).unwrap();
            let mut sum = 0;
            for (at, key) in keys.iter().enumerate() {
                let entry = Entry { ordinal: len_u32(at), start: sum, first: len_u32(at) % 5, second: 7 };
                assert_eq!(table.find(key.as_bytes()), Some(entry));
                assert_eq!(table.at(len_u32(at)), Some(entry));
                assert_eq!(table.key_at(len_u32(at)).as_ref(), Some(key));
                assert_eq!(table.find(format!("{key}.").as_bytes()), None);
                sum += entry.first;
            }
            assert_eq!(table.check(|_, _| true), Some(sum));
            assert_eq!((table.find(b""), table.find(b"z"), table.at(len_u32(count))), (None, None, None));
            assert_eq!(table.has_prefix(b"key"), count > 0);
            assert!(!table.has_prefix(b"kez"));
        }
    }

    #[test]
    fn an_altered_table_is_refused_or_walks_within_its_bytes() {
        let keys: Vec<String> = (100..150).map(|number| format!("k{number}")).collect();
        let bytes = table(&keys);
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 0x55;
            if let Some(table) = Table::parse(&altered) {
                table.check(|_, _| true);
                table.find(b"k120");
                table.at(30);
            }
            assert!(Table::parse(&bytes[..at]).is_none_or(|table| table.check(|_, _| true).is_none()));
        }
    }
}
