//! What redaction is measured on: notes full of PHI, prose without any, and the log of an application.
//!
//! The notes and the sentences are checked in; the rest is drawn with a fixed seed, so every run has the
//! same inputs.

#![expect(
    clippy::indexing_slicing,
    reason = "the inputs are checked in, and a wrong one should stop the bench"
)]

use fastrand::Rng;
use serde_json::{Value, json};

/// Synthetic notes, of `phiward-redact-data notes --count 400 --seed 11`.
const NOTES: &str = include_str!("../inputs/notes.jsonl");
/// Sentences on medicine that name nobody, no place and no day.
const PROSE: &str = include_str!("../inputs/prose.txt");

/// Every input has at least so many bytes.
const WANTED: usize = 1 << 20;
/// A page of prose ends after so many bytes.
const PAGE: usize = 16 << 10;
/// Lines of a log that are handled together.
const LINES: usize = 100;

/// A set of texts that are searched one by one.
#[derive(Debug)]
pub struct Input {
    /// Its row in the tables, and the name of its file.
    pub name: &'static str,
    /// Whether it holds PHI.
    pub has_phi: bool,
    /// Its texts.
    pub texts: Vec<String>,
}

impl Input {
    /// All inputs, in the order of the tables.
    #[must_use]
    pub fn all() -> [Self; 3] {
        [Self::notes(), Self::prose(), Self::log()]
    }

    /// Clinical notes with some fifteen identifiers in a kilobyte.
    ///
    /// # Panics
    /// When the file is not what it was.
    #[must_use]
    pub fn notes() -> Self {
        let note = |line: &str| {
            let note: Value = serde_json::from_str(line).expect("a line is an object");
            note["text"].as_str().expect("a note has a text").to_owned()
        };
        let notes: Vec<String> = NOTES.lines().map(note).collect();
        Self { name: "notes", has_phi: true, texts: fill(|index| notes[index % notes.len()].clone()) }
    }

    /// Pages of medical prose without PHI: the sentences in an order of their own on every page.
    #[must_use]
    pub fn prose() -> Self {
        let sentences: Vec<&str> = PROSE.lines().filter(|line| !line.is_empty()).collect();
        let mut rng = Rng::with_seed(3);
        Self { name: "prose", has_phi: false, texts: fill(|_| page(&sentences, &mut rng)) }
    }

    /// Pieces of an application's log; one line in three has PHI.
    #[must_use]
    pub fn log() -> Self {
        let mut rng = Rng::with_seed(5);
        let piece = |_| (0..LINES).map(|_| log_line(&mut rng)).collect();
        Self { name: "log", has_phi: true, texts: fill(piece) }
    }

    /// The sum of the lengths of the texts.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    /// The texts as lines of JSON, which peers in other languages read.
    #[must_use]
    pub fn json_lines(&self) -> String {
        self.texts.iter().map(|text| format!("{}\n", json!({ "text": text }))).collect()
    }
}

/// Texts until they have enough bytes together.
fn fill(mut text: impl FnMut(usize) -> String) -> Vec<String> {
    let mut texts = Vec::new();
    let mut bytes = 0;
    while bytes < WANTED {
        let text = text(texts.len());
        bytes += text.len();
        texts.push(text);
    }
    texts
}

fn page(sentences: &[&str], rng: &mut Rng) -> String {
    let mut page = String::with_capacity(PAGE + 2048);
    while page.len() < PAGE {
        for _ in 0..rng.usize(3..9) {
            page.push_str(sentences[rng.usize(..sentences.len())]);
            page.push(' ');
        }
        page.push_str("\n\n");
    }
    page
}

const SURNAMES: [&str; 8] =
    ["Okafor", "Lindqvist", "Marsh", "Delacroix", "Tanaka", "Ferreira", "Novak", "Quill"];
const GIVEN: [&str; 8] = ["Ada", "Henrik", "Rosa", "Miles", "Yuki", "Paulo", "Irena", "Samuel"];

fn log_line(rng: &mut Rng) -> String {
    let (hour, minute, second, milli) = (rng.u8(0..24), rng.u8(0..60), rng.u8(0..60), rng.u16(0..1000));
    let (small, large) = (rng.u16(1..900), rng.u32(10_000_000..99_999_999));
    let surname = SURNAMES[rng.usize(..SURNAMES.len())];
    let given = GIVEN[rng.usize(..GIVEN.len())];
    let message = match rng.u8(0..12) {
        0 => {
            format!("INFO http: GET /api/v2/encounters status=200 duration_ms={small} bytes={}", large / 977)
        }
        1 => format!("DEBUG cache: hit ratio=0.{small:03} entries={} evicted={}", large % 7919, small / 3),
        2 => format!("INFO queue: worker {} took job after {small} ms, {} waiting", small % 16, small % 97),
        3 => format!("WARN db: slow query took {small} ms, rows={}, plan=index_scan", large % 4099),
        4 => format!("INFO sync: batch complete, {small} records uploaded, 0 conflicts, retry=false"),
        5 => format!("DEBUG gc: heap {} MiB, pause {}.{} ms, generation=1", small, small % 9, small % 10),
        6 => format!("INFO scheduler: next run of nightly_export in {small} s, lock acquired"),
        7 => {
            format!("ERROR export: unit conversion failed for field weight, code=E{small:03}, attempt 2 of 5")
        }
        8 => format!("INFO lookup: mrn={large} status=ok duration_ms={small}"),
        9 => format!(
            "INFO auth: user={}.{}@clinic.example ip=10.20.{}.{} ok",
            given.to_lowercase(),
            surname.to_lowercase(),
            small % 256,
            large % 256
        ),
        10 => format!(
            "WARN sms: delivery to ({}) 555-{:04} failed, provider code {small}",
            200 + small % 700,
            large % 10_000
        ),
        _ => format!(
            "INFO chart: patient {given} {surname} dob=19{:02}-0{}-1{} opened",
            40 + small % 60,
            1 + small % 9,
            small % 10
        ),
    };
    format!("2026-03-{:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z {message}\n", 1 + small % 28)
}

#[cfg(test)]
mod tests {
    use super::{Input, WANTED};

    #[test]
    fn inputs_are_the_same_each_time() {
        for (first, second) in Input::all().into_iter().zip(Input::all()) {
            assert_eq!(first.texts, second.texts, "{}", first.name);
            assert!(first.bytes() >= WANTED && first.bytes() < WANTED + (32 << 10), "{}", first.name);
        }
    }

    #[test]
    fn prose_has_doses_and_no_long_number() {
        for text in Input::prose().texts {
            assert!(text.contains(" mg ") && !text.contains('@'));
            let numbers = text.split(|c: char| !c.is_ascii_digit());
            assert!(numbers.map(str::len).max().is_some_and(|longest| (2..=4).contains(&longest)));
        }
    }
}
