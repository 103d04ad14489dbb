//! Redacting a text that arrives in pieces.

use alloc::{string::String, sync::Arc};

use core::fmt;

use self_cell::self_cell;

use super::TokenMap;
use crate::Error;

type Engine = phiward_redact::Redactor<'static>;
type Borrowed<'r> = Option<phiward_redact::RedactStream<'r, 'r>>;

self_cell!(
    /// A stream, and the redactor that it borrows.
    struct Held {
        owner: Arc<Engine>,
        #[not_covariant]
        dependent: Borrowed,
    }
);

/// Redacts a text that arrives in pieces: the result is that of the whole, however it was cut.
///
/// ```
/// use phiward_sdk::redact::{Redactor, TokenMap};
/// let (redactor, tokens) = (Redactor::new("", &[], "")?, TokenMap::new());
/// let mut stream = redactor.stream();
/// let mut redacted = stream.update("MRN: 0062", &tokens)?;
/// redacted += &stream.update("5079\n", &tokens)?;
/// redacted += &stream.finish(&tokens)?;
/// assert_eq!(redacted, "MRN: [MRN]\n");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
pub struct RedactStream(Held);

impl RedactStream {
    pub(super) fn start(engine: Arc<Engine>) -> Self {
        Self(Held::new(engine, |engine| Some(engine.stream())))
    }

    /// Takes a piece, and gives the redacted text that no later piece can change.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn update(&mut self, piece: &str, map: &TokenMap) -> Result<String, Error> {
        let mut out = String::new();
        self.0.with_dependent_mut(|_, stream| {
            let stream = stream.as_mut().ok_or_else(finished)?;
            map.with(|map| stream.push(piece, map, &mut out));
            Ok(out)
        })
    }

    /// Gives what was held back.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn finish(&mut self, map: &TokenMap) -> Result<String, Error> {
        let mut out = String::new();
        self.0.with_dependent_mut(|_, stream| {
            let stream = stream.take().ok_or_else(finished)?;
            let _ = map.with(|map| stream.finish(map, &mut out));
            Ok(out)
        })
    }
}

impl fmt::Debug for RedactStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream").finish_non_exhaustive()
    }
}

fn finished() -> Error {
    Error::new("stream_finished", "the stream has ended")
}
