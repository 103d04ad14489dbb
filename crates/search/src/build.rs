//! Building: sections in, one shard for each agency out.

mod agency;
mod concepts;
mod denial;
mod error;
mod fields;
mod number;
mod postings;
mod write;

pub use agency::AgencyProfile;
pub use error::BuildError;
pub(crate) use number::canonical;

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::Lexicon;
use crate::section::Section;
use crate::text::Analyzer;
use fields::PhraseFinder;
use postings::Frequencies;

/// Most sections of one corpus.
const MAX_SECTIONS: usize = 1 << 24;

/// Takes sections and makes shards of them.
///
/// The order in which sections come does not matter: the same sections give the same bytes.
///
/// ```
/// use phiward_search::{IndexBuilder, Lexicon, Section, Shard, Query};
///
/// let mut builder = IndexBuilder::new(Lexicon::prehospital());
/// builder.add(Section {
///     id: "DEMO:TP-101#T".into(),
///     agency: "DEMO".into(),
///     number: "TP-101".into(),
///     name: "Cardiac Chest Pain".into(),
///     section: "Treatment".into(),
///     text: "Sample text, not clinical guidance: the pretend crew draws a green square.".into(),
///     ..Section::default()
/// })?;
/// let built = builder.build()?;
/// let shard = Shard::open(built[0].index.as_slice())?;
/// let answer = shard.search(&Query::new("heart attack"));
/// assert_eq!(answer.sections()[0].id, "DEMO:TP-101#T");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct IndexBuilder {
    lexicon: Lexicon,
    sections: BTreeMap<String, Vec<Section>>,
    ids: BTreeSet<String>,
    profiles: BTreeMap<String, AgencyProfile>,
}

/// The two parts of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltShard {
    /// The agency; empty for sections without one.
    pub agency: String,
    /// What is searched.
    pub index: Vec<u8>,
    /// Titles and texts, for hits that are shown. It need not be loaded to search.
    pub texts: Vec<u8>,
}

impl IndexBuilder {
    /// A builder that compiles this lexicon into every shard.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        Self { lexicon, ..Self::default() }
    }

    /// Adds a section.
    ///
    /// # Errors
    /// [`BuildError::MissingId`], [`BuildError::RepeatedId`], [`BuildError::TooLarge`]. The section is not added.
    pub fn add(&mut self, section: Section) -> Result<(), BuildError> {
        if section.id.is_empty() {
            return Err(BuildError::MissingId);
        }
        if self.ids.len() >= MAX_SECTIONS || section.is_too_long() {
            return Err(BuildError::TooLarge);
        }
        if !self.ids.insert(section.id.clone()) {
            return Err(BuildError::RepeatedId);
        }
        if let Some(sections) = self.sections.get_mut(&section.agency) {
            sections.push(section);
        } else {
            self.sections.insert(section.agency.clone(), vec![section]);
        }
        Ok(())
    }

    /// Tells what is known of an agency beside its sections.
    pub fn profile(&mut self, agency: &str, profile: AgencyProfile) {
        self.profiles.insert(agency.to_owned(), profile);
    }

    /// How many sections were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether no section was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Builds every shard, in the order of the agencies' names.
    ///
    /// # Errors
    /// [`BuildError::NumberCollision`], [`BuildError::UnknownFallback`], [`BuildError::TooLarge`].
    pub fn build(self) -> Result<Vec<BuiltShard>, BuildError> {
        self.into_shards().collect()
    }

    /// Builds shard after shard, so that one at a time is in memory.
    ///
    /// Statistics over all agencies are gathered before this returns.
    pub fn into_shards(self) -> impl ExactSizeIterator<Item = Result<BuiltShard, BuildError>> {
        let analyzer = Analyzer::remembering();
        let finder = PhraseFinder::new(&self.lexicon);
        let pool = (self.sections.len() > 1).then(|| {
            let mut pool = Frequencies::default();
            for section in self.sections.values().flatten() {
                pool.add(&fields::terms(section, &finder, &analyzer));
            }
            pool
        });
        let Self { lexicon, sections, profiles, .. } = self;
        sections.into_iter().map(move |(agency, sections)| {
            let profile = profiles.get(&agency).cloned().unwrap_or_default();
            agency::build(agency, sections, &profile, (&lexicon, &finder, pool.as_ref()), &analyzer)
        })
    }
}
