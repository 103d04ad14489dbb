//! `phiward open`.

use std::io::Read as _;

use phiward_envelope::{
    CHUNK_LEN, Context, Error, Header, Layout, OpenReader, Opener, Purpose, SEALED_CHUNK_LEN, legacy,
};
use zeroize::Zeroizing;

use crate::args::OpenArgs;
use crate::failure::Failure;
use crate::input::{Input, check_standard_input_once};
use crate::keys::{self, Keys};
use crate::output::{Output, Rules};
use crate::progress::Progress;
use crate::seal::{STEP, WHOLE};

/// The first byte of a v1 envelope.
const V1: u8 = 1;
/// Longest envelope, in bytes, that is opened whole: room for every v2 envelope that `seal` writes.
const WHOLE_ENVELOPE: usize = Header::MAX_LEN + (WHOLE / CHUNK_LEN + 1) * SEALED_CHUNK_LEN;

pub(crate) fn run(args: &OpenArgs, quiet: bool) -> Result<(), Failure> {
    let (key, envelope) = (&args.key, &args.envelope);
    let input_path = envelope.input.as_deref();
    check_standard_input_once(input_path, &[key.key_file.as_deref(), key.password.password_file.as_deref()])?;
    keys::check(key)?;
    let context = keys::context(&envelope.context)?;
    let mut input = Input::open(input_path)?;
    let rules = Rules { input: input_path, force: envelope.force, text: false, readable: true };
    let mut output = Output::create(envelope.output.as_deref(), rules)?;
    let progress = Progress::of(input.len(), quiet);
    input = input.with_progress(progress);
    if envelope.text {
        input = input.decoded();
    }

    if key.v1 {
        open_legacy(args, &mut input, &mut output)?;
    } else {
        open(args, &context, &mut input, &mut output)?;
    }
    drop(input);
    output.commit()
}

fn open(args: &OpenArgs, context: &Context, input: &mut Input, output: &mut Output) -> Result<(), Failure> {
    let mut start = Vec::with_capacity(WHOLE_ENVELOPE + 1);
    input.fill(&mut start, WHOLE_ENVELOPE + 1)?;
    // What is wrong with the bytes is told before a password is asked for.
    let header = Header::parse(&start)?;
    let keys = Keys::load(&args.key, Some(header.key_id()))?;
    let opener = Opener::new(keys.for_opening(&header.key_id())?, context);
    if start.len() <= WHOLE_ENVELOPE {
        let plaintext = opener.open(&start)?;
        check_purpose(args.purpose, &header)?;
        return output.put(&plaintext);
    }
    if let Some(len) = input.len() {
        Layout::new(&header, len)?;
    }
    open_stream(&opener, args.purpose, &start, input, output)
}

/// Opens chunk by chunk; what is written is authentic, and an error says that it is not all.
fn open_stream(
    opener: &Opener<'_>,
    purpose: Option<Purpose>,
    start: &[u8],
    input: &mut Input,
    output: &mut Output,
) -> Result<(), Failure> {
    let place = input.place().clone();
    let broken = |error| Failure::reading(&place, &error);
    let mut reader = OpenReader::new(opener, start.chain(input)).map_err(broken)?;
    check_purpose(purpose, reader.header())?;
    let mut step = Zeroizing::new(vec![0; STEP]);
    loop {
        let count = reader.read(&mut step).map_err(broken)?;
        if count == 0 {
            return Ok(());
        }
        output.put(step.get(..count).unwrap_or_default())?;
    }
}

/// The purpose is covered by the commitment, so it is checked on a header that is already proven.
fn check_purpose(wanted: Option<Purpose>, header: &Header) -> Result<(), Failure> {
    if wanted.is_some_and(|wanted| wanted != header.purpose()) {
        return Err(Failure::new("wrong_key_or_context", "the envelope was sealed for another purpose"));
    }
    Ok(())
}

/// v1 has one tag over everything: nothing can be given out before all of it was read.
fn open_legacy(args: &OpenArgs, input: &mut Input, output: &mut Output) -> Result<(), Failure> {
    let mut envelope = Vec::new();
    input.fill(&mut envelope, 1)?;
    if let Some(&found) = envelope.first().filter(|found| **found != V1) {
        return Err(Error::UnsupportedVersion { found }.into());
    }
    input.fill(&mut envelope, usize::MAX)?;
    let Keys::Legacy(key) = Keys::load(&args.key, None)? else {
        return Err(Error::LegacyRefused.into());
    };
    output.put(&legacy::open(&key, &envelope)?)
}
