//! The step about something large.

use core::time::Duration;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::time::Instant;

use phiward_envelope::{OpenReader, Opener, OsEntropy, Purpose, SealWriter, Sealer};

use super::screen::Screen;
use super::{Tour, check};
use crate::failure::{Failure, Place};
use crate::seal::STEP;

/// Bytes of the generated stream.
const LEN: usize = 64 * 1024 * 1024;

impl Tour<'_> {
    /// Step 10.
    pub(super) fn stream(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Seal and open a stream of 64 MiB",
            "It passes through memory that does not grow, and every byte is authentic before it is given out.",
            "phiward seal --vault care.vault < scan.img > scan.phw",
        )?;
        let start = Instant::now();
        self.seal_stream()?;
        screen.fact("sealed", speed(start.elapsed()))?;
        let start = Instant::now();
        self.open_stream()?;
        screen.fact("opened", format!("{}, identical", speed(start.elapsed())))
    }

    fn seal_stream(&self) -> Result<(), Failure> {
        let path = self.folder.join("stream.phw");
        let place = Place::Path(path.clone());
        let broken = |error| Failure::writing(&place, &error);
        let sealer = Sealer::new(self.key(), &self.context, Purpose::FILE);
        let file = File::create(path).map_err(broken)?;
        let mut writer = SealWriter::new(&sealer, file, &mut OsEntropy).map_err(broken)?;
        for index in 0..LEN / STEP {
            writer.write_all(&step(index)).map_err(broken)?;
        }
        writer.finish().map(drop).map_err(broken)
    }

    fn open_stream(&self) -> Result<(), Failure> {
        let path = self.folder.join("stream.phw");
        let place = Place::Path(path.clone());
        let broken = |error| Failure::reading(&place, &error);
        let opener = Opener::new(self.key(), &self.context);
        let file = File::open(path).map_err(broken)?;
        let mut reader = OpenReader::new(&opener, file).map_err(broken)?;
        let mut opened = vec![0; STEP];
        for index in 0..LEN / STEP {
            reader.read_exact(&mut opened).map_err(broken)?;
            check(opened == step(index), "the stream is what was sealed")?;
        }
        check(reader.read(&mut opened).map_err(broken)? == 0, "the stream ends where it was ended")
    }
}

/// A piece of the stream: no two are alike.
fn step(index: usize) -> Vec<u8> {
    let mut bytes = vec![index.to_le_bytes()[0]; STEP];
    for (byte, number) in bytes.iter_mut().zip(index.to_be_bytes()) {
        *byte = number;
    }
    bytes
}

fn speed(elapsed: Duration) -> String {
    let mib = 64.0;
    format!("64 MiB in {} ms: {:.0} MiB/s, through a file", elapsed.as_millis(), mib / elapsed.as_secs_f64())
}
