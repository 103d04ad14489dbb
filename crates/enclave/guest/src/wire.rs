//! The bytes between the enclave and a server, as whoever carries them sees them.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem::Finder;

/// A copy of all that passed, for each connection what went out and what came back.
#[derive(Debug, Clone, Default)]
pub struct Wire(Arc<Mutex<Vec<[Vec<u8>; 2]>>>);

impl Wire {
    /// A stream of the next connection, of which a copy is kept. What the server reads is what went out.
    #[must_use]
    pub fn tap<S>(&self, stream: S) -> Tapped<S> {
        let mut connections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connections.push(Default::default());
        Tapped { stream, wire: self.clone(), connection: connections.len() - 1 }
    }

    /// Both ways of each connection so far.
    #[must_use]
    pub fn connections(&self) -> Vec<[Vec<u8>; 2]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often a text passed, in either direction.
    #[must_use]
    pub fn count(&self, text: &str) -> usize {
        let finder = Finder::new(text);
        self.connections().iter().flatten().map(|bytes| finder.find_iter(bytes).count()).sum()
    }

    fn keep(&self, connection: usize, direction: usize, bytes: &[u8]) {
        let mut connections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(copy) = connections.get_mut(connection).and_then(|ways| ways.get_mut(direction)) {
            copy.extend_from_slice(bytes);
        }
    }
}

/// A stream of which a [`Wire`] keeps a copy.
#[derive(Debug)]
pub struct Tapped<S> {
    stream: S,
    wire: Wire,
    connection: usize,
}

impl<S: Read> Read for Tapped<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.stream.read(buffer)?;
        self.wire.keep(self.connection, 0, buffer.get(..len).unwrap_or_default());
        Ok(len)
    }
}

impl<S: Write> Write for Tapped<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = self.stream.write(bytes)?;
        self.wire.keep(self.connection, 1, bytes.get(..len).unwrap_or_default());
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The types and lengths of the records of TLS that a stream is made of.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] for bytes that are not in a record.
pub fn tls_records(mut bytes: &[u8]) -> io::Result<Vec<(u8, usize)>> {
    let mut records = Vec::new();
    while let Some(([kind, 3, _, high, low], rest)) = bytes.split_first_chunk::<5>() {
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        bytes = rest.get(len..).ok_or(io::ErrorKind::InvalidData)?;
        records.push((*kind, len));
    }
    if bytes.is_empty() { Ok(records) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _, Write as _};

    use super::{Wire, tls_records};

    #[test]
    fn what_passes_is_found_and_nothing_else() {
        let wire = Wire::default();
        let mut stream = wire.tap(Cursor::new(b"there and back".to_vec()));
        let mut buffer = [0; 5];
        stream.read_exact(&mut buffer).unwrap();
        stream.write_all(b" it goes").unwrap();
        assert_eq!(wire.connections(), [[b"there".to_vec(), b" it goes".to_vec()]]);
        assert_eq!([wire.count("here"), wire.count("it goes"), wire.count("back")], [1, 1, 0]);
    }

    #[test]
    fn only_whole_records_are_records() {
        assert_eq!(tls_records(b"\x16\x03\x01\0\x02ab\x17\x03\x03\0\0").unwrap(), [(22, 2), (23, 0)]);
        for bad in [&b"\x16\x03\x01\0\x03ab"[..], b"POST / HTTP/1.1", b"\x17\x03"] {
            assert!(tls_records(bad).is_err());
        }
    }
}
