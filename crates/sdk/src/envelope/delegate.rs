//! Envelopes whose chunks the platform computes: WebCrypto in a browser.

use alloc::vec::Vec;

use phiward_envelope::{Context, DataKey, MessageKey, Opener, OsEntropy};

use super::options::SealOptions;
use crate::Error;

/// Length of a nonce in bytes.
const NONCE_LEN: usize = 12;

/// What a platform needs to seal the chunks of one envelope.
///
/// Chunks are AES-256-GCM without associated data: 16,384 bytes each, the last one shorter, maybe empty, each
/// followed by its tag.
#[derive(Debug)]
pub struct DelegatedSeal {
    prefix: Vec<u8>,
    key: MessageKey,
}

impl DelegatedSeal {
    pub(crate) fn start(key: &DataKey, options: &SealOptions, streamed: bool) -> Result<Self, Error> {
        let context = options.context()?;
        let sealer = options.sealer(key, &context)?;
        let mut prefix = Vec::new();
        let key = if streamed {
            sealer.delegate_stream(&mut OsEntropy, &mut prefix)?
        } else {
            sealer.delegate(&mut OsEntropy, &mut prefix)?
        };
        Ok(Self { prefix, key })
    }

    /// The bytes before the first chunk.
    #[must_use]
    pub fn prefix(&self) -> Vec<u8> {
        self.prefix.clone()
    }

    /// The key of this envelope alone. The caller wipes it.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        self.key.expose_key().to_vec()
    }

    /// The nonces of `count` chunks from chunk `first` on, 12 bytes each, one after another.
    #[must_use]
    pub fn nonces(&self, first: u32, count: u32) -> Vec<u8> {
        nonces(&self.key, first, count)
    }
}

/// What a platform needs to open the chunks of one envelope, after its prefix was checked.
#[derive(Debug)]
pub struct DelegatedOpen(MessageKey);

impl DelegatedOpen {
    pub(crate) fn start(key: &DataKey, prefix: &[u8], context: &Context) -> Result<Self, Error> {
        Ok(Self(Opener::new(key, context).delegate(prefix)?))
    }

    /// The key of this envelope alone. The caller wipes it.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        self.0.expose_key().to_vec()
    }

    /// The nonces of `count` chunks from chunk `first` on, 12 bytes each, one after another.
    #[must_use]
    pub fn nonces(&self, first: u32, count: u32) -> Vec<u8> {
        nonces(&self.0, first, count)
    }
}

fn nonces(key: &MessageKey, first: u32, count: u32) -> Vec<u8> {
    let mut nonces = Vec::with_capacity(NONCE_LEN * count as usize);
    for index in (u64::from(first)..).take(count as usize) {
        nonces.extend(key.nonce(index));
    }
    nonces
}
