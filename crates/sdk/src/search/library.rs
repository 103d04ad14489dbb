//! An index that is open.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use phiward_json::Writer;
use phiward_search::{AgencyIndex, BuiltShard, Library};

use super::answer::{answer_json, named};
use super::options::QueryOptions;
use crate::{
    Error, Units,
    sync::{RwLock, RwLockReadGuard},
};

/// The protocols of one or many agencies, searchable without a network.
///
/// The options of a query are JSON: `{"agency": "DEMO", "age": "adult", "code": "R07.9", "level": "BLS", "limit": 10,
/// "snippet": 160, "explain": false}`, of which an empty text is the default. An agency must be named unless there is
/// but one. All methods may be called from any thread.
///
/// ```
/// use phiward_sdk::{Units, search::{ProtocolLibrary, build_index}};
/// let corpus = r#"{"_id": "a", "agency": "DEMO", "number": "101", "name": "Seizure", "text": "Sample text."}"#;
/// let library = ProtocolLibrary::open(build_index(corpus, "")?)?;
/// let answer = library.search("seizure", "", Units::Utf16)?;
/// assert!(answer.contains(r#""answer":"hits""#));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct ProtocolLibrary(RwLock<Open>);

#[derive(Debug)]
struct Open {
    library: Library<Vec<u8>>,
    /// The names of all agencies, ascending.
    agencies: Vec<String>,
}

impl ProtocolLibrary {
    /// Opens the bytes that [`build_index`](super::build_index) or `phiward index build` made.
    ///
    /// # Errors
    /// `not_an_index`, `truncated`, `unsupported_version`, `corrupt`.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        let library = Library::open(bytes)?;
        let agencies = library.agencies().map(str::to_owned).collect();
        Ok(Self(RwLock::new(Open { library, agencies })))
    }

    /// The names of the agencies, ascending.
    #[must_use]
    pub fn agencies(&self) -> Vec<String> {
        self.read().agencies.clone()
    }

    /// Finds the protocols that a text means, or tells why there is none:
    /// `{agency, answer: "hits" | "ambiguous" | "abstain", reason, fallback, protocols, rivals, notices,
    /// substitutions}`. Sections stand in document order, and `rank` tells which one answers best. A `snippet` of 0
    /// leaves texts out.
    ///
    /// # Errors
    /// `invalid_configuration`; `unknown_agency`; those of [`open`](Self::open) when the agency's part is not sound.
    pub fn search(&self, text: &str, options: &str, units: Units) -> Result<String, Error> {
        let options = QueryOptions::read(options)?;
        let query = options.query(text)?;
        let open = self.read();
        let agency = open.agency(options.agency.as_deref())?;
        Ok(answer_json(&agency, &query, units, options.snippet, options.explain))
    }

    /// Protocols that a query in the making may be after: a JSON array of `{number, name}`.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn suggest(&self, text: &str, options: &str) -> Result<String, Error> {
        let options = QueryOptions::read(options)?;
        let query = options.query(text)?;
        let open = self.read();
        let agency = open.agency(options.agency.as_deref())?;
        let suggestions = agency.shard.suggest(&query);
        let mut writer = Writer::default();
        writer.list(&suggestions, |writer, one| named(writer, one.number, one.name));
        Ok(writer.into_text())
    }

    /// Puts the agencies of another index in the place of those that are here, and adds the ones that are not:
    /// all of them, or none where one is not sound.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn swap(&self, bytes: &[u8]) -> Result<(), Error> {
        let new = Library::open(bytes)?;
        let mut shards = Vec::new();
        for name in new.agencies() {
            let Some(AgencyIndex { shard, texts, .. }) = new.agency(name)? else { continue };
            shard.verify()?;
            phiward_search::Texts::open(texts, &shard)?;
            let (index, texts) = (shard.bytes().to_vec(), texts.to_vec());
            shards.push(BuiltShard { agency: name.to_owned(), index, texts });
        }
        let mut open = self.0.write();
        for shard in shards {
            let name = shard.agency.clone();
            open.library.replace(shard)?;
            if let Err(at) = open.agencies.binary_search(&name) {
                open.agencies.insert(at, name);
            }
        }
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Open> {
        self.0.read()
    }
}

impl Open {
    fn agency(&self, name: Option<&str>) -> Result<AgencyIndex<'_>, Error> {
        let name = match (name, self.agencies.as_slice()) {
            (Some(name), _) => name,
            (None, [only]) => only,
            (None, _) => return Err(unknown("an agency must be named: the index has several")),
        };
        self.library.agency(name)?.ok_or_else(|| unknown("the index has no such agency"))
    }
}

fn unknown(reason: &str) -> Error {
    Error::new("unknown_agency", reason)
}
