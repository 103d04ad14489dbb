//! Messages on a stream: `u32 length | u8 type | body`.

use std::io::{self, Read, Write};

use crate::Refusal;

/// Most bytes of a frame, its type included.
pub const MAX_FRAME: usize = 1024 * 1024;
/// Most bytes of one write. Longer writes of a guest to its parent were lost or altered on recent kernels.
pub const MAX_WRITE: usize = 16 * 1024;
/// Length of a refusal that is not sealed, whatever it says.
const REFUSAL_LEN: usize = 32;

/// What the body of a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameType {
    /// The client asks for evidence.
    Hello,
    /// The enclave answers with a document.
    Evidence,
    /// A sealed request.
    Request,
    /// A sealed answer or refusal.
    Answer,
    /// A refusal where there is no key to seal it with.
    Refusal,
}

impl FrameType {
    const ALL: [Self; 5] = [Self::Hello, Self::Evidence, Self::Request, Self::Answer, Self::Refusal];

    fn number(self) -> u8 {
        match self {
            Self::Hello => 1,
            Self::Evidence => 2,
            Self::Request => 3,
            Self::Answer => 4,
            Self::Refusal => 5,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// One message.
///
/// ```
/// use phiward_enclave::{Frame, FrameType};
///
/// let frame = Frame::new(FrameType::Hello, vec![1, 2, 3]);
/// let mut bytes = Vec::new();
/// frame.write(&mut bytes)?;
/// assert_eq!(bytes, [0, 0, 0, 4, 1, 1, 2, 3]);
/// assert_eq!(Frame::read(&mut bytes.as_slice())?, Some(frame));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame {
    /// What the body is.
    pub kind: FrameType,
    /// The message, all of it public or sealed.
    pub body: Vec<u8>,
}

impl Frame {
    /// Puts a frame together.
    #[must_use]
    pub const fn new(kind: FrameType, body: Vec<u8>) -> Self {
        Self { kind, body }
    }

    /// A refusal that is not sealed. All have the same length.
    #[must_use]
    pub fn refusal(refusal: Refusal) -> Self {
        let mut body = refusal.code().as_bytes().to_vec();
        body.resize(REFUSAL_LEN, 0);
        Self::new(FrameType::Refusal, body)
    }

    /// The code of a refusal that is not sealed.
    #[must_use]
    pub fn refusal_code(&self) -> Option<&str> {
        let is_refusal = self.kind == FrameType::Refusal && self.body.len() == REFUSAL_LEN;
        let code = str::from_utf8(&self.body).ok().filter(|_| is_refusal)?;
        Some(code.trim_end_matches('\0'))
    }

    /// Reads a frame; none at the end of the stream.
    ///
    /// The length is checked before anything is read, and memory grows with what arrives, not with what is
    /// announced.
    ///
    /// # Errors
    /// Those of the stream; [`io::ErrorKind::InvalidInput`] for a length that no frame has, and
    /// [`io::ErrorKind::InvalidData`] for an empty one or a type that the protocol does not have.
    pub fn read(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; 4];
        if !read_or_end(stream, &mut head)? {
            return Ok(None);
        }
        let len = usize::try_from(u32::from_be_bytes(head)).unwrap_or(usize::MAX);
        if len > MAX_FRAME {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if len == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        let [kind] = kind;
        let kind = FrameType::from_number(kind).ok_or(io::ErrorKind::InvalidData)?;
        let mut body = Vec::new();
        let wanted = len - 1;
        stream.take(u64::try_from(wanted).unwrap_or(u64::MAX)).read_to_end(&mut body)?;
        if body.len() < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(Self { kind, body }))
    }

    /// Writes the frame, never more than [`MAX_WRITE`] at a time.
    ///
    /// # Errors
    /// Those of the stream; [`io::ErrorKind::InvalidInput`] for a body that no frame holds.
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let len = self.body.len() + 1;
        if len > MAX_FRAME {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut bytes = Vec::with_capacity(4 + len);
        bytes.extend(u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
        bytes.push(self.kind.number());
        bytes.extend_from_slice(&self.body);
        write_in_pieces(stream, &bytes)
    }
}

/// Writes all of `bytes`, never more than [`MAX_WRITE`] at a time.
pub(crate) fn write_in_pieces(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    bytes.chunks(MAX_WRITE).try_for_each(|piece| stream.write_all(piece))?;
    stream.flush()
}

/// Fills `buffer`, or says that the stream ended before its first byte.
fn read_or_end(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut rest = &mut *buffer;
    let mut is_first = true;
    while !rest.is_empty() {
        match stream.read(rest) {
            Ok(0) if is_first => return Ok(false),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => rest = rest.get_mut(len..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        is_first = false;
    }
    Ok(true)
}
