//! The keys of the enclave, for an hour at most, and the requests that each has seen.

use std::collections::HashSet;
use std::sync::Arc;

use phiward_attest::session::{RecipientKey, Seed, SessionError, Statement, Suite, Terms};
use phiward_envelope::Entropy;
use sha2::{Digest as _, Sha256};

use crate::Refusal;

/// How long a key takes new sessions, in milliseconds.
const ROTATE_MS: u64 = 60 * 60 * 1000;
/// How long the key before it is kept for requests on their way.
const GRACE_MS: u64 = 60 * 1000;

/// What an epoch may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EpochLimits {
    /// Requests of an epoch. When they are reached, a new epoch begins; none is forgotten before.
    pub(crate) requests: usize,
}

/// One epoch.
#[derive(Debug)]
struct Epoch {
    number: u64,
    rotates_ms: u64,
    ends_ms: u64,
    keys: Vec<Arc<RecipientKey>>,
    /// SHA-256 of each encapsulated key that was seen.
    seen: HashSet<[u8; 32]>,
}

/// The current epoch and the one before it.
#[derive(Debug)]
pub(crate) struct Epochs {
    terms: Terms,
    limits: EpochLimits,
    current: Epoch,
    previous: Option<Epoch>,
}

impl Epochs {
    pub(crate) fn begin(
        terms: Terms,
        limits: EpochLimits,
        now_ms: u64,
        entropy: &mut impl Entropy,
    ) -> Result<Self, Refusal> {
        // The first number is the time, so that a request of an enclave that was restarted meets no old number.
        let current = Epoch::begin(now_ms, now_ms, entropy)?;
        Ok(Self { terms, limits, current, previous: None })
    }

    /// Begins a new epoch where time or count ask for it, and forgets what has ended.
    pub(crate) fn turn(&mut self, now_ms: u64, entropy: &mut impl Entropy) -> Result<(), Refusal> {
        if now_ms >= self.current.rotates_ms || self.current.seen.len() >= self.limits.requests {
            let number = self.current.number.saturating_add(1).max(now_ms);
            let next = Epoch::begin(number, now_ms, entropy)?;
            let mut last = core::mem::replace(&mut self.current, next);
            last.ends_ms = last.ends_ms.min(now_ms.saturating_add(GRACE_MS));
            self.previous = Some(last);
        }
        if self.previous.as_ref().is_some_and(|previous| now_ms >= previous.ends_ms) {
            self.previous = None;
        }
        Ok(())
    }

    /// The key and the statement that a new session is to have attested: of the suite that the client likes best.
    pub(crate) fn offer(&self, suites: &[Suite]) -> Result<(&Arc<RecipientKey>, Statement), Refusal> {
        let best = suites.iter().rev().find_map(|suite| self.current.key(*suite));
        let statement = Statement::new(self.current.number, self.current.ends_ms, self.terms);
        best.map(|key| (key, statement)).ok_or(Refusal::UnsupportedSuite)
    }

    /// Marks a request as seen, before anything else is done with it.
    pub(crate) fn admit(&mut self, epoch: u64, enc: &[u8]) -> Result<(), Refusal> {
        let most = self.limits.requests;
        let epoch = self.find_mut(epoch).ok_or(Refusal::WrongEpoch)?;
        let digest = Sha256::digest(enc).into();
        if epoch.seen.contains(&digest) {
            return Err(Refusal::Replayed);
        }
        if epoch.seen.len() >= most {
            // Nothing is forgotten to make room: the client asks for evidence of the next epoch.
            return Err(Refusal::WrongEpoch);
        }
        epoch.seen.insert(digest);
        Ok(())
    }

    /// The key of an epoch that has not ended.
    pub(crate) fn key(&self, epoch: u64, suite: Suite) -> Option<Arc<RecipientKey>> {
        let epochs = [Some(&self.current), self.previous.as_ref()];
        epochs.into_iter().flatten().find(|found| found.number == epoch)?.key(suite).map(Arc::clone)
    }

    fn find_mut(&mut self, number: u64) -> Option<&mut Epoch> {
        let epochs = [Some(&mut self.current), self.previous.as_mut()];
        epochs.into_iter().flatten().find(|epoch| epoch.number == number)
    }
}

impl Epoch {
    fn begin(number: u64, now_ms: u64, entropy: &mut impl Entropy) -> Result<Self, Refusal> {
        let mut draw = |suite: &Suite| {
            let mut bytes = [0; 64];
            entropy.fill(&mut bytes).map_err(|_| Refusal::Unavailable)?;
            let key = RecipientKey::generate(*suite, &Seed::from_bytes(bytes));
            key.map(Arc::new).map_err(|_: SessionError| Refusal::Internal)
        };
        let keys = Suite::SUPPORTED.iter().map(&mut draw).collect::<Result<_, _>>()?;
        let rotates_ms = now_ms.saturating_add(ROTATE_MS);
        let ends_ms = rotates_ms.saturating_add(GRACE_MS);
        Ok(Self { number, rotates_ms, ends_ms, keys, seen: HashSet::new() })
    }

    fn key(&self, suite: Suite) -> Option<&Arc<RecipientKey>> {
        self.keys.iter().find(|key| key.suite() == suite)
    }
}

#[cfg(test)]
mod tests {
    use phiward_envelope::OsEntropy;

    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn epochs(requests: usize) -> Epochs {
        let terms = Terms::new([0; 48], [0; 48], SCHEMA);
        Epochs::begin(terms, EpochLimits { requests }, NOW_MS, &mut OsEntropy).unwrap()
    }
    const SCHEMA: u64 = crate::audit::SCHEMA;

    fn number(epochs: &Epochs) -> u64 {
        epochs.offer(&[Suite::X25519]).unwrap().1.epoch
    }

    #[test]
    fn a_request_is_admitted_once() {
        let mut epochs = epochs(10);
        let epoch = number(&epochs);
        assert_eq!(epochs.admit(epoch, b"a"), Ok(()));
        assert_eq!(epochs.admit(epoch, b"a"), Err(Refusal::Replayed));
        assert_eq!(epochs.admit(epoch + 1, b"b"), Err(Refusal::WrongEpoch));
    }

    #[test]
    fn a_full_epoch_forgets_nothing_and_a_new_one_begins() {
        let mut epochs = epochs(2);
        let first = number(&epochs);
        assert_eq!(epochs.admit(first, b"a"), Ok(()));
        assert_eq!(epochs.admit(first, b"b"), Ok(()));
        assert_eq!(epochs.admit(first, b"c"), Err(Refusal::WrongEpoch));
        epochs.turn(NOW_MS, &mut OsEntropy).unwrap();
        assert_ne!(number(&epochs), first);
        assert_eq!(epochs.admit(first, b"a"), Err(Refusal::Replayed));
        assert_eq!(epochs.admit(first, b"c"), Err(Refusal::WrongEpoch));
    }

    #[test]
    fn keys_live_for_an_hour_and_a_minute_of_grace() {
        let mut epochs = epochs(10);
        let first = number(&epochs);
        epochs.turn(NOW_MS + ROTATE_MS - 1, &mut OsEntropy).unwrap();
        assert_eq!(number(&epochs), first);
        epochs.turn(NOW_MS + ROTATE_MS, &mut OsEntropy).unwrap();
        assert_ne!(number(&epochs), first);
        assert!(epochs.key(first, Suite::X25519).is_some());
        epochs.turn(NOW_MS + ROTATE_MS + GRACE_MS, &mut OsEntropy).unwrap();
        assert!(epochs.key(first, Suite::X25519).is_none());
        assert_eq!(epochs.admit(first, b"a"), Err(Refusal::WrongEpoch));
    }
}
