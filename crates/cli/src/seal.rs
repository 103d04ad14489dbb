//! `phiward seal`.

use std::io::{Read as _, Write as _};

use phiward_envelope::{OsEntropy, SealWriter, Sealer, legacy};
use zeroize::Zeroizing;

use crate::args::SealArgs;
use crate::failure::Failure;
use crate::input::{Input, check_standard_input_once};
use crate::keys::{self, Keys};
use crate::output::{Output, Rules};
use crate::progress::Progress;

/// Longest input, in bytes, that is sealed and opened whole.
pub(crate) const WHOLE: usize = 1024 * 1024;
/// Bytes that are moved at a time.
pub(crate) const STEP: usize = 64 * 1024;

pub(crate) fn run(args: &SealArgs, quiet: bool) -> Result<(), Failure> {
    let (key, envelope) = (&args.key, &args.envelope);
    let input_path = envelope.input.as_deref();
    check_standard_input_once(input_path, &[key.key_file.as_deref(), key.password.password_file.as_deref()])?;
    keys::check_for_sealing(key)?;
    let context = keys::context(&envelope.context)?;
    let mut input = Input::open(input_path)?;
    let rules = Rules { input: input_path, force: envelope.force, text: envelope.text, readable: false };
    let mut output = Output::create(envelope.output.as_deref(), rules)?;
    let keys = Keys::load(key, None)?;
    let progress = Progress::of(input.len(), quiet);
    input = input.with_progress(progress);

    if let Keys::Legacy(key) = &keys {
        seal_legacy(key, &mut input, &mut output)?;
    } else {
        let sealer = Sealer::new(keys.for_sealing()?, &context, args.purpose);
        seal(&sealer, args.stream, &mut input, &mut output)?;
    }
    drop(input);
    output.commit()
}

/// Small input becomes v2 and is sealed whole; the rest becomes v3 and passes through.
fn seal(sealer: &Sealer<'_>, stream: bool, input: &mut Input, output: &mut Output) -> Result<(), Failure> {
    let mut start = Zeroizing::new(Vec::with_capacity(WHOLE + 1));
    if !stream {
        input.fill(&mut start, WHOLE + 1)?;
        if start.len() <= WHOLE {
            return output.put(&sealer.seal(&start, &mut OsEntropy)?);
        }
    }
    let place = output.place().clone();
    let broken = |error| Failure::writing(&place, &error);
    let mut writer = SealWriter::new(sealer, output, &mut OsEntropy).map_err(broken)?;
    writer.write_all(&start).map_err(broken)?;
    drop(start);
    let mut step = Zeroizing::new(vec![0; STEP]);
    loop {
        let count = input.read(&mut step).map_err(|error| Failure::reading(input.place(), &error))?;
        if count == 0 {
            break;
        }
        writer.write_all(step.get(..count).unwrap_or_default()).map_err(broken)?;
    }
    writer.finish().map(drop).map_err(broken)
}

/// v1 has one tag over everything, which stands before the ciphertext: it cannot pass through.
fn seal_legacy(key: &legacy::Key, input: &mut Input, output: &mut Output) -> Result<(), Failure> {
    let mut plaintext =
        Zeroizing::new(Vec::with_capacity(input.len().and_then(|len| len.try_into().ok()).unwrap_or(0)));
    input.fill(&mut plaintext, usize::MAX)?;
    output.put(&legacy::seal(key, &plaintext, &mut OsEntropy)?)
}
