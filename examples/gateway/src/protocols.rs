//! The protocols that can be searched, in memory.

use std::collections::BTreeMap;
use std::fs;

use phiward_search::{
    AgeCategory, AgeGroup, AgePolicy, AgeUnit, AgencyProfile, Answer, IndexBuilder, Level, Lexicon,
    ProtocolHit, Query, Section, Shard, Texts,
};
use serde::Deserialize;
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

/// A line of the corpus, as `phiward search` reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(rename = "_id")]
    id: String,
    title: String,
    text: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    age: Option<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    impressions: Vec<String>,
    #[serde(default)]
    level: Option<String>,
}

/// An agency in the file of profiles, as `phiward search` reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(default)]
    aliases: Vec<String>,
    pediatric_below: Option<(u32, String)>,
    pediatric_up_to_kg: Option<u32>,
    #[serde(default)]
    fallbacks: Vec<(String, String, String)>,
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
            let line: Line = serde_json::from_str(line).map_err(|_| fault("no section"))?;
            builder
                .add(line.section().ok_or_else(|| fault("no such age or level"))?)
                .map_err(|_| fault("no section"))?;
        }
        let fault = || ConfigError::new("protocols: the profiles cannot be read");
        let profiles: BTreeMap<String, Profile> = serde_json::from_str(profiles).map_err(|_| fault())?;
        for (agency, profile) in profiles {
            builder.profile(&agency, profile.read().ok_or_else(fault)?);
        }
        let built = builder.build().map_err(|_| ConfigError::new("protocols: they cannot be indexed"))?;
        let agencies = built.into_iter().map(|built| {
            let shard = Shard::open(built.index).map_err(|_| fault())?;
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

impl Line {
    fn section(self) -> Option<Section> {
        let Self { id, title, text, name, number, section, agency, age, codes, impressions, level } = self;
        let age = age.map_or(Some(AgeGroup::All), |age| AgeGroup::from_name(&age))?;
        let level = level.map_or(Some(Level::default()), |level| Level::from_name(&level))?;
        Some(Section {
            id,
            agency,
            number,
            name,
            title,
            section,
            age,
            codes,
            impressions,
            level,
            text,
            ordinal: 0,
        })
    }
}

impl Profile {
    fn read(self) -> Option<AgencyProfile> {
        let policy = self.pediatric_below.map(|(below, unit)| {
            let unit = match unit.as_str() {
                "years" => AgeUnit::Years,
                "months" => AgeUnit::Months,
                _ => return None,
            };
            let policy = AgePolicy::pediatric_below(below, unit);
            let grams = self.pediatric_up_to_kg.map(|kilograms| kilograms.saturating_mul(1000));
            Some(grams.map_or(policy, |grams| policy.or_weight_up_to(grams)))
        });
        let age_policy = match policy {
            Some(policy) => Some(policy?),
            None => None,
        };
        let fallbacks = self
            .fallbacks
            .into_iter()
            .map(|(from, age, to)| AgeCategory::from_name(&age).map(|age| (from, age, to)));
        Some(AgencyProfile {
            age_policy,
            aliases: self.aliases,
            lexicon: Lexicon::default(),
            fallbacks: fallbacks.collect::<Option<_>>()?,
        })
    }
}
