//! Text of bytes that may be no text.

use std::io::{self, ErrorKind, Read};

use zeroize::Zeroizing;

use crate::seal::STEP;

/// Makes text of bytes that arrive in pieces: what is no UTF-8 becomes `U+FFFD` and is counted.
///
/// A character that is cut by the end of a piece is put together with the next one.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The beginning of a character whose end has not arrived: at most three bytes.
    pending: Vec<u8>,
    replaced: u64,
}

impl Decoder {
    /// Reads on, and appends the text of what was read; `false` at the end.
    pub(crate) fn read(&mut self, input: &mut impl Read, text: &mut String) -> io::Result<bool> {
        let mut step = Zeroizing::new([0; STEP]);
        let count = loop {
            match input.read(step.as_mut()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match count {
            Ok(count) if count > 0 => self.push(step.get(..count).unwrap_or_default(), text),
            _ => self.finish(text),
        }
        count.map(|count| count > 0)
    }

    /// Appends the text of the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut String) {
        if self.pending.is_empty() {
            return self.decode(bytes, text);
        }
        let mut joined = core::mem::take(&mut self.pending);
        joined.extend_from_slice(bytes);
        self.decode(&joined, text);
    }

    /// Appends what stands for the beginning of a character that never ended.
    pub(crate) fn finish(&mut self, text: &mut String) {
        if !self.pending.is_empty() {
            self.pending.clear();
            self.replace(text);
        }
    }

    /// How many sequences of bytes were replaced.
    pub(crate) const fn replaced(&self) -> u64 {
        self.replaced
    }

    fn replace(&mut self, text: &mut String) {
        text.push(char::REPLACEMENT_CHARACTER);
        self.replaced += 1;
    }

    fn decode(&mut self, mut bytes: &[u8], text: &mut String) {
        while !bytes.is_empty() {
            let error = match core::str::from_utf8(bytes) {
                Ok(valid) => return text.push_str(valid),
                Err(error) => error,
            };
            let (valid, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
            text.push_str(core::str::from_utf8(valid).unwrap_or_default());
            let Some(len) = error.error_len() else {
                self.pending.extend_from_slice(rest);
                return;
            };
            self.replace(text);
            bytes = rest.get(len..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(pieces: impl Iterator<Item = Vec<u8>>) -> (String, u64) {
        let (mut decoder, mut text) = (Decoder::default(), String::new());
        for piece in pieces {
            decoder.push(&piece, &mut text);
        }
        decoder.finish(&mut text);
        (text, decoder.replaced())
    }

    #[test]
    fn any_cut_gives_what_the_standard_library_gives_for_the_whole() {
        let cases: [&[u8]; 9] = [
            b"plain",
            "é→𝔸🩺 ok".as_bytes(),
            b"a\xff\xfeb",
            b"\xf0\x9f\xa9",
            b"\xf0\x9f\xa9x",
            b"\xf0\xf0\x9f\xa9\xba\xf0",
            b"\xed\xa0\x80",
            b"\xc3",
            b"\xe2\x82\xc3\xa9\xe2\x82\xac",
        ];
        for bytes in cases {
            let expected = String::from_utf8_lossy(bytes);
            for size in 1..=bytes.len() {
                let (text, replaced) = decode(bytes.chunks(size).map(<[u8]>::to_vec));
                assert_eq!(text, expected, "{bytes:?} by {size}");
                assert_eq!(replaced, expected.matches('\u{fffd}').count() as u64);
            }
        }
    }
}
