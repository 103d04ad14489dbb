//! The dictionaries: inside the program, or loaded by the host before the first redaction.

use alloc::boxed::Box;

use once_cell::race::OnceBox;
use phiward_redact::{Detector, Policy, Redactor, SurrogateKey, Tagger, lexicon::Lexicon};

use crate::Error;

/// What the host has loaded. It stays for as long as the program runs.
static LOADED: OnceBox<Data> = OnceBox::new();

#[derive(Debug)]
struct Data {
    lexicon: Lexicon,
    tagger: Tagger,
}

/// Takes the files `lexicon.bin` and `tagger.bin` of this release, for builds that do not hold them.
///
/// The first call counts; later ones change nothing.
///
/// # Errors
/// `malformed` when the lexicon is not whole, or one of the two is not of this version.
pub fn load_data(lexicon: &[u8], tagger: &[u8]) -> Result<(), Error> {
    let malformed = || Error::new("malformed", "the dictionaries are not those of this release");
    let lexicon = Lexicon::from_bytes(lexicon).map_err(|_| malformed())?;
    let tagger = Tagger::from_bytes(tagger).ok_or_else(malformed)?;
    LOADED.get_or_init(|| Box::new(Data { lexicon, tagger }));
    Ok(())
}

/// A redactor of the core with the dictionaries that there are.
pub(crate) fn engine(policy: Policy, key: Option<SurrogateKey>) -> Result<Redactor<'static>, Error> {
    let detector = detector(&policy)?;
    Ok(Redactor::with_detector(policy, detector, key)?)
}

fn detector(policy: &Policy) -> Result<Detector<'static>, Error> {
    if let Some(data) = LOADED.get() {
        return Ok(Detector::with_data(policy.mode(), &data.lexicon, &data.tagger));
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
    Err(Error::new("dictionaries_missing", "the dictionaries of redaction have not been loaded"))
}
