//! Every way that the public interface has to seal and to open an envelope: they must agree.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use core::ops::Range;
use std::io::{self, Cursor, Read, Write};

use phiward_envelope::{
    Entropy, Error, Header, Job, Layout, OpenReader, Opener, Plaintext, RandomAccessReader, SealWriter,
    Sealer,
};

/// A way to seal: its name, the version that it writes, and itself.
pub(crate) type SealingWay =
    (&'static str, u8, fn(&Sealer<'_>, &[u8], &mut dyn Entropy) -> Result<Vec<u8>, Error>);

/// A way to open: its name and itself.
pub(crate) type OpeningWay = (&'static str, fn(&Opener<'_>, &[u8]) -> Result<Vec<u8>, Error>);

pub(crate) const SEALING: [SealingWay; 6] = [
    ("seal", 2, |sealer, plaintext, mut entropy| sealer.seal(plaintext, &mut entropy)),
    ("seal_into", 2, seal_into),
    ("seal_detached", 2, |sealer, plaintext, mut entropy| {
        let detached = sealer.seal_detached(plaintext, &mut entropy)?;
        Ok([detached.prefix, detached.body].concat())
    }),
    ("plan", 2, |sealer, plaintext, mut entropy| {
        let mut plan = sealer.plan(plaintext, &mut entropy)?;
        plan.jobs(2.try_into().unwrap()).for_each(Job::run);
        Ok(plan.finish())
    }),
    ("stream", 3, |sealer, plaintext, mut entropy| {
        let mut envelope = Vec::new();
        let mut stream = sealer.stream(&mut entropy, &mut envelope)?;
        stream.update(plaintext, &mut envelope)?;
        stream.finish(&mut envelope);
        Ok(envelope)
    }),
    ("SealWriter", 3, |sealer, plaintext, mut entropy| {
        let mut writer = SealWriter::new(sealer, Vec::new(), &mut entropy).map_err(envelope_error)?;
        writer.write_all(plaintext).map_err(envelope_error)?;
        writer.finish().map_err(envelope_error)
    }),
];

pub(crate) const OPENING: [OpeningWay; 8] = [
    ("open", |opener, envelope| opener.open(envelope).map(Plaintext::into_vec)),
    ("open_into", open_into),
    ("open_detached", |opener, envelope| {
        let (prefix, body) = split(envelope)?;
        opener.open_detached(prefix, body).map(Plaintext::into_vec)
    }),
    ("plan", |opener, envelope| {
        let mut plan = opener.plan(envelope)?;
        plan.jobs(2.try_into().unwrap()).for_each(Job::run);
        plan.finish().map(Plaintext::into_vec)
    }),
    ("chunks", |opener, envelope| chunks(opener, envelope)),
    ("RandomAccessReader", |opener, envelope| {
        let mut reader = RandomAccessReader::new(opener, Cursor::new(envelope)).map_err(envelope_error)?;
        let mut plaintext = Vec::new();
        reader.read_to_end(&mut plaintext).map_err(envelope_error)?;
        Ok(plaintext)
    }),
    ("stream", |opener, envelope| {
        let (prefix, body) = split(envelope)?;
        let mut stream = opener.stream(prefix)?;
        let mut plaintext = Vec::new();
        stream.update(body, &mut plaintext)?;
        stream.finish(&mut plaintext)?;
        Ok(plaintext)
    }),
    ("OpenReader", |opener, envelope| {
        let mut reader = OpenReader::new(opener, envelope).map_err(envelope_error)?;
        let mut plaintext = Vec::new();
        reader.read_to_end(&mut plaintext).map_err(envelope_error)?;
        Ok(plaintext)
    }),
];

/// The ways to open that know the envelope's length before they look at its key.
pub(crate) fn opening_whole() -> impl Iterator<Item = OpeningWay> {
    OPENING.into_iter().filter(|(name, _)| !matches!(*name, "stream" | "OpenReader"))
}

/// The envelope error that an I/O error of an adapter over memory holds: nothing else can fail there.
pub(crate) fn envelope_error(error: io::Error) -> Error {
    error.downcast::<Error>().expect("no I/O error but ours can happen")
}

/// Cuts an envelope after its prefix, or gives all of it as prefix where it ends before.
fn split(envelope: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    Ok(envelope.split_at(Header::parse(envelope)?.prefix_len().min(envelope.len())))
}

/// What stands in a vector that is appended to.
const BEFORE: &[u8] = b"before";

fn seal_into(sealer: &Sealer<'_>, plaintext: &[u8], mut entropy: &mut dyn Entropy) -> Result<Vec<u8>, Error> {
    let mut out = BEFORE.to_vec();
    let sealed = sealer.seal_into(plaintext, &mut entropy, &mut out);
    let appended = out.split_off(BEFORE.len());
    assert_eq!(out, BEFORE);
    sealed.map(|()| appended)
}

fn open_into(opener: &Opener<'_>, envelope: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = BEFORE.to_vec();
    let opened = opener.open_into(envelope, &mut out);
    let appended = out.split_off(BEFORE.len());
    assert_eq!(out, BEFORE);
    assert!(opened.is_ok() || appended.is_empty(), "a failure left bytes behind");
    opened.map(|()| appended)
}

/// Opens the chunks from the last to the first.
fn chunks(opener: &Opener<'_>, envelope: &[u8]) -> Result<Vec<u8>, Error> {
    let part = |range: Range<u64>| {
        &envelope[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
    };
    let layout = Layout::new(&Header::parse(envelope)?, envelope.len() as u64)?;
    let chunks = opener.chunks(envelope, envelope.len() as u64, part(layout.last_chunk_range()))?;
    let mut opened = Vec::new();
    for index in (0..layout.chunks()).rev() {
        let mut chunk = Vec::new();
        chunks.open_chunk(index, part(layout.chunk_range(index).unwrap()), &mut chunk)?;
        opened.push(chunk);
    }
    opened.reverse();
    Ok(opened.concat())
}
