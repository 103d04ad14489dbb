//! The shards of many agencies in one file, of which only what is asked for is loaded.

use crate::build::BuiltShard;
use crate::bytes::{Reader, index, len_u32, push_string, push_u32, u32_at};
use crate::format::VERSION;
use crate::shard::{OpenError, Shard};
use crate::texts::Texts;

/// The first bytes of a library.
const MAGIC: [u8; 8] = *b"PHWSLIB\0";
/// Magic, version, number of agencies, length of the directory, four bytes that are 0.
const HEADER_LEN: usize = 24;

/// The shards of many agencies: a memory map, a vector or a slice.
///
/// Opening looks at the directory only. A shard is checked when it is asked for, so that a library of a
/// thousand agencies opens as fast as one of ten.
///
/// ```text
/// "PHWSLIB\0" | version u32 | count u32 | directory length u32 | 0 u32 | directory | indexes | texts
/// directory: per agency, ascending  name, number of aliases u32, aliases, index length u64, texts length u64
/// ```
pub struct Library<B> {
    bytes: B,
    directory: Vec<Place>,
    /// Shards that were put in the place of those in the file, ascending by their agencies.
    replaced: Vec<Replaced>,
}

/// Where an agency's parts are.
#[derive(Debug, Clone)]
struct Place {
    agency: String,
    aliases: Vec<String>,
    index: (usize, usize),
    texts: (usize, usize),
}

struct Replaced {
    shard: Shard<Vec<u8>>,
    texts: Vec<u8>,
}

/// An agency's shard and texts, in place.
#[derive(Debug)]
#[non_exhaustive]
pub struct AgencyIndex<'a> {
    /// What is searched.
    pub shard: Shard<&'a [u8]>,
    /// Titles and texts, as bytes: open them with [`Texts::open`] when something is shown.
    pub texts: &'a [u8],
}

impl<'a> AgencyIndex<'a> {
    /// Opens the texts.
    ///
    /// # Errors
    /// As [`Texts::open`].
    pub fn open_texts(&self) -> Result<Texts<'a>, OpenError> {
        Texts::open(self.texts, &self.shard)
    }
}

/// Writes a library, piece after piece, without a second copy of the shards.
///
/// The shards must be in the order of their agencies, as [`IndexBuilder::build`](crate::IndexBuilder::build)
/// gives them.
///
/// # Errors
/// Whatever `write` returns.
pub fn pack<E>(shards: &[BuiltShard], mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let mut directory = Vec::new();
    for built in shards {
        push_string(&mut directory, built.agency.as_bytes());
        let aliases = Shard::open(built.index.as_slice())
            .map(|shard| shard.aliases().map(str::to_owned).collect::<Vec<_>>())
            .unwrap_or_default();
        push_u32(&mut directory, len_u32(aliases.len()));
        for alias in aliases {
            push_string(&mut directory, alias.as_bytes());
        }
        directory.extend((built.index.len() as u64).to_le_bytes());
        directory.extend((built.texts.len() as u64).to_le_bytes());
    }
    let mut header = MAGIC.to_vec();
    for number in [VERSION, len_u32(shards.len()), len_u32(directory.len()), 0] {
        push_u32(&mut header, number);
    }
    write(&header)?;
    write(&directory)?;
    shards.iter().try_for_each(|built| write(&built.index))?;
    shards.iter().try_for_each(|built| write(&built.texts))
}

impl<B: AsRef<[u8]>> Library<B> {
    /// Opens a library.
    ///
    /// # Errors
    /// [`OpenError`] if the head or the directory is not as [`pack`] writes it.
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        let directory = read_directory(bytes.as_ref())?;
        Ok(Self { bytes, directory, replaced: Vec::new() })
    }

    /// The agencies' names, ascending. Those that were only added later are not among them.
    pub fn agencies(&self) -> impl ExactSizeIterator<Item = &str> {
        self.directory.iter().map(|place| place.agency.as_str())
    }

    /// The shard of an agency, by its name or an alias; `None` if there is none.
    ///
    /// # Errors
    /// [`OpenError`] if the shard is not sound. Others may be.
    pub fn agency(&self, name: &str) -> Result<Option<AgencyIndex<'_>>, OpenError> {
        let place = self.place(name);
        let agency = place.map_or(name, |place| place.agency.as_str());
        if let Some(replaced) = self.replacement(agency).ok().and_then(|at| self.replaced.get(at)) {
            let shard = replaced.shard.as_slice();
            return Ok(Some(AgencyIndex { shard, texts: &replaced.texts }));
        }
        let Some(place) = place else { return Ok(None) };
        let part = |(start, end): (usize, usize)| self.bytes.as_ref().get(start..end).unwrap_or_default();
        let shard = Shard::open(part(place.index))?;
        if shard.agency() != place.agency {
            return Err(OpenError::OtherBuild);
        }
        Ok(Some(AgencyIndex { shard, texts: part(place.texts) }))
    }

    /// Puts a new shard in the place of an agency's present one.
    ///
    /// # Errors
    /// [`OpenError`] if the new shard or its texts are not sound. The present one then stays.
    pub fn replace(&mut self, built: BuiltShard) -> Result<(), OpenError> {
        let shard = Shard::open(built.index)?;
        shard.verify()?;
        Texts::open(&built.texts, &shard)?;
        let place = self.replacement(shard.agency());
        let new = Replaced { shard, texts: built.texts };
        match place {
            Ok(at) => {
                if let Some(replaced) = self.replaced.get_mut(at) {
                    *replaced = new;
                }
            }
            Err(at) => self.replaced.insert(at, new),
        }
        Ok(())
    }

    /// Where the replacement of an agency is, or would be.
    fn replacement(&self, agency: &str) -> Result<usize, usize> {
        self.replaced.binary_search_by(|replaced| replaced.shard.agency().cmp(agency))
    }

    fn place(&self, name: &str) -> Option<&Place> {
        let by_name = self.directory.binary_search_by(|place| place.agency.as_str().cmp(name)).ok();
        let by_alias =
            || self.directory.iter().position(|place| place.aliases.iter().any(|alias| alias == name));
        self.directory.get(by_name.or_else(by_alias)?)
    }
}

impl<B> core::fmt::Debug for Library<B> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Library").field("agencies", &self.directory.len()).finish_non_exhaustive()
    }
}

fn read_directory(bytes: &[u8]) -> Result<Vec<Place>, OpenError> {
    match bytes.first_chunk::<8>() {
        Some(magic) if *magic == MAGIC => {}
        Some(_) => return Err(OpenError::NotAnIndex),
        None => return Err(OpenError::Truncated),
    }
    let (header, rest) = bytes.split_at_checked(HEADER_LEN).ok_or(OpenError::Truncated)?;
    let number = |at| u32_at(header, at).ok_or(OpenError::Truncated);
    let version = number(8)?;
    if version != VERSION {
        return Err(OpenError::UnsupportedVersion { found: version });
    }
    let (directory, parts) = rest.split_at_checked(index(number(16)?)).ok_or(OpenError::Truncated)?;
    let mut reader = Reader::new(directory);
    let mut rows = Vec::new();
    for _ in 0..number(12)? {
        rows.push(read_row(&mut reader).ok_or(OpenError::Malformed)?);
    }
    if !reader.is_empty() || !rows.is_sorted_by(|(a, ..), (b, ..)| a < b) {
        return Err(OpenError::Malformed);
    }
    let mut next = bytes.len() - parts.len();
    let mut take = |len: u64| {
        let len = usize::try_from(len).map_err(|_| OpenError::Truncated)?;
        let end = next.checked_add(len).filter(|end| *end <= bytes.len()).ok_or(OpenError::Truncated)?;
        let range = (next, end);
        next = end;
        Ok(range)
    };
    let indexes = rows.iter().map(|(_, _, index, _)| take(*index)).collect::<Result<Vec<_>, _>>()?;
    let texts = rows.iter().map(|(.., texts)| take(*texts)).collect::<Result<Vec<_>, _>>()?;
    if next != bytes.len() {
        return Err(OpenError::TrailingData);
    }
    let parts = indexes.into_iter().zip(texts);
    let places = rows.into_iter().zip(parts).map(|((agency, aliases, ..), (index, texts))| Place {
        agency,
        aliases,
        index,
        texts,
    });
    Ok(places.collect())
}

/// Name, aliases, and the lengths of index and texts.
type Row = (String, Vec<String>, u64, u64);

fn read_row(reader: &mut Reader<'_>) -> Option<Row> {
    let string = |reader: &mut Reader<'_>| core::str::from_utf8(reader.string()?).ok().map(str::to_owned);
    let agency = string(reader)?;
    let count = u32_at(reader.take(4)?, 0)?;
    let mut aliases = Vec::new();
    for _ in 0..count {
        aliases.push(string(reader)?);
    }
    let mut number = || reader.take(8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    Some((agency, aliases, number()?, number()?))
}
