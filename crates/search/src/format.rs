//! The layout of a shard.

/// The first bytes of an index.
pub(crate) const INDEX_MAGIC: [u8; 8] = *b"PHWSRCH\0";
/// The first bytes of a texts part.
pub(crate) const TEXTS_MAGIC: [u8; 8] = *b"PHWTEXT\0";
/// The version of the layout that this release reads and writes.
pub(crate) const VERSION: u32 = 1;
/// Magic, version, number of sections, build hash, and the length of each part.
pub(crate) const HEADER_LEN: usize = 24 + 4 * Part::COUNT;
/// Magic, build hash, version, sections, concepts, and four bytes that are 0.
pub(crate) const TEXTS_HEADER_LEN: usize = 32;
/// Bytes of a section's record.
pub(crate) const SECTION_LEN: usize = 16;
/// Bytes of a protocol's record.
pub(crate) const PROTOCOL_LEN: usize = 32;
/// Bytes of a word or phrase of a protocol's name: ordinal, words that it covers, idf.
pub(crate) const TITLE_LEN: usize = 8;
/// Stands for no protocol.
pub(crate) const NO_PROTOCOL: u32 = u32::MAX;

/// The parts of an index, in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Name, age policy, aliases.
    Agency,
    Sections,
    Protocols,
    /// Words and phrases of protocol names.
    Titles,
    /// Table: term → length of its postings, idf.
    Terms,
    Postings,
    /// Table: term of the lexicon → concept.
    Keys,
    Concepts,
    /// Table: canonical number → protocol.
    Numbers,
    /// Table: canonical code → how many protocols.
    Codes,
    /// Ordinals of the protocols of codes.
    Coded,
    Strings,
}

impl Part {
    pub(crate) const COUNT: usize = 12;
}

/// Names a build: FNV-1a over everything but the place where the hash stands.
///
/// It tells parts that belong together and finds damage, and is no defence against an attacker.
pub(crate) fn build_hash(index: &[u8]) -> [u8; 8] {
    let before = index.get(..16).unwrap_or_default();
    let after = index.get(24..).unwrap_or_default();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in before.iter().chain(after) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.to_le_bytes()
}
