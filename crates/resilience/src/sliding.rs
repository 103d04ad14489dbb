//! Sums over the last so many milliseconds, in bounded memory.

use alloc::vec::Vec;

/// Most entries that are kept. Half of them is the number of grains that the span is cut into.
const MOST_ENTRIES: usize = 64;
const GRAINS: u64 = 32;

/// How many numbers an entry holds.
pub(crate) type Sums = [u64; 3];

/// A window that really slides: what happened at `t` is in it while `now - t < span_ms`.
///
/// Up to 64 instants are kept one by one, and the sums are exact. When there are more, those in the same 32nd of
/// the span are joined under the latest of their times, so that a sum may hold what is older by one 32nd, and never
/// lacks what is in the span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sliding {
    span_ms: u64,
    /// In the order of time.
    entries: Vec<Entry>,
    total: Sums,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub(crate) at_ms: u64,
    pub(crate) sums: Sums,
}

impl Sliding {
    pub(crate) fn new(span_ms: u64) -> Self {
        Self { span_ms, entries: Vec::with_capacity(MOST_ENTRIES), total: [0; 3] }
    }

    /// Adds at `now_ms`, which is never before the time of an earlier call.
    pub(crate) fn add(&mut self, sums: Sums, now_ms: u64) {
        self.expire(now_ms);
        self.total = plus(self.total, sums);
        match self.entries.last_mut() {
            Some(last) if last.at_ms == now_ms => last.sums = plus(last.sums, sums),
            _ => {
                if self.entries.len() == MOST_ENTRIES {
                    self.join_grains();
                }
                self.entries.push(Entry { at_ms: now_ms, sums });
            }
        }
    }

    /// The sums at `now_ms`.
    pub(crate) fn total(&mut self, now_ms: u64) -> Sums {
        self.expire(now_ms);
        self.total
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.total = [0; 3];
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn expire(&mut self, now_ms: u64) {
        let span_ms = self.span_ms;
        let gone = self.entries.iter().take_while(|entry| now_ms.saturating_sub(entry.at_ms) >= span_ms);
        let (count, sums) =
            gone.fold((0, [0; 3]), |(count, sums), entry| (count + 1, plus(sums, entry.sums)));
        if count > 0 {
            self.entries.drain(..count);
            self.total = minus(self.total, sums);
        }
    }

    /// Joins the entries of each grain, which leaves at most one more than there are grains.
    fn join_grains(&mut self) {
        let grain_ms = self.span_ms.div_ceil(GRAINS).max(1);
        self.entries.dedup_by(|later, earlier| {
            let same = later.at_ms / grain_ms == earlier.at_ms / grain_ms;
            if same {
                *earlier = Entry { at_ms: later.at_ms, sums: plus(earlier.sums, later.sums) };
            }
            same
        });
    }
}

fn plus(a: Sums, b: Sums) -> Sums {
    core::array::from_fn(|i| a.get(i).unwrap_or(&0).saturating_add(*b.get(i).unwrap_or(&0)))
}

fn minus(a: Sums, b: Sums) -> Sums {
    core::array::from_fn(|i| a.get(i).unwrap_or(&0).saturating_sub(*b.get(i).unwrap_or(&0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_span_old_is_gone() {
        let mut window = Sliding::new(100);
        window.add([1, 0, 0], 0);
        assert_eq!(window.total(99), [1, 0, 0]);
        assert_eq!(window.total(100), [0, 0, 0]);
    }

    #[test]
    fn many_instants_stay_bounded_and_never_lack_anything() {
        let mut window = Sliding::new(10_000);
        for now in 0..50_000_u64 {
            window.add([1, 0, 0], now);
            assert!(window.entries.len() <= MOST_ENTRIES);
            let exact = (now + 1).min(10_000);
            let [sum, ..] = window.total(now);
            assert!((exact..=exact + 10_000_u64.div_ceil(GRAINS)).contains(&sum), "{now}: {sum}");
        }
    }

    #[test]
    fn a_span_of_one_millisecond_works() {
        let mut window = Sliding::new(1);
        for now in 0..1000 {
            window.add([1, 1, 0], now);
            assert_eq!(window.total(now), [1, 1, 0]);
        }
    }
}
