//! The protocols that can be searched, in memory.

use std::collections::BTreeMap;
use std::fs;

use phiward_sdk::search::{profiles_of, section_of};
use phiward_search::{AgeCategory, Answer, IndexBuilder, Lexicon, ProtocolHit, Query, Shard, Texts};
use serde_json::{Value, json};

use crate::config::{ConfigError, Protocols};

/// Most hits of an answer.
const MAX_HITS: usize = 10;

/// Every agency's index.
pub(crate) struct Library(BTreeMap<String, Agency>);

struct Agency {
    shard: Shard<Vec<u8>>,
    texts: Vec<u8>,
}

impl Library {
    /// Reads and indexes the files that the configuration names.
    pub(crate) fn read(protocols: &Protocols, folder: &std::path::Path) -> Result<Self, ConfigError> {
        let read = |file: &std::path::Path| {
            let path = folder.join(file);
            fs::read_to_string(&path)
                .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
        };
        Self::build(&read(&protocols.corpus)?, &read(&protocols.profiles)?)
    }

    pub(crate) fn build(corpus: &str, profiles: &str) -> Result<Self, ConfigError> {
        let mut builder = IndexBuilder::new(Lexicon::prehospital());
        for (at, line) in corpus.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = |what: &str| ConfigError::new(format!("protocols, line {}: {what}", at + 1));
            let section = section_of(line.as_bytes()).map_err(fault)?;
            builder.add(section).map_err(|error| fault(&error.to_string()))?;
        }
        let profiles = profiles_of(profiles.as_bytes())
            .map_err(|reason| ConfigError::new(format!("protocols, profiles: {reason}")))?;
        for (agency, profile) in profiles {
            builder.profile(&agency, profile);
        }
        let built = builder.build().map_err(|_| ConfigError::new("protocols: they cannot be indexed"))?;
        let agencies = built.into_iter().map(|built| {
            let shard = Shard::open(built.index)
                .map_err(|_| ConfigError::new("protocols: their index cannot be opened"))?;
            Ok((built.agency, Agency { shard, texts: built.texts }))
        });
        agencies.collect::<Result<_, _>>().map(Self)
    }

    /// Answers a query, or none for an agency without protocols.
    pub(crate) fn search(&self, agency: &str, text: &str, age: &str) -> Option<Value> {
        let agency = self.0.get(agency)?;
        let texts = Texts::open(&agency.texts, &agency.shard).ok()?;
        let query = Query {
            age: AgeCategory::from_name(age).unwrap_or_default(),
            limit: MAX_HITS,
            ..Query::new(text)
        };
        Some(match agency.shard.search(&query) {
            Answer::Hits(ranking) => json!({
                "answer": "hits",
                "notices": ranking.notices.iter().map(|notice| notice.code()).collect::<Vec<_>>(),
                "protocols": ranking.protocols.iter().map(|hit| show(hit, &texts)).collect::<Vec<_>>(),
            }),
            Answer::Ambiguous(ranking, ambiguity) => json!({
                "answer": "ambiguous",
                "because": ambiguity.code(),
                "rivals": ranking.rivals,
                "notices": ranking.notices.iter().map(|notice| notice.code()).collect::<Vec<_>>(),
                "protocols": ranking.protocols.iter().map(|hit| show(hit, &texts)).collect::<Vec<_>>(),
            }),
            Answer::Abstain(abstention) => json!({
                "answer": "none",
                "because": abstention.reason.code(),
                "fallback": abstention.fallback.as_ref().map(|hit| show(hit, &texts)),
            }),
            _ => json!({ "answer": "none" }),
        })
    }

    /// The name of a protocol by its number, and the names of its sections.
    pub(crate) fn protocol(&self, agency: &str, number: &str) -> Option<(String, Vec<String>)> {
        let agency = self.0.get(agency)?;
        let answer = agency.shard.search(&Query::new(number));
        let hit = answer.ranking()?.protocols.iter().find(|hit| hit.number == number)?;
        let sections = hit.sections.iter().map(|section| section.name.to_owned());
        Some((hit.name.to_owned(), sections.collect()))
    }
}

fn show(hit: &ProtocolHit<'_>, texts: &Texts<'_>) -> Value {
    let sections = hit.ranked().map(|section| {
        json!({
            "name": section.name, "age": section.age.name(), "level": section.level.name(),
            "text": texts.text(section.ordinal),
        })
    });
    json!({ "number": hit.number, "name": hit.name, "score": hit.score, "sections": sections.collect::<Vec<_>>() })
}
