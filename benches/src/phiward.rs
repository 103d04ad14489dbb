//! Our envelope: v2, with a key id, a commitment and a context of two pairs.

use core::num::NonZeroUsize;
use std::thread;

use phiward_envelope::{
    Context, DataKey, Entropy, EntropyUnavailable, KeyId, Opener, Plaintext, Purpose, Sealer,
};

use crate::{InMemory, Peer};

/// The envelope, with the primitives of this build.
#[derive(Debug)]
pub struct Phiward {
    key: DataKey,
    context: Context,
}

impl Default for Phiward {
    fn default() -> Self {
        let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")]);
        Self {
            key: DataKey::from_bytes(KeyId::from_bytes([1; 16]), &[7; 32]),
            context: context.expect("two short names that differ"),
        }
    }
}

/// Always the same salt.
struct Constant;

impl Entropy for Constant {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        dest.fill(9);
        Ok(())
    }
}

impl Phiward {
    /// Seals by two jobs at the same time.
    ///
    /// # Panics
    /// When a thread cannot be started.
    #[must_use]
    pub fn seal_on_two_threads(&self, plaintext: &[u8]) -> Vec<u8> {
        let sealer = Sealer::new(&self.key, &self.context, Purpose::RECORD);
        let mut plan = sealer.plan(plaintext, &mut Constant).expect("a constant does not fail");
        thread::scope(|threads| {
            for job in plan.jobs(const { NonZeroUsize::new(2).unwrap() }) {
                threads.spawn(|| job.run());
            }
        });
        plan.finish()
    }
}

impl Peer for Phiward {
    const NAME: &'static str = if cfg!(feature = "aws-lc") { "phiward-aws-lc" } else { "phiward" };

    type Opened = Plaintext;

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        let sealer = Sealer::new(&self.key, &self.context, Purpose::RECORD);
        sealer.seal(plaintext, &mut Constant).expect("a constant does not fail")
    }

    fn open(&self, sealed: &[u8]) -> Plaintext {
        Opener::new(&self.key, &self.context).open(sealed).expect("it was sealed with this key")
    }
}

impl InMemory for Phiward {
    fn seal_into(&self, plaintext: &[u8], out: &mut Vec<u8>) {
        out.clear();
        let sealer = Sealer::new(&self.key, &self.context, Purpose::RECORD);
        sealer.seal_into(plaintext, &mut Constant, out).expect("a constant does not fail");
    }

    fn open_into(&self, sealed: &[u8], out: &mut Vec<u8>) {
        out.clear();
        let opener = Opener::new(&self.key, &self.context);
        opener.open_into(sealed, out).expect("it was sealed with this key");
    }
}
