//! The dictionaries: inside the program, or loaded by the host before the first redaction.

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;
use phiward_redact::{Detector, Policy, Redactor, SurrogateKey, lexicon::Lexicon};

use crate::Error;

/// What the host has loaded. It stays for as long as the program runs.
static LOADED: OnceBox<Data> = OnceBox::new();

#[derive(Debug)]
struct Data {
    lexicon: Vec<u8>,
    tagger: Vec<u8>,
}

/// Takes the files `lexicon.bin` and `tagger.bin` of this release, for builds that do not hold them.
///
/// The first call counts; later ones change nothing.
///
/// # Errors
/// `malformed` when the lexicon is not whole, or one of the two is not of this version.
pub fn load_data(lexicon: &[u8], tagger: &[u8]) -> Result<(), Error> {
    let malformed = || Error::new("malformed", "the dictionaries are not those of this release");
    let read = Lexicon::from_bytes(lexicon).map_err(|_| malformed())?;
    read.verify().map_err(|_| malformed())?;
    Detector::with_data(phiward_redact::Mode::default(), read, tagger).ok_or_else(malformed)?;
    LOADED.get_or_init(|| Box::new(Data { lexicon: lexicon.to_vec(), tagger: tagger.to_vec() }));
    Ok(())
}

/// A redactor of the core with the dictionaries that there are.
pub(crate) fn engine(policy: Policy, key: Option<SurrogateKey>) -> Result<Redactor<'static>, Error> {
    let detector = detector(&policy)?;
    Ok(Redactor::with_detector(policy, detector, key)?)
}

fn detector(policy: &Policy) -> Result<Detector<'static>, Error> {
    if let Some(data) = LOADED.get() {
        let lexicon = Lexicon::from_bytes(&data.lexicon).ok();
        let detector = lexicon.and_then(|lexicon| Detector::with_data(policy.mode(), lexicon, &data.tagger));
        return detector.ok_or_else(missing);
    }
    embedded(policy)
}

#[cfg(feature = "redact-data")]
#[expect(clippy::unnecessary_wraps, reason = "the build without dictionaries has an error here")]
fn embedded(policy: &Policy) -> Result<Detector<'static>, Error> {
    Ok(Detector::new(policy.mode()))
}

#[cfg(not(feature = "redact-data"))]
fn embedded(_: &Policy) -> Result<Detector<'static>, Error> {
    Err(missing())
}

fn missing() -> Error {
    Error::new("dictionaries_missing", "the dictionaries of redaction have not been loaded")
}
