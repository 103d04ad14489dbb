//! The steps about redaction.

use std::io::Write as _;

use phiward_redact::{LogScrubber, Mode, Policy, Redactor, TokenMap};

use super::screen::Screen;
use super::{Tour, check};
use crate::failure::{Failure, Place};

/// A note about nobody.
const NOTE: &str = "Pt Maria Lopez, 71 yo, MRN: 00625079, seen 10/24/2023 for chest pain. BP 153/85, SpO2 97% RA. \
     Aspirin 324 mg given. Call her son at (610) 555-0123.";
/// What of it must not be left, and what must.
const IDENTIFYING: [&str; 5] = ["Maria", "Lopez", "00625079", "10/24/2023", "555-0123"];
const CLINICAL: [&str; 4] = ["chest pain", "BP 153/85, SpO2 97% RA", "Aspirin 324 mg", "71 yo"];
/// The line of the source documents that must not be written, as Node.js prints it.
const LOG_LINE: &str =
    "[TEST MODE] Would send SMS: { to: '+16105550123', body: 'Maria, your visit is on 3/14' }";

impl Tour<'_> {
    /// Step 11.
    pub(super) fn redact(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Redact a note for an AI model, and put the answer together again",
            "Values become numbered tokens on this machine, and the medicine stays. What the tokens stand for\n\
             is kept aside: it is PHI, and is to be sealed as a record is.",
            "phiward redact --explain note.txt",
        )?;
        let redactor = Redactor::new(Policy::ai_round_trip(Mode::Balanced))?;
        let mut map = TokenMap::new();
        let prompt = redactor.redact_with(NOTE, &mut map).text;
        check(!IDENTIFYING.iter().any(|value| prompt.contains(value)), "no identifying value is left")?;
        check(CLINICAL.iter().all(|value| prompt.contains(value)), "the medicine is left")?;
        for (name, text) in [("note", NOTE), ("prompt", prompt.as_str())] {
            show(screen, name, text)?;
        }
        let answer = "Ask [NAME_1] to bring the card of [MRN_1] and call [PHONE_1]; [NAME_99] is unknown.";
        let restored = map.restore(answer);
        check(
            restored.contains("00625079") && restored.contains("[NAME_99]"),
            "tokens that were given out are restored, and no others",
        )?;
        show(screen, "answer", answer)?;
        show(screen, "restored", &restored)?;
        check(map.restore(&prompt) == NOTE, "the prompt restores to the note")?;
        screen.fact("round trip", format!("{} tokens, and the note is back byte for byte", map.len()))
    }

    /// Step 12.
    pub(super) fn scrub_log(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Scrub a log line",
            "The line that a test mode prints, and should not. What the scrubber cannot redact it drops.",
            "phiward scan-logs /var/log/app",
        )?;
        let broken = |error| Failure::writing(&Place::StandardOutput, &error);
        let mut log = LogScrubber::new(Redactor::new(Policy::default())?, Vec::new()).recording();
        writeln!(log, "{LOG_LINE}").map_err(broken)?;
        let found: Vec<&str> = log.take_entries().iter().map(|entry| entry.span.category.name()).collect();
        let (written, _) = log.finish().map_err(broken)?;
        let written = String::from_utf8_lossy(&written);
        check(!written.contains("5550123") && !written.contains("Maria"), "the line shows nobody")?;
        show(screen, "written", LOG_LINE)?;
        show(screen, "logged", written.trim_end())?;
        screen.fact("found", found.join(", "))
    }
}

/// Shows a text in lines that fit the screen.
fn show(screen: &mut Screen, name: &str, text: &str) -> Result<(), Failure> {
    let (mut line, mut name) = (String::new(), name);
    for word in text.split(' ') {
        if !line.is_empty() && line.len() + word.len() >= 88 {
            screen.fact(core::mem::take(&mut name), &line)?;
            line.clear();
        }
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    screen.fact(name, line)
}
