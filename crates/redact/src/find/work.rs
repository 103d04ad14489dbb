//! Memory that searches use one after another, so that short texts need none of their own.

use alloc::vec::Vec;

use try_lock::TryLock;

use super::{Chunk, known::Known, memory::Memory};
use crate::{
    scan::Found,
    tagger::{Labels, Traits},
    token::Token,
};

/// What a search remembers of one text, and its buffers.
#[derive(Default)]
pub(super) struct Work {
    pub(super) memory: Memory,
    pub(super) known: Known,
    pub(super) tokens: Vec<Token>,
    pub(super) hints: Vec<Chunk>,
    pub(super) traits: Vec<Traits>,
    pub(super) labels: Labels,
    pub(super) found: Found,
    pub(super) harmless: Vec<(usize, usize)>,
}

impl Work {
    /// Forgets what was found so far, and keeps the buffers.
    pub(super) fn forget(&mut self) {
        self.memory.forget();
        self.known = Known::default();
    }
}

/// Buffers that no search uses at the moment.
///
/// They are bounded by the longest segment: at most some 2 MB for each search that ran at the same time,
/// four at most. They hold places and hashes, never text.
#[derive(Default)]
pub(super) struct Pool {
    idle: TryLock<Vec<Work>>,
}

impl Pool {
    /// More than this many are not kept.
    const MOST: usize = 4;

    /// Buffers that remember nothing. Nobody waits for a lock: new ones are made soon enough.
    pub(super) fn take(&self) -> Work {
        self.idle.try_lock().and_then(|mut idle| idle.pop()).unwrap_or_default()
    }

    /// Takes buffers back, emptied of what they remember.
    pub(super) fn give(&self, mut work: Work) {
        work.forget();
        if let Some(mut idle) = self.idle.try_lock()
            && idle.len() < Self::MOST
        {
            idle.push(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pool, Work};
    use crate::{Detector, Mode};

    #[test]
    fn buffers_are_used_again_and_remember_nothing() {
        let detector = Detector::new(Mode::Balanced);
        assert_eq!(detector.find("Dr. Kowalczyk called").len(), 1);
        let kept = detector.pool.take();
        assert!(kept.tokens.capacity() > 0);
        detector.pool.give(kept);
        // Without the title nothing but a memory of the name would find it here.
        assert_eq!(
            detector.find("the kowalczyk of it"),
            Detector::new(Mode::Balanced).find("the kowalczyk of it")
        );
    }

    #[test]
    fn a_pool_keeps_no_more_than_it_may() {
        let pool = Pool::default();
        for _ in 0..Pool::MOST + 3 {
            pool.give(Work::default());
        }
        assert_eq!(pool.idle.try_lock().unwrap().len(), Pool::MOST);
    }
}
