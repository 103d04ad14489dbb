//! `phiward redact`.

mod jsonl;
mod records;
mod tell;
mod way;

use std::io::{BufWriter, Write as _};

use phiward_redact::{Format, LineTimes, LogScrubber, Redactor, TokenMap};
use zeroize::Zeroizing;

use crate::args::RedactArgs;
use crate::failure::{self, Failure};
use crate::input::{Input, check_standard_input_once, is_standard};
use crate::output::{Output, Rules};
use crate::policy;
use crate::progress::Progress;
use crate::seal::STEP;
use crate::utf8::Decoder;
use records::{Cut, Records};
use tell::Teller;
use way::Way;

pub(crate) fn run(args: &RedactArgs, as_json: bool, quiet: bool) -> Result<(), Failure> {
    let input_path = args.input.as_deref();
    check_standard_input_once(input_path, &[args.policy.key_file.as_deref()])?;
    check_outputs(args)?;
    let rules = policy::Rules::read(&args.policy.rules)?;
    let line_times = if args.keep_line_times { LineTimes::Kept } else { LineTimes::Redacted };
    let redactor = rules.redactor(&args.policy)?.with_line_times(line_times);
    let mut input = Input::open(input_path)?;
    let written = Rules { input: input_path, force: args.force, text: false, readable: true };
    let output = Output::create(args.output.as_deref(), written)?;
    let teller = Teller::create(args, as_json, written)?;
    let progress = Progress::of(input.len(), quiet);
    input = input.with_progress(progress);

    let mut pipe = Pipe { input, decoder: Decoder::default(), output, teller, map: TokenMap::new() };
    let result = if args.jsonl {
        jsonl::run(&mut pipe, &redactor, args.format, as_json)
    } else {
        let way = pipe.way(args)?;
        pipe.pass(redactor, way)
    };
    pipe.end(result, &rules, as_json)
}

/// Refuses outputs of which one would end up in the other.
fn check_outputs(args: &RedactArgs) -> Result<(), Failure> {
    let standard = args.output.as_deref().is_none_or(is_standard);
    match args.manifest.as_deref() {
        Some(manifest) if is_standard(manifest) && standard => Err(Failure::Usage(
            "standard output can be written once: name a file for the output or the manifest",
        )),
        Some(manifest) if args.output.as_deref() == Some(manifest) => {
            Err(Failure::Usage("the output and the manifest are the same file"))
        }
        _ => Ok(()),
    }
}

/// What is read, what is written, and what is told of it.
struct Pipe {
    input: Input,
    decoder: Decoder,
    output: Output,
    teller: Teller,
    /// What tokens stand for, which is forgotten at the end.
    map: TokenMap,
}

impl Pipe {
    /// How the input is to be redacted.
    fn way(&mut self, args: &RedactArgs) -> Result<Way, Failure> {
        if let Some(way) = Way::by_name(args.format, args.input.as_deref()) {
            return Ok(way);
        }
        let mut start = Vec::new();
        self.input.fill(&mut start, way::SNIFFED)?;
        let found = Way::by_content(&start);
        let way = if args.format.is_none() { found.unnamed() } else { found };
        let rest = core::mem::replace(&mut self.input, Input::nothing());
        self.input = rest.preceded_by(start);
        Ok(way)
    }

    fn pass(&mut self, redactor: Redactor<'static>, way: Way) -> Result<(), Failure> {
        match way {
            Way::Text => self.text(&redactor),
            Way::Log => self.log(redactor),
            Way::Lines(format) => self.records(&redactor, format, Cut::Lines),
            Way::Messages => self.records(&redactor, Format::Hl7, Cut::Messages),
            Way::Whole(format) => self.whole(&redactor, format),
        }
    }

    /// Reads a piece of text; `false` at the end of the input.
    fn read(&mut self, text: &mut Zeroizing<String>) -> Result<bool, Failure> {
        let read = self.decoder.read(&mut self.input, text);
        read.map_err(|error| Failure::reading(self.input.place(), &error))
    }

    fn text(&mut self, redactor: &Redactor<'_>) -> Result<(), Failure> {
        let mut stream = redactor.stream();
        if self.teller.is_wanted() {
            stream = stream.recording();
        }
        let mut redacted = String::new();
        let mut goes_on = true;
        while goes_on {
            let mut piece = Zeroizing::new(String::new());
            goes_on = self.read(&mut piece)?;
            self.teller.read(&piece);
            stream.push(&piece, &mut self.map, &mut redacted);
            self.output.put(redacted.as_bytes())?;
            redacted.clear();
            self.teller.tell(&stream.take_entries(), 0)?;
        }
        let manifest = stream.finish(&mut self.map, &mut redacted);
        self.output.put(redacted.as_bytes())?;
        self.teller.tell(manifest.entries(), 0)
    }

    fn log(&mut self, redactor: Redactor<'static>) -> Result<(), Failure> {
        let Self { input, decoder, output, teller, .. } = self;
        let place = output.place().clone();
        let broken = |error| Failure::writing(&place, &error);
        let mut scrubber = LogScrubber::new(redactor, BufWriter::with_capacity(STEP, output));
        if teller.is_wanted() {
            scrubber = scrubber.recording();
        }
        let mut goes_on = true;
        while goes_on {
            let mut piece = Zeroizing::new(String::new());
            let read = decoder.read(&mut *input, &mut piece);
            goes_on = read.map_err(|error| Failure::reading(input.place(), &error))?;
            teller.read(&piece);
            scrubber.write_all(piece.as_bytes()).map_err(broken)?;
            if !goes_on {
                scrubber.end().map_err(broken)?;
            }
            teller.tell(&scrubber.take_entries(), 0)?;
        }
        match scrubber.finish().map_err(broken)?.1.dropped {
            0 => Ok(()),
            _ => Err(Failure::new("record_dropped", "records could not be redacted, and were left out")),
        }
    }

    fn records(&mut self, redactor: &Redactor<'_>, format: Format, cut: Cut) -> Result<(), Failure> {
        let mut records = Records::new(cut);
        let mut at = 0;
        while let Some(record) = records.next(|text| self.read(text))? {
            // A line is redacted without its end, which is no part of an address or a document.
            let body = if cut == Cut::Lines { record.trim_end_matches(['\r', '\n']) } else { &record };
            self.teller.read(&record);
            let redaction = redactor.redact_as(format, body, &mut self.map);
            self.output.put(redaction.text.as_bytes())?;
            self.output.put(record.get(body.len()..).unwrap_or_default().as_bytes())?;
            self.teller.tell(redaction.manifest.entries(), at)?;
            at += record.len();
        }
        Ok(())
    }

    fn whole(&mut self, redactor: &Redactor<'_>, format: Format) -> Result<(), Failure> {
        let mut text = Zeroizing::new(String::new());
        while self.read(&mut text)? {}
        self.teller.read(&text);
        let redaction = redactor.redact_as(format, &text, &mut self.map);
        self.output.put(redaction.text.as_bytes())?;
        self.teller.tell(redaction.manifest.entries(), 0)
    }

    /// Finishes the outputs, also when records were refused: what was written is redacted.
    fn end(self, result: Result<(), Failure>, rules: &policy::Rules, as_json: bool) -> Result<(), Failure> {
        let Self { input, decoder, output, teller, .. } = self;
        // The bar goes before anything is said.
        drop(input);
        match &result {
            Err(failure) if !matches!(failure.code(), "record_dropped" | "lines_refused") => return result,
            _ => {}
        }
        output.commit()?;
        teller.finish(rules, decoder.replaced())?;
        match decoder.replaced() {
            0 => {}
            1 => failure::warn("invalid_utf8", "1 sequence of bytes was no UTF-8 and was replaced", as_json),
            count => {
                let reason = format!("{count} sequences of bytes were no UTF-8 and were replaced");
                failure::warn("invalid_utf8", &reason, as_json);
            }
        }
        result
    }
}
