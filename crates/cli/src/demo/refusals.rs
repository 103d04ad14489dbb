//! The step in which everything goes wrong, as it should.

use std::io::{self, Read as _};

use phiward_envelope::{
    Context, OpenReader, Opener, OsEntropy, Purpose, SEALED_CHUNK_LEN, SealWriter, Sealer, open,
};
use phiward_keys::{Caps, Password};

use super::Tour;
use super::screen::Screen;
use crate::failure::{Failure, Place};

impl Tour<'_> {
    /// Step 6.
    pub(super) fn refuse(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Tamper, misplace, guess and cut",
            "Four faults, each with a code of its own. Nothing comes out that is not authentic.",
            "",
        )?;
        let mut tampered = self.envelope.clone();
        if let Some(last) = tampered.last_mut() {
            *last ^= 1;
        }
        screen.refused(
            "one bit of the sealed record flipped",
            open(self.key(), &self.context, &tampered),
            "corrupt",
        )?;

        let other = Context::new([("tenant", "clinic-7"), ("patient", "pat-2"), ("record", "obs-42")])?;
        let misplaced = open(self.key(), &other, &self.envelope);
        screen.refused("the record of another patient's context", misplaced, "wrong_key_or_context")?;

        let guessed = self.vault.unlock(&Password::new("user-passwort"), &Caps::default());
        screen.refused("a wrong password", guessed, "wrong_password")?;

        screen.refused("a stream that was cut at a chunk's end", self.open_cut_stream(), "truncated")
    }

    /// Seals a stream of three chunks, and opens what is left after the last was cut off.
    fn open_cut_stream(&self) -> Result<(), Failure> {
        let sealer = Sealer::new(self.key(), &self.context, Purpose::FILE);
        let place = Place::StandardInput;
        let broken = |error: io::Error| Failure::reading(&place, &error);
        let mut writer = SealWriter::new(&sealer, Vec::new(), &mut OsEntropy).map_err(broken)?;
        io::copy(&mut io::repeat(7).take(40_000), &mut writer).map_err(broken)?;
        let envelope = writer.finish().map_err(broken)?;
        let header = phiward_envelope::Header::parse(&envelope)?;
        let cut = envelope.get(..header.prefix_len() + 2 * SEALED_CHUNK_LEN).unwrap_or_default();
        let opener = Opener::new(self.key(), &self.context);
        let mut reader = OpenReader::new(&opener, cut).map_err(broken)?;
        io::copy(&mut reader, &mut io::sink()).map_err(broken).map(drop)
    }
}
