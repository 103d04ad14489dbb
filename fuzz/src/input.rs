//! Input layouts that more than one target, or a target and its seeds, share.

use phiward_envelope::{Context, DataKey, Entropy, EntropyUnavailable, KeyId, inspect};
use phiward_keys::{AccessPolicy, MetadataKeyring, MetadataRoot, RotationPolicy};

/// The key under which the seeds of `envelope_stream` are sealed, in an empty context.
pub const STREAM_KEY: [u8; 32] = [7; 32];

/// [`STREAM_KEY`] under the id that an envelope asks for.
pub fn stream_key(envelope: &[u8]) -> DataKey {
    DataKey::from_bytes(asked_key_id(envelope), &STREAM_KEY)
}

/// An empty keyring to load files into.
pub fn metadata_keyring() -> MetadataKeyring {
    MetadataKeyring::new(
        MetadataRoot::from_bytes(&[7; 32]),
        AccessPolicy::deny_all(),
        RotationPolicy::default(),
    )
}

/// The id in the header, so that a test of keys is not over before the commitment.
fn asked_key_id(envelope: &[u8]) -> KeyId {
    inspect(envelope).ok().and_then(|inspection| inspection.key_id()).unwrap_or(KeyId::from_bytes([0; 16]))
}

/// An envelope with a key and a context to open it with.
///
/// Layout: 32 bytes of key, one byte n, n bytes of context as `name=value` lines, the envelope.
#[derive(Debug)]
pub struct OpenInput<'a> {
    /// The secret of the key.
    pub secret: &'a [u8; 32],
    /// The context as text.
    pub context: &'a str,
    /// The bytes under test.
    pub envelope: &'a [u8],
}

impl<'a> OpenInput<'a> {
    /// Reads the layout; `None` when the input is too short or its context is no text.
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let (secret, rest) = data.split_first_chunk()?;
        let (len, rest) = rest.split_first()?;
        let (context, envelope) = rest.split_at_checked(usize::from(*len))?;
        Some(Self { secret, context: core::str::from_utf8(context).ok()?, envelope })
    }

    /// Writes the layout.
    pub fn to_bytes(&self) -> Vec<u8> {
        let len = u8::try_from(self.context.len()).expect("seeds have short contexts");
        [self.secret.as_slice(), &[len], self.context.as_bytes(), self.envelope].concat()
    }

    /// The key, under the id that the envelope asks for.
    pub fn key(&self) -> DataKey {
        DataKey::from_bytes(asked_key_id(self.envelope), self.secret)
    }

    /// The context; `None` when the text is none.
    pub fn context(&self) -> Option<Context> {
        let pairs = self.context.lines().filter_map(|line| line.split_once('='));
        Context::new(pairs).ok()
    }
}

/// Where to cut the bytes under test into pieces.
///
/// Layout: one byte n, then n lengths as big-endian u16, then the bytes.
#[derive(Debug)]
pub struct Cuts<'a> {
    lengths: &'a [[u8; 2]],
    /// The bytes under test.
    pub bytes: &'a [u8],
}

impl<'a> Cuts<'a> {
    /// Cuts into pieces of the given lengths.
    pub const fn new(lengths: &'a [[u8; 2]], bytes: &'a [u8]) -> Self {
        Self { lengths, bytes }
    }

    /// Writes the layout.
    pub fn to_bytes(&self) -> Vec<u8> {
        let count = u8::try_from(self.lengths.len()).expect("seeds have few cuts");
        [&[count], self.lengths.as_flattened(), self.bytes].concat()
    }

    /// Reads the layout; `None` when the input is too short.
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let (count, rest) = data.split_first()?;
        let (lengths, bytes) = rest.split_at_checked(2 * usize::from(*count))?;
        Some(Self { lengths: lengths.as_chunks().0, bytes })
    }

    /// `bytes` in pieces of the lengths read; what is left over is the last piece.
    pub fn pieces<'b>(&self, mut bytes: &'b [u8]) -> Vec<&'b [u8]> {
        let mut pieces = Vec::with_capacity(self.lengths.len() + 1);
        for length in self.lengths {
            let (piece, rest) = bytes.split_at(usize::from(u16::from_be_bytes(*length)).min(bytes.len()));
            pieces.push(piece);
            bytes = rest;
        }
        pieces.push(bytes);
        pieces
    }
}

/// Counts up from its start, so that a finding can be repeated and no two salts or ids are the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountingEntropy(u8);

impl Entropy for CountingEntropy {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        self.0 = self.0.wrapping_add(1);
        dest.fill(self.0);
        Ok(())
    }
}
