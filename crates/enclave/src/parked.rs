//! The values behind the tokens of a prompt, sealed while the destination works.

use phiward_attest::cbor::{Malformed, Reader, Writer};
use phiward_envelope::{Context, DataKey, OsEntropy, open, seal};
use phiward_redact::{Category, TokenMap};
use zeroize::Zeroizing;

use crate::Refusal;

/// A map of tokens that is sealed under a key of its own.
///
/// The key is in the same memory, so this is no protection from someone who reads all of it and knows where to
/// look. It leaves no name or number as text in memory for the seconds that a model takes.
#[derive(Debug)]
pub(crate) struct Parked {
    key: DataKey,
    envelope: Vec<u8>,
}

impl Parked {
    pub(crate) fn seal(map: &TokenMap) -> Result<Self, Refusal> {
        let capacity: usize = 16 + map.entries().map(|(_, _, value)| value.len() + 64).sum::<usize>();
        let mut writer = Writer::with_capacity(capacity);
        writer.array(u64::try_from(map.len().saturating_mul(3)).unwrap_or(u64::MAX));
        for (category, number, value) in map.entries() {
            writer.text(category.name()).unsigned(u64::from(number)).text(value);
        }
        let plain = Zeroizing::new(writer.into_bytes());
        let internal = |_| Refusal::Internal;
        let key = DataKey::generate(&mut OsEntropy).map_err(internal)?;
        let envelope = seal(&key, &Context::empty(), &plain, &mut OsEntropy).map_err(internal)?;
        Ok(Self { key, envelope })
    }

    pub(crate) fn open(self) -> Result<TokenMap, Refusal> {
        let plain = open(&self.key, &Context::empty(), &self.envelope).map_err(|_| Refusal::Internal)?;
        read(plain.as_bytes()).map_err(|_| Refusal::Internal)
    }
}

fn read(bytes: &[u8]) -> Result<TokenMap, Malformed> {
    let mut reader = Reader::canonical(bytes);
    let mut items = reader.array()?;
    let mut entries = Vec::new();
    while reader.more(&mut items)? {
        let category = Category::from_name(reader.text()?).ok_or(Malformed)?;
        reader.more(&mut items)?;
        let number = u32::try_from(reader.unsigned()?).map_err(|_| Malformed)?;
        reader.more(&mut items)?;
        entries.push((category, number, reader.text()?));
    }
    reader.finish()?;
    Ok(TokenMap::from_entries(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_comes_back_and_is_not_readable_meanwhile() {
        let mut map = TokenMap::new();
        for value in ["Maria Lopez", "Joe Bloggs"] {
            map.token(Category::Name, value);
        }
        map.token(Category::Mrn, "00625079");
        let parked = Parked::seal(&map).unwrap();
        assert!(!String::from_utf8_lossy(&parked.envelope).contains("Maria"));
        assert!(!format!("{parked:?}").contains("Maria"));
        let opened = parked.open().unwrap();
        assert!(opened.entries().eq(map.entries()));
    }
}
