//! The text form as a stream: base64 in constant memory, as strict as `phiward_envelope::text`.

use std::io::{self, Read, Write};

use phiward_envelope::{Error, text};

/// Bytes of an envelope that are encoded at a time. A multiple of 3, so that only the end is padded.
const STEP: usize = 48 * 1024;
/// Their length as text.
const TEXT_STEP: usize = STEP / 3 * 4;

/// Encodes what is written to it.
#[derive(Debug)]
pub(crate) struct Encoder<W> {
    inner: W,
    pending: Vec<u8>,
}

impl<W: Write> Encoder<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, pending: Vec::with_capacity(STEP) }
    }

    /// Writes the end, the padding and a newline, and gives the inner writer back.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.inner.write_all(text::encode(&self.pending).as_bytes())?;
        self.inner.write_all(b"\n")?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = STEP - self.pending.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.pending.extend_from_slice(taken);
        if self.pending.len() == STEP {
            let encoded = text::encode(&self.pending);
            self.pending.clear();
            self.inner.write_all(encoded.as_bytes())?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Decodes what it reads.
///
/// One newline at the end is passed over. Everything else that `phiward_envelope::text` refuses is
/// [`Error::Malformed`], inside an [`io::Error`].
#[derive(Debug)]
pub(crate) struct Decoder<R> {
    inner: R,
    /// Read and not yet decoded. It holds more than one step unless the input has ended.
    pending: Vec<u8>,
    decoded: Vec<u8>,
    given: usize,
    ended: bool,
    failed: bool,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, pending: Vec::new(), decoded: Vec::new(), given: 0, ended: false, failed: false }
    }

    /// Decodes one more step; returns false at the end.
    fn advance(&mut self) -> io::Result<bool> {
        if self.failed {
            return Err(Error::Malformed.into());
        }
        if self.ended {
            return Ok(false);
        }
        // Two bytes more than a step tell whether what follows is only a newline.
        let wanted = TEXT_STEP + 2 - self.pending.len().min(TEXT_STEP + 2);
        self.inner.by_ref().take(wanted as u64 + 1).read_to_end(&mut self.pending)?;
        let rest = if self.pending.len() > TEXT_STEP + 2 {
            self.pending.split_off(TEXT_STEP)
        } else {
            self.ended = true;
            Vec::new()
        };
        let step = if self.ended { without_newline(&self.pending) } else { &self.pending };
        let decoded = core::str::from_utf8(step).ok().and_then(|step| text::decode(step).ok());
        // A step before the end that is short has padding in it.
        let whole = |decoded: &Vec<u8>| self.ended || decoded.len() == STEP;
        let Some(decoded) = decoded.filter(whole) else {
            self.failed = true;
            return Err(Error::Malformed.into());
        };
        (self.decoded, self.pending, self.given) = (decoded, rest, 0);
        Ok(true)
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() && !buf.is_empty() {
            if !self.advance()? {
                return Ok(0);
            }
        }
        let count = self.decoded.get(self.given..).unwrap_or_default().read(buf)?;
        self.given += count;
        Ok(count)
    }
}

fn without_newline(text: &[u8]) -> &[u8] {
    let Some(line) = text.strip_suffix(b"\n") else { return text };
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &[u8]) -> io::Result<Vec<u8>> {
        let mut decoded = Vec::new();
        Decoder::new(text).read_to_end(&mut decoded).map(|_| decoded)
    }

    fn encode(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        // Pieces that do not divide a step.
        bytes.chunks(10_007).for_each(|piece| encoder.write_all(piece).unwrap());
        encoder.finish().unwrap()
    }

    #[test]
    fn streams_are_the_same_as_whole_texts() {
        for len in [0, 1, 2, 3, 100, STEP - 1, STEP, STEP + 1, 2 * STEP - 1, 2 * STEP, 2 * STEP + 2] {
            let bytes: Vec<u8> = (0..len).map(|i| i.to_le_bytes()[0].wrapping_mul(7)).collect();
            let text = text::encode(&bytes);
            assert_eq!(encode(&bytes), format!("{text}\n").as_bytes(), "{len}");
            for newline in ["", "\n", "\r\n"] {
                assert_eq!(
                    decode(format!("{text}{newline}").as_bytes()).unwrap(),
                    bytes,
                    "{len} {newline:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_strict_whole_is_strict_in_a_stream() {
        let step = "AAAA".repeat(TEXT_STEP / 4);
        for wrong in [
            "A", "AA", "AAA", "AA=", "AB==", "AA==\n\n", " AAAA", "AAAA ", "AA==AAAA", "AA\nAA", "A-A_",
            "é===", "\n\n", "AAAA\r", "====",
        ] {
            for text in [wrong.to_owned(), format!("{step}{wrong}"), format!("{step}{step}{wrong}")] {
                let error = decode(text.as_bytes()).unwrap_err();
                assert_eq!(Error::of_io(&error), Some(Error::Malformed), "{wrong:?} after {}", text.len());
            }
        }
        let padded_inside = format!("{}A==={step}", step.strip_prefix("AAAA").unwrap());
        assert!(decode(padded_inside.as_bytes()).is_err());
        let padded_at_the_step = format!("{}AA=={step}", step.strip_prefix("AAAA").unwrap());
        assert!(decode(padded_at_the_step.as_bytes()).is_err());
    }
}
