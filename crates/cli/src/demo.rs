//! `phiward demo`: the guided tour. Every step is really done, and a step that does not turn out as told
//! fails the demo.

mod envelopes;
mod redaction;
mod refusals;
mod screen;
mod streams;
mod vaults;

use std::fs;
use std::path::Path;
use std::time::Instant;

use phiward_envelope::{Context, DataKey};
use phiward_keys::{Unlocked, Vault};
use tempfile::TempDir;

use crate::failure::{Failure, Place};
use screen::Screen;

/// The sample record, so that the demo works from any folder.
const RECORD: &[u8] = include_bytes!("../../../examples/data/patient-record.json");
/// Its name in a folder of sample data.
const RECORD_NAME: &str = "patient-record.json";
/// The account of the source documents, which the legacy envelope belongs to.
const EMAIL: &str = "user@example.com";
const PASSWORD: &str = "user-password";

/// What the steps make and hand on.
struct Tour<'a> {
    folder: &'a Path,
    record: Vec<u8>,
    context: Context,
    vault: Vault,
    unlocked: Unlocked,
    /// The sealed record, as it stands in its file.
    envelope: Vec<u8>,
}

pub(crate) fn run(samples: Option<&Path>) -> Result<(), Failure> {
    let start = Instant::now();
    let record = match samples {
        Some(folder) => read(&folder.join(RECORD_NAME))?,
        None => RECORD.to_vec(),
    };
    let folder = TempDir::with_prefix("phiward-demo-")
        .map_err(|error| Failure::writing(&Place::Path(std::env::temp_dir()), &error))?;
    let mut screen = Screen::new(anstream::stdout().lock());
    screen.opening()?;

    let mut tour = Tour::begin(&mut screen, folder.path(), record)?;
    tour.seal(&mut screen)?;
    tour.show_anatomy(&mut screen)?;
    tour.open(&mut screen)?;
    tour.upgrade_legacy(&mut screen)?;
    tour.refuse(&mut screen)?;
    tour.change_password(&mut screen)?;
    tour.recover(&mut screen)?;
    tour.refuse_hostile_slot(&mut screen)?;
    tour.stream(&mut screen)?;
    tour.redact(&mut screen)?;
    tour.scrub_log(&mut screen)?;
    screen.closing(start.elapsed())
}

impl Tour<'_> {
    fn key(&self) -> &DataKey {
        self.unlocked.data_key()
    }

    /// Writes a file of the tour.
    fn store(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        fs::write(&path, bytes).map_err(|error| Failure::writing(&Place::Path(path), &error))
    }

    /// Reads a file of the tour.
    fn stored(&self, name: &str) -> Result<Vec<u8>, Failure> {
        read(&self.folder.join(name))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::reading(&Place::Path(path.to_owned()), &error))
}

/// The demo did not show what it tells. The command then exits with 1.
fn check(holds: bool, what: &str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure::new("demo_failed", format!("this did not hold: {what}"))) }
}
