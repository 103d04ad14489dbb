//! Streams: bytes in, bytes out, in memory that does not grow.

use alloc::{boxed::Box, vec::Vec};

use phiward_envelope::{Context, DataKey, Header, Opener, OsEntropy, StreamOpener, StreamSealer};

use super::options::SealOptions;
use crate::Error;

/// A stream was used after its end.
fn finished() -> Error {
    Error::new("stream_finished", "the stream has ended")
}

/// Seals a stream. What [`update`](Self::update) and [`finish`](Self::finish) give is written one after another.
///
/// ```
/// let key = phiward_sdk::envelope::RecordKey::generate()?;
/// let mut stream = key.seal_stream(r#"{"purpose": "file"}"#)?;
/// let mut envelope = stream.update(b"scan of ")?;
/// envelope.extend(stream.update(b"a card")?);
/// envelope.extend(stream.finish()?);
/// assert_eq!(key.open(&envelope, "")?, b"scan of a card");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct SealStream {
    stream: Option<StreamSealer>,
    /// The prefix, until it is given out with the first bytes.
    prefix: Vec<u8>,
}

impl SealStream {
    pub(crate) fn start(key: &DataKey, options: &SealOptions) -> Result<Self, Error> {
        let context = options.context()?;
        let mut prefix = Vec::new();
        let stream = options.sealer(key, &context)?.stream(&mut OsEntropy, &mut prefix)?;
        Ok(Self { stream: Some(stream), prefix })
    }

    /// Takes plaintext, and gives the sealed bytes that are complete.
    ///
    /// # Errors
    /// `stream_finished`; `limit_exceeded` at 4 PiB.
    pub fn update(&mut self, plaintext: &[u8]) -> Result<Vec<u8>, Error> {
        let stream = self.stream.as_mut().ok_or_else(finished)?;
        let mut out = core::mem::take(&mut self.prefix);
        out.reserve(plaintext.len() + plaintext.len() / 1024 + 64);
        stream.update(plaintext, &mut out)?;
        Ok(out)
    }

    /// Gives the last chunk. Without it the envelope does not open.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn finish(&mut self) -> Result<Vec<u8>, Error> {
        let stream = self.stream.take().ok_or_else(finished)?;
        let mut out = core::mem::take(&mut self.prefix);
        stream.finish(&mut out);
        Ok(out)
    }
}

/// Opens a stream; every byte that it gives out is authenticated, and only its end tells that it is complete.
#[derive(Debug)]
pub struct OpenStream(State);

#[derive(Debug)]
enum State {
    /// The prefix is not complete.
    Prefix {
        bytes: Vec<u8>,
        keys: Vec<DataKey>,
        context: Context,
    },
    Body(Box<StreamOpener>),
    Failed(Error),
    Finished,
}

impl OpenStream {
    pub(crate) const fn start(keys: Vec<DataKey>, context: Context) -> Self {
        Self(State::Prefix { bytes: Vec::new(), keys, context })
    }

    /// Takes sealed bytes, and gives the plaintext of chunks that are complete and authentic.
    ///
    /// # Errors
    /// Those of the whole envelope; after one it keeps failing with it. `stream_finished`.
    pub fn update(&mut self, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        let result = self.take(sealed, &mut out);
        if let Err(error) = &result {
            self.0 = State::Failed(error.clone());
        }
        result.map(|()| out)
    }

    fn take(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        match &mut self.0 {
            State::Prefix { bytes, keys, context } => {
                bytes.extend_from_slice(sealed);
                let Some(prefix_len) = prefix_len(bytes)? else { return Ok(()) };
                let Some((prefix, body)) = bytes.split_at_checked(prefix_len) else { return Ok(()) };
                let key_id = Header::parse(prefix)?.key_id();
                let key = keys.iter().find(|key| key.id() == key_id);
                let key = key.ok_or(Error::new("key_not_found", "no key of that id or version is held"))?;
                let mut stream = Opener::new(key, context).stream(prefix)?;
                out.reserve(body.len());
                stream.update(body, out)?;
                self.0 = State::Body(Box::new(stream));
                Ok(())
            }
            State::Body(stream) => {
                out.reserve(sealed.len());
                Ok(stream.update(sealed, out)?)
            }
            State::Failed(error) => Err(error.clone()),
            State::Finished => Err(finished()),
        }
    }

    /// Opens the last chunk, and so proves that the stream is complete.
    ///
    /// # Errors
    /// `truncated`, `corrupt`, or what an update reported; `stream_finished`.
    pub fn finish(&mut self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        match core::mem::replace(&mut self.0, State::Finished) {
            State::Prefix { bytes, .. } => {
                Header::parse(&bytes)?;
                Err(phiward_envelope::Error::Truncated.into())
            }
            State::Body(stream) => stream.finish(&mut out).map(|()| out).map_err(Error::from),
            State::Failed(error) => Err(error),
            State::Finished => Err(finished()),
        }
    }
}

/// The length of the prefix, as soon as the header is complete.
fn prefix_len(bytes: &[u8]) -> Result<Option<usize>, Error> {
    match Header::parse(bytes) {
        Ok(header) => Ok(Some(header.prefix_len())),
        // A header that is cut off looks malformed; this many bytes are always enough to tell.
        Err(phiward_envelope::Error::Malformed) if bytes.len() < Header::MAX_LEN => Ok(None),
        Err(error) => Err(error.into()),
    }
}
