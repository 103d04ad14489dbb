//! Suggestions while a query is typed.

use crate::query::Query;
use crate::rank::{Filter, first_shown};
use crate::shard::Shard;
use crate::text::fold;

/// A protocol that a query in the making may be after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion<'s> {
    /// The number; empty for none.
    pub number: &'s str,
    /// The name.
    pub name: &'s str,
    /// Its place in the shard.
    pub protocol: u32,
}

impl<B: AsRef<[u8]>> Shard<B> {
    /// Protocols whose names have every word typed so far, the last of them perhaps unfinished, or whose
    /// number starts with what was typed.
    ///
    /// Names that start with it come first, then the order of the numbers. The query's filters apply.
    #[must_use]
    pub fn suggest(&self, query: &Query<'_>) -> Vec<Suggestion<'_>> {
        let view = self.view();
        let filter = Filter::of(query);
        let typed = fold(query.text);
        let typed: Vec<&str> = words(&typed).collect();
        let number = crate::build::canonical(query.text);
        let mut found = Vec::new();
        for ordinal in 0..self.protocol_count() {
            let Some(protocol) = view.protocol(ordinal) else { break };
            let (Some(own), Some(name)) = (view.string(protocol.number), view.string(protocol.name)) else {
                break;
            };
            let by_number = !number.is_empty() && crate::build::canonical(own).starts_with(&number);
            let Some(rank) = by_number.then_some(0).or_else(|| matches(&typed, name)) else { continue };
            if first_shown(&view, filter, ordinal).is_some() {
                found.push((rank, Suggestion { number: own, name, protocol: ordinal }));
            }
        }
        found.sort_by_key(|(rank, suggestion)| (*rank, suggestion.protocol));
        found.into_iter().take(query.limit).map(|(_, suggestion)| suggestion).collect()
    }
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// 1 if the name starts with what was typed, 2 if it has all of it, nothing otherwise.
fn matches(typed: &[&str], name: &str) -> Option<u8> {
    let (last, whole) = typed.split_last()?;
    let name = fold(name);
    let name: Vec<&str> = words(&name).collect();
    let has_all =
        whole.iter().all(|word| name.contains(word)) && name.iter().any(|word| word.starts_with(last));
    let starts = name.get(..whole.len()) == Some(whole)
        && name.get(whole.len()).is_some_and(|word| word.starts_with(last));
    has_all.then_some(if starts { 1 } else { 2 })
}
