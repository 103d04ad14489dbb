//! Terms of the lexicon in the words of a query.

use super::tokens::Token;
use crate::lexicon::{MAX_WORDS, TermKind};
use crate::shard::{Concept, View};

/// The concept of the longest term that starts with the first token, and how many tokens it has.
pub(super) fn longest<'a>(view: &View<'a>, tokens: &[Token]) -> Option<((u32, Concept<'a>), usize)> {
    let first = tokens.first()?;
    let mut found = None;
    let mut key = first.stem.clone();
    let mut may_skip = true;
    for (len, next) in (2..=MAX_WORDS).zip(tokens.iter().skip(1)) {
        if !view.keys.has_prefix([key.as_str(), " "].concat().as_bytes()) {
            break;
        }
        let longer = [key.as_str(), " ", next.stem.as_str()].concat();
        if !view.keys.has_prefix(longer.as_bytes()) {
            // "Ate grandpa's heart medicine": as in a text, a word that says little may stand between.
            if !may_skip || !says_little(view, next) {
                break;
            }
            may_skip = false;
            continue;
        }
        key = longer;
        if let Some(entry) = view.keys.find(key.as_bytes()) {
            found = Some((entry.second, len));
        }
    }
    let found = found.or_else(|| first.concept.map(|concept| (concept, 1)));
    let (ordinal, len) = found?;
    Some(((ordinal, view.concept(ordinal)?), len))
}

fn says_little(view: &View<'_>, token: &Token) -> bool {
    let kind = kind_of(view, token);
    kind.is_some_and(|kind| kind == TermKind::Everyday || kind.is_weak() && kind != TermKind::Denies)
}

pub(super) fn kind_of(view: &View<'_>, token: &Token) -> Option<TermKind> {
    Some(view.concept(token.concept?)?.kind)
}
