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
        // By number, by the start of a name, by words of a name: each in the order of the numbers.
        let mut found: [Vec<Suggestion<'_>>; 3] = Default::default();
        for ordinal in 0..self.protocol_count() {
            let Some(protocol) = view.protocol(ordinal) else { break };
            let (Some(own), Some(name)) = (view.string(protocol.number), view.string(protocol.name)) else {
                break;
            };
            let by_number = !number.is_empty() && crate::build::canonical(own).starts_with(&number);
            let rank = if by_number { Some(0) } else { matches(&typed, name) };
            let Some(list) = rank.and_then(|rank| found.get_mut(rank)) else { continue };
            if first_shown(&view, filter, ordinal).is_some() {
                list.push(Suggestion { number: own, name, protocol: ordinal });
            }
        }
        found.into_iter().flatten().take(query.limit).collect()
    }
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// 1 if the name starts with what was typed, 2 if it has all of it, nothing otherwise.
fn matches(typed: &[&str], name: &str) -> Option<usize> {
    let (last, whole) = typed.split_last()?;
    let name = fold(name);
    let name: Vec<&str> = words(&name).collect();
    let has_all =
        whole.iter().all(|word| name.contains(word)) && name.iter().any(|word| word.starts_with(last));
    let starts = name.get(..whole.len()) == Some(whole)
        && name.get(whole.len()).is_some_and(|word| word.starts_with(last));
    has_all.then_some(if starts { 1 } else { 2 })
}
