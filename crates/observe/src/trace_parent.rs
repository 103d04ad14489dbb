//! The header `traceparent` of W3C Trace Context, passed on from request to request.

use alloc::{format, string::String};

use phiward_phi::{Loggable, ParseError};

use core::fmt;

/// The header's name.
pub const TRACEPARENT: &str = "traceparent";

/// Which trace a request belongs to, and by which span it was called.
///
/// ```
/// use phiward_observe::TraceParent;
///
/// let caller = TraceParent::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")?;
/// let ours = caller.child([7; 8]); // take random bytes
/// assert_eq!(ours.to_string(), "00-0af7651916cd43dd8448eb211c80319c-0707070707070707-01");
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace_id: u128,
    span_id: u64,
    is_sampled: bool,
}

impl TraceParent {
    /// Begins a trace with fresh random bytes; `None` if they are all zero, which no id may be.
    #[must_use]
    pub fn begin(trace_id: [u8; 16], span_id: [u8; 8], is_sampled: Sampled) -> Option<Self> {
        let (trace_id, span_id) = (u128::from_be_bytes(trace_id), u64::from_be_bytes(span_id));
        let is_sampled = is_sampled == Sampled::Yes;
        (trace_id != 0 && span_id != 0).then_some(Self { trace_id, span_id, is_sampled })
    }

    /// Reads a header of version 00.
    ///
    /// # Errors
    /// [`ParseError::Malformed`]; begin a new trace then, as the recommendation says.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(is_hex));
            part.and_then(|part| u128::from_str_radix(part, 16).ok()).ok_or(ParseError::Malformed)
        };
        let (version, trace_id, span_id, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
        let span_id = u64::try_from(span_id).map_err(|_| ParseError::Malformed)?;
        if parts.next().is_some() || version != 0 || trace_id == 0 || span_id == 0 {
            return Err(ParseError::Malformed);
        }
        Ok(Self { trace_id, span_id, is_sampled: flags & 1 == 1 })
    }

    /// The same trace, with a span of our own. A span of zeros, which is none, stays the caller's.
    #[must_use]
    pub fn child(self, span_id: [u8; 8]) -> Self {
        match u64::from_be_bytes(span_id) {
            0 => self,
            span_id => Self { span_id, ..self },
        }
    }

    /// The id of the trace as 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }
}

/// Whether the caller keeps the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a flag has two values")]
pub enum Sampled {
    /// It is kept.
    Yes,
    /// It is not.
    No,
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace_id, span_id, is_sampled } = self;
        write!(f, "00-{trace_id:032x}-{span_id:016x}-{:02x}", u8::from(*is_sampled))
    }
}

impl Loggable for TraceParent {}
