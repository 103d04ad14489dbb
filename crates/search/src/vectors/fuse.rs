//! Words and vectors together.

use core::cmp::Reverse;

use super::Near;
use crate::answer::{self, Answer};
use crate::query::Query;
use crate::rank::{Filter, Group};
use crate::shard::Shard;

/// What a score or a cosine counts at most, in ten-thousandths.
const ONE: i64 = 10_000;

impl<B: AsRef<[u8]>> Shard<B> {
    /// Lets near vectors reorder what the words have found, and add to its end.
    ///
    /// A protocol that was found by number, code or name keeps its place, a protocol that only a vector found
    /// comes behind all others, and an answer that is silent stays silent.
    /// [`Vectors::nearest`](super::Vectors::nearest) has applied the floor.
    #[must_use]
    pub fn fuse<'s>(&'s self, query: &Query<'_>, mut answer: Answer<'s>, near: &[Near]) -> Answer<'s> {
        let view = self.view();
        let filter = Filter::of(query);
        let (Answer::Hits(ranking) | Answer::Ambiguous(ranking, _)) = &mut answer else { return answer };
        let near: Vec<(u32, &Near)> = near
            .iter()
            .filter(|near| filter.admits(&view, near.section))
            .filter_map(|near| Some((view.section(near.section)?.protocol, near)))
            .collect();
        let cosine_of = |protocol| near.iter().find(|(of, _)| *of == protocol).map(|(_, near)| near.cosine);
        let pinned = ranking.protocols.iter().take_while(|hit| hit.pinned).count().max(ranking.rivals);
        let free = ranking.protocols.get_mut(pinned..).unwrap_or_default();
        let scores = free.iter().map(|hit| i64::from(hit.score));
        let scores = min_max(scores.clone().min(), scores.max());
        let cosines = near.iter().map(|(_, near)| i64::from(near.cosine));
        let cosines = min_max(cosines.clone().min(), cosines.max());
        free.sort_by_key(|hit| {
            let cosine = cosine_of(hit.ordinal).map_or(0, |cosine| cosines(i64::from(cosine)));
            Reverse((scores(i64::from(hit.score)) + cosine) / 2)
        });
        for (protocol, near) in &near {
            let is_known = ranking.protocols.iter().any(|hit| hit.ordinal == *protocol);
            if !is_known && ranking.protocols.len() < query.limit {
                let group = Group { protocol: *protocol, best_section: near.section, ..Group::default() };
                ranking.protocols.extend(answer::hit(&view, filter, &group, |_, _| (0, 256)));
            }
        }
        answer
    }
}

/// Maps the smallest to 0 and the largest to [`ONE`].
fn min_max(least: Option<i64>, most: Option<i64>) -> impl Fn(i64) -> i64 {
    let (least, most) = (least.unwrap_or_default(), most.unwrap_or_default());
    move |value| ((value - least) * ONE).checked_div(most - least).unwrap_or(ONE)
}
