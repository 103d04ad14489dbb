//! What happens when the library is held wrongly, or what it stands on fails: never a wrong success.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod pieces;
mod sample;
mod ways;

use core::{
    mem::forget,
    panic::{RefUnwindSafe, UnwindSafe},
};
use std::io::{self, BufWriter, Cursor, ErrorKind, Read, Seek as _, SeekFrom, Write};

use phiward_envelope::{
    ChunkOpener, Context, DataKey, Detached, Error, Extension, Header, Inspection, Job, KeyId, Layout,
    OpenPlan, OpenReader, Opener, Plaintext, Purpose, RandomAccessReader, SealPlan, SealWriter, Sealer,
    StreamOpener, StreamSealer, cobblestone, legacy,
};
use sample::{CHUNK, Counting, Failing, Replay, SEALED_CHUNK, context, key, plaintext};

#[test]
fn a_sealer_that_was_dropped_leaves_a_truncated_envelope() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
        let mut streamed = Vec::new();
        let mut stream = sealer.stream(&mut Counting::new(), &mut streamed).unwrap();
        stream.update(&plaintext(len), &mut streamed).unwrap();
        drop(stream);

        let mut written = Vec::new();
        let mut writer = SealWriter::new(&sealer, &mut written, &mut Counting::new()).unwrap();
        writer.write_all(&plaintext(len)).unwrap();
        writer.flush().unwrap();
        drop(writer);

        assert!(streamed == written, "{len}");
        for (name, open) in ways::OPENING {
            assert_eq!(open(&Opener::from(&sealer), &written), Err(Error::Truncated), "{name}, {len}");
        }
    }
}

#[test]
fn finishing_flushes_the_writer_beneath() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let mut flushed = Vec::new();
    let buffered = BufWriter::with_capacity(1 << 20, &mut flushed);
    let mut writer = SealWriter::new(&sealer, buffered, &mut Counting::new()).unwrap();
    writer.write_all(b"note").unwrap();
    // What a buffer still holds is lost when nobody drops it.
    forget(writer.finish().unwrap());
    assert_eq!(Opener::from(&sealer).open(&flushed).unwrap().as_bytes(), b"note");
}

/// A disk that takes `room` bytes and then fails once, or for ever.
#[derive(Debug)]
struct Disk {
    written: Vec<u8>,
    room: usize,
    fails_once: bool,
}

impl Write for &mut Disk {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = buf.len().min(self.room);
        if count == 0 && !buf.is_empty() {
            if self.fails_once {
                self.room = usize::MAX;
            }
            return Err(ErrorKind::StorageFull.into());
        }
        self.room -= count;
        self.written.extend_from_slice(&buf[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failed_write_poisons_the_writer() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    for fails_once in [true, false] {
        for room in [100, 78 + SEALED_CHUNK - 1, 78 + SEALED_CHUNK, 78 + 2 * SEALED_CHUNK] {
            let mut disk = Disk { written: Vec::new(), room, fails_once };
            let mut writer = SealWriter::new(&sealer, &mut disk, &mut Counting::new()).unwrap();
            let error = writer.write_all(&plaintext(5 * CHUNK)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StorageFull);
            // The disk may work again; a part of the envelope is lost all the same.
            assert_eq!(writer.write(b"more").unwrap_err().kind(), ErrorKind::BrokenPipe);
            assert_eq!(writer.write(b"more").unwrap_err().kind(), ErrorKind::BrokenPipe);
            assert_eq!(writer.finish().unwrap_err().kind(), ErrorKind::BrokenPipe);
            assert_eq!(disk.written.len(), room, "nothing was written after the failure");
            assert!(Opener::from(&sealer).open(&disk.written).is_err());
        }
    }
}

#[test]
fn an_end_that_could_not_be_written_is_an_error() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    for room in [0, 77] {
        let mut disk = Disk { written: Vec::new(), room, fails_once: false };
        let error = SealWriter::new(&sealer, &mut disk, &mut Counting::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }
    let mut disk = Disk { written: Vec::new(), room: 78 + 19, fails_once: false };
    let mut writer = SealWriter::new(&sealer, &mut disk, &mut Counting::new()).unwrap();
    writer.write_all(b"note").unwrap();
    assert_eq!(writer.finish().unwrap_err().kind(), ErrorKind::StorageFull);
    assert_eq!(Opener::from(&sealer).open(&disk.written).unwrap_err(), Error::Corrupt);
}

#[test]
fn a_reader_keeps_failing_and_gives_only_what_is_authentic() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let opener = Opener::from(&sealer);
    let envelope = sealer.seal(&plaintext(6 * CHUNK), &mut Counting::new()).unwrap();
    for altered in [0, 3, 5] {
        let mut envelope = envelope.clone();
        envelope[78 + altered * SEALED_CHUNK + 9] ^= 1;
        let mut reader = OpenReader::new(&opener, &envelope[..]).unwrap();
        let mut opened = Vec::new();
        let error = reader.read_to_end(&mut opened).unwrap_err();
        assert!(opened == plaintext(6 * CHUNK)[..altered * CHUNK], "chunk {altered}");
        for error in [error, reader.read(&mut [0; 10]).unwrap_err(), reader.read(&mut [0; 1]).unwrap_err()] {
            assert_eq!(Error::of_io(&error), Some(Error::Corrupt));
            assert_eq!(error.kind(), ErrorKind::InvalidData);
        }

        let mut stream = opener.stream(&envelope[..78]).unwrap();
        let mut opened = Vec::new();
        let (start, end) = envelope[78..].split_at((altered + 1) * SEALED_CHUNK);
        assert_eq!(stream.update(start, &mut opened), Err(Error::Corrupt));
        assert_eq!(stream.update(end, &mut opened), Err(Error::Corrupt));
        assert_eq!(stream.update(&[], &mut opened), Err(Error::Corrupt));
        assert_eq!(stream.finish(&mut opened), Err(Error::Corrupt));
        assert!(opened == plaintext(6 * CHUNK)[..altered * CHUNK], "chunk {altered}");
    }
    let mut reader = OpenReader::new(&opener, &envelope[..envelope.len() - 16]).unwrap();
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(Error::of_io(&error), Some(Error::Truncated));
    assert_eq!(Error::of_io(&reader.read(&mut [0]).unwrap_err()), Some(Error::Truncated));
}

/// A source that would block before every read.
struct Slow<'b>(&'b [u8], bool);

impl Read for Slow<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 { Err(ErrorKind::WouldBlock.into()) } else { self.0.read(buf) }
    }
}

#[test]
fn a_fault_of_the_source_is_not_a_fault_of_the_envelope() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let envelope = sealer.seal(&plaintext(6 * CHUNK), &mut Counting::new()).unwrap();
    // The prefix is there; what follows comes when it comes.
    let source = (&envelope[..2000]).chain(Slow(&envelope[2000..], false));
    let mut reader = OpenReader::new(&Opener::from(&sealer), source).unwrap();
    let (mut opened, mut blocked) = (Vec::new(), 0);
    while let Err(error) = reader.read_to_end(&mut opened) {
        assert_eq!((error.kind(), Error::of_io(&error)), (ErrorKind::WouldBlock, None));
        blocked += 1;
    }
    assert!(opened == plaintext(6 * CHUNK) && blocked > 1);
    assert_eq!(reader.read(&mut [0]).unwrap(), 0);
}

#[test]
fn reading_nothing_asks_for_nothing() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let envelope = sealer.seal(&plaintext(CHUNK + 5), &mut Counting::new()).unwrap();
    let source = (&envelope[..2000]).chain(Slow(&envelope[2000..], false));
    let mut reader = OpenReader::new(&Opener::from(&sealer), source).unwrap();
    assert_eq!(reader.read(&mut []).unwrap(), 0);
    assert_eq!(reader.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);

    let mut reader = RandomAccessReader::new(&Opener::from(&sealer), Cursor::new(&envelope)).unwrap();
    for beyond in [CHUNK as u64 + 5, 2 * CHUNK as u64, u64::MAX] {
        assert_eq!(reader.read_at(beyond, &mut [0; 10]).unwrap(), 0);
        assert_eq!(reader.seek(SeekFrom::Start(beyond)).unwrap(), beyond);
        assert_eq!(reader.read(&mut [0; 10]).unwrap(), 0);
    }
    assert_eq!(reader.read_at(0, &mut []).unwrap(), 0);
    reader.seek(SeekFrom::Start(5)).unwrap();
    for before in [SeekFrom::End(i64::MIN), SeekFrom::Current(-6)] {
        assert_eq!(reader.seek(before).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(reader.stream_position().unwrap(), 5);
    }
}

#[test]
fn a_chunk_that_failed_does_not_spoil_the_others() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let plaintext = plaintext(3 * CHUNK);
    let mut envelope = sealer.seal(&plaintext, &mut Counting::new()).unwrap();
    envelope[78 + SEALED_CHUNK] ^= 1;
    let mut reader = RandomAccessReader::new(&Opener::from(&sealer), Cursor::new(envelope)).unwrap();
    for chunk in [0, 1, 0, 1, 1, 2, 1, 2] {
        let mut buf = [0; CHUNK];
        let read = reader.read_at((chunk * CHUNK) as u64, &mut buf);
        if chunk == 1 {
            assert_eq!(Error::of_io(&read.unwrap_err()), Some(Error::Corrupt));
        } else {
            assert_eq!(read.unwrap(), CHUNK);
            assert!(buf == plaintext[chunk * CHUNK..][..CHUNK], "chunk {chunk}");
        }
    }
}

#[test]
fn a_part_of_the_wrong_length_is_not_opened() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let opener = Opener::from(&sealer);
    let envelope = sealer.seal(&plaintext(CHUNK + 5), &mut Counting::new()).unwrap();
    let (start, last) = envelope.split_at(78 + SEALED_CHUNK);
    let len = envelope.len() as u64;

    assert_eq!(opener.chunks(start, len, &last[1..]).unwrap_err(), Error::Truncated);
    assert_eq!(opener.chunks(start, len, &start[..22]).unwrap_err(), Error::TrailingData);
    assert_eq!(opener.chunks(&start[..77], len, last).unwrap_err(), Error::Truncated);
    // A length that claims fewer or more chunks than were sealed.
    let first = &start[78..];
    assert_eq!(opener.chunks(start, len - last.len() as u64, first).unwrap_err(), Error::Truncated);
    assert_eq!(opener.chunks(start, 78 + 21, &first[..21]).unwrap_err(), Error::Corrupt);
    assert_eq!(opener.chunks(start, len + SEALED_CHUNK as u64, last).unwrap_err(), Error::Corrupt);

    let chunks = opener.chunks(start, len, last).unwrap();
    let mut out = b"before".to_vec();
    assert_eq!(chunks.open_chunk(0, &first[1..], &mut out), Err(Error::Truncated));
    assert_eq!(chunks.open_chunk(0, &[first, &[0]].concat(), &mut out), Err(Error::TrailingData));
    assert_eq!(chunks.open_chunk(1, first, &mut out), Err(Error::TrailingData));
    assert_eq!(chunks.open_chunk(2, last, &mut out), Err(Error::Truncated));
    assert_eq!(chunks.open_chunk(u64::MAX, last, &mut out), Err(Error::Truncated));
    assert_eq!(out, b"before");
    assert_eq!(chunks.open_chunk(1, last, &mut out), Ok(()));
    assert_eq!(out[6..], plaintext(CHUNK + 5)[CHUNK..]);
}

#[test]
fn without_entropy_nothing_is_sealed() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    for (name, _, seal) in ways::SEALING {
        assert_eq!(seal(&sealer, b"note", &mut Failing), Err(Error::EntropyUnavailable), "{name}");
        // A source that gives less than a salt.
        assert_eq!(
            seal(&sealer, b"note", &mut Replay(vec![1; 23])),
            Err(Error::EntropyUnavailable),
            "{name}"
        );
    }
    let mut out = b"before".to_vec();
    assert_eq!(sealer.stream(&mut Failing, &mut out).unwrap_err(), Error::EntropyUnavailable);
    assert_eq!(out, b"before");
    let mut sink = Vec::new();
    let error = SealWriter::new(&sealer, &mut sink, &mut Failing).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    assert!(sink.is_empty());

    let v1 = legacy::Key::from_bytes(&[1; 32]);
    assert_eq!(legacy::seal(&v1, b"note", &mut Failing), Err(Error::EntropyUnavailable));
    let old = legacy::seal(&v1, b"note", &mut Counting::new()).unwrap();
    assert_eq!(legacy::upgrade(&v1, &old, &sealer, &mut Failing), Err(Error::EntropyUnavailable));
    let bare = cobblestone::seal(&cobblestone::Key::new(&[1; 32]), &[], b"note", &mut Failing);
    assert_eq!(bare, Err(Error::EntropyUnavailable));

    // A key takes 32 bytes, its id 16 more.
    for given in [0, 31, 32, 47] {
        let generated = DataKey::generate(&mut Replay(vec![1; given]));
        assert_eq!(generated.unwrap_err(), Error::EntropyUnavailable);
    }
    let generated = DataKey::generate(&mut Replay((0..48).collect())).unwrap();
    assert_eq!(generated.expose_secret()[..], (0..32).collect::<Vec<u8>>());
    assert_eq!(generated.id().as_bytes()[..], (32..48).collect::<Vec<u8>>());
}

#[cfg(feature = "getrandom")]
#[test]
fn the_entropy_of_the_operating_system_does_not_repeat() {
    let [a, b] = [(); 2].map(|()| DataKey::generate(&mut phiward_envelope::OsEntropy).unwrap());
    assert_ne!(a.expose_secret(), b.expose_secret());
    assert_ne!(a.id(), b.id());
    assert_ne!(a.id(), KeyId::from_bytes([0; 16]));
}

#[test]
fn a_failed_upgrade_gives_nothing() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::RECORD);
    let v1 = legacy::Key::from_bytes(&[1; 32]);
    let v2 = sealer.seal(b"note", &mut Counting::new()).unwrap();
    let mut old = legacy::seal(&v1, b"note", &mut Counting::new()).unwrap();
    let upgrade = |envelope: &[u8]| legacy::upgrade(&v1, envelope, &sealer, &mut Counting::new());
    assert!(upgrade(&old).is_ok());
    assert_eq!(upgrade(&v2), Err(Error::UnsupportedVersion { found: 2 }));
    assert_eq!(upgrade(&old[..28]), Err(Error::Truncated));
    assert_eq!(upgrade(&[]), Err(Error::Truncated));
    old[30] ^= 1;
    assert_eq!(upgrade(&old), Err(Error::WrongKeyOrCorrupt));
    old[30] ^= 1;
    for (name, open) in ways::OPENING {
        assert_eq!(open(&Opener::from(&sealer), &old), Err(Error::LegacyRefused), "{name}");
    }
}

#[test]
fn two_seals_of_one_record_share_nothing_but_the_header() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::RECORD);
    let mut entropy = Counting::new();
    let [a, b] = [(); 2].map(|()| sealer.seal(&plaintext(1000), &mut entropy).unwrap());
    assert_eq!(a[..22], b[..22]);
    let same = a[22..].iter().zip(&b[22..]).filter(|(a, b)| a == b).count();
    assert!(same < 50, "{same} of {} bytes are the same", a.len());
}

#[test]
fn types_may_cross_threads_and_unwinding() {
    fn crosses<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
    crosses::<DataKey>();
    crosses::<KeyId>();
    crosses::<Context>();
    crosses::<Sealer<'static>>();
    crosses::<Opener<'static>>();
    crosses::<Plaintext>();
    crosses::<Detached>();
    crosses::<Header>();
    crosses::<Extension>();
    crosses::<Layout>();
    crosses::<Inspection>();
    crosses::<Error>();
    crosses::<StreamSealer>();
    crosses::<StreamOpener>();
    crosses::<ChunkOpener>();
    crosses::<legacy::Key>();
    crosses::<cobblestone::Key>();
    crosses::<SealWriter<Vec<u8>>>();
    crosses::<OpenReader<Cursor<Vec<u8>>>>();
    crosses::<RandomAccessReader<Cursor<Vec<u8>>>>();
    crosses::<SealPlan<'static>>();
    crosses::<OpenPlan<'static>>();
    // A job holds exclusive borrows, which do not cross unwinding; threads are what it is for.
    fn goes_to_a_thread<T: Send + Sync>() {}
    goes_to_a_thread::<Job<'static>>();
}
