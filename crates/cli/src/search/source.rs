//! What is searched: a corpus that is built now, or an index that is mapped.

use std::fs;
use std::path::Path;

use phiward_sdk::search::profiles_of;
use phiward_search::{AgencyIndex, BuiltShard, IndexBuilder, Lexicon, Library, pack};
use vmap::Map;

use super::corpus;
use crate::args::{BuildArgs, SourceArgs};
use crate::failure::{Failure, Place};

/// The bytes of a library, however they got here.
pub(crate) enum Bytes {
    Built(Vec<u8>),
    Mapped(Map),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Built(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

/// A library, open.
pub(super) struct Source {
    library: Library<Bytes>,
}

/// What came of a build.
pub(crate) struct BuiltFrom {
    pub(crate) shards: Vec<BuiltShard>,
    pub(crate) sections: usize,
}

impl Source {
    pub(super) fn open(args: &SourceArgs, quiet: bool) -> Result<Self, Failure> {
        let library = match (&args.corpus, &args.index) {
            (Some(corpus), _) => {
                let built = build(corpus, &args.build, quiet)?;
                let mut bytes = Vec::new();
                let packed = pack(&built.shards, |piece| {
                    bytes.extend(piece);
                    Ok::<_, Failure>(())
                });
                packed.and_then(|()| opened(Bytes::Built(bytes)))?
            }
            (None, Some(index)) => map(index)?,
            (None, None) => return Err(Failure::Usage("give --corpus or --index")),
        };
        Ok(Self { library })
    }

    /// The agency that is asked for, or all of them.
    pub(super) fn agencies(&self, name: Option<&str>) -> Result<Vec<AgencyIndex<'_>>, Failure> {
        let refused = |error: phiward_search::OpenError| Failure::new(error.code(), error.to_string());
        match name {
            Some(name) => Ok(self.library.agency(name).map_err(refused)?.into_iter().collect()),
            None => {
                let agencies = self.library.agencies().map(|name| self.library.agency(name).map_err(refused));
                Ok(agencies.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
        }
    }
}

/// Opens an index file by mapping it.
pub(crate) fn map(path: &Path) -> Result<Library<Bytes>, Failure> {
    let place = Place::Path(path.to_owned());
    // An empty file, or a folder, cannot be mapped; reading tells why.
    let metadata = fs::metadata(path).map_err(|error| Failure::reading(&place, &error))?;
    if !metadata.is_file() || metadata.len() == 0 {
        return opened(Bytes::Built(fs::read(path).map_err(|error| Failure::reading(&place, &error))?));
    }
    match Map::with_options().open(path) {
        Ok((map, _)) => opened(Bytes::Mapped(map)),
        Err(_) => opened(Bytes::Built(fs::read(path).map_err(|error| Failure::reading(&place, &error))?)),
    }
}

fn opened(bytes: Bytes) -> Result<Library<Bytes>, Failure> {
    Library::open(bytes).map_err(|error| Failure::new(error.code(), error.to_string()))
}

/// Builds the shards of a corpus.
pub(crate) fn build(path: &Path, args: &BuildArgs, quiet: bool) -> Result<BuiltFrom, Failure> {
    let mut lexicon = Lexicon::prehospital();
    for path in &args.lexicon {
        let place = Place::Path(path.clone());
        let source = fs::read_to_string(path).map_err(|error| Failure::reading(&place, &error))?;
        let own = Lexicon::parse(&source)
            .map_err(|error| Failure::new(error.code(), format!("{place}: {error}")))?;
        lexicon = lexicon.with(&own);
    }
    let mut builder = IndexBuilder::new(lexicon);
    if let Some(path) = &args.profiles {
        let place = Place::Path(path.clone());
        let json = fs::read(path).map_err(|error| Failure::reading(&place, &error))?;
        let profiles =
            profiles_of(&json).map_err(|reason| Failure::new("malformed", format!("{place}: {reason}")))?;
        for (agency, profile) in profiles {
            builder.profile(&agency, profile);
        }
    }
    corpus::read(path, &mut builder, quiet)?;
    let sections = builder.len();
    let shards = builder.into_shards();
    let bar = crate::progress::counting(shards.len(), sections, quiet);
    let mut built = Vec::with_capacity(shards.len());
    for shard in shards {
        built.push(shard.map_err(|error| Failure::new(error.code(), error.to_string()))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(BuiltFrom { shards: built, sections })
}
