//! Peers that, as we do, derive a key for each message.

use core::fmt;

use cobblestone::Key256;
use xaes_256_gcm::{Xaes256Gcm, aead::Aead as _, aead::KeyInit as _};

use crate::Peer;

/// XAES-256-GCM: a 192-bit nonce, and neither a commitment nor chunks.
pub struct Xaes(Xaes256Gcm);

impl fmt::Debug for Xaes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Xaes").finish_non_exhaustive()
    }
}

impl Default for Xaes {
    fn default() -> Self {
        Self(Xaes256Gcm::new(&[7; 32].into()))
    }
}

impl Peer for Xaes {
    const NAME: &'static str = "xaes-256-gcm";

    type Opened = Vec<u8>;

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        self.0.encrypt(&[9; 24].into(), plaintext).expect("it is shorter than 64 GiB")
    }

    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        self.0.decrypt(&[9; 24].into(), sealed).expect("it was sealed with this key")
    }
}

/// The same construction that our envelope has inside, by other authors: committing, chunked, with a context.
#[derive(Debug)]
pub struct Cobblestone(Key256);

impl Cobblestone {
    const CONTEXT: &[u8] = b"tenant=clinic-7, record=obs/42";
}

impl Default for Cobblestone {
    fn default() -> Self {
        Self(Key256::from([7; 32]))
    }
}

impl Peer for Cobblestone {
    const NAME: &'static str = "cobblestone";

    type Opened = Vec<u8>;

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        cobblestone::encrypt(&self.0, Self::CONTEXT, plaintext).expect("it is shorter than 4 PiB")
    }

    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        cobblestone::decrypt(&self.0, Self::CONTEXT, sealed).expect("it was sealed with this key")
    }
}
