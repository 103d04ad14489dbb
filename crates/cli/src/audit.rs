//! `phiward audit verify`: whether an audit log is what was written, and where it is not.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use phiward_audit::{ChainKey, Fault, Finding, Head, HeadKey, LogId, Report, Verifier};
use serde_json::{Value, json};

use crate::args::{AuditCommand, AuditVerifyArgs};
use crate::failure::{Failure, Place};
use crate::secrets;

/// The most bytes of a head file.
const MAX_HEAD_LEN: u64 = 4096;
/// The most bytes of a line; a longer one is no record, and its rest is not kept.
const MAX_LINE_LEN: usize = 4096;

pub(crate) fn run(command: &AuditCommand, as_json: bool) -> Result<(), Failure> {
    match command {
        AuditCommand::Verify(args) => verify(args, as_json),
    }
}

fn verify(args: &AuditVerifyArgs, as_json: bool) -> Result<(), Failure> {
    let key = secrets::raw_key(&args.key_file)?;
    let mut verifier = Verifier::new(ChainKey::of_segment(args.key_segment, &key));
    if let Some(segment) = args.from_segment {
        verifier = verifier.from_segment(segment);
    }
    if let Some(path) = &args.head_key_file {
        verifier = verifier.with_head_key(HeadKey::from_bytes(&*secrets::raw_key(path)?));
    }
    if let Some(path) = &args.head {
        verifier = verifier.with_anchor(read_head(path)?);
    }
    if let Some(log) = &args.log {
        let log = LogId::parse(log).map_err(|_| Failure::Usage("--log must be the id of a log"))?;
        verifier = verifier.with_log(log);
    }
    let files = segments(&args.paths)?;
    for path in &files {
        read_segment(path, &mut verifier)?;
    }
    let report = verifier.finish();
    let told = tell(&report, &files, as_json);
    told.map_err(|error| Failure::writing(&Place::StandardOutput, &error))?;
    // The lines have told what was found.
    if report.is_intact() { Ok(()) } else { Err(Failure::Silent) }
}

/// Files as they are given; those of a folder in the order of their names, which is that of segments.
fn segments(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let fault = |error: io::Error| Failure::reading(&Place::Path(path.clone()), &error);
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(fault)? {
            let name = entry.map_err(fault)?.path();
            if name.extension().is_some_and(|extension| extension == "jsonl") {
                names.push(name);
            }
        }
        names.sort();
        files.append(&mut names);
    }
    if files.is_empty() {
        return Err(Failure::new("io_not_found", "there is no segment to verify"));
    }
    Ok(files)
}

fn read_segment(path: &Path, verifier: &mut Verifier) -> Result<(), Failure> {
    let fault = |error: io::Error| Failure::reading(&Place::Path(path.to_owned()), &error);
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(fault)?);
    verifier.begin_segment();
    let mut line = Vec::new();
    loop {
        let available = reader.fill_buf().map_err(fault)?;
        if available.is_empty() {
            if !line.is_empty() {
                verifier.line(&line);
            }
            return Ok(());
        }
        let (part, used, is_whole) = match available.iter().position(|byte| *byte == b'\n') {
            Some(end) => (available.get(..end).unwrap_or_default(), end + 1, true),
            None => (available, available.len(), false),
        };
        let room = MAX_LINE_LEN.saturating_sub(line.len());
        line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
        reader.consume(used);
        if is_whole {
            verifier.line(&line);
            line.clear();
        }
    }
}

fn read_head(path: &Path) -> Result<Head, Failure> {
    let fault = |error: io::Error| Failure::reading(&Place::Path(path.to_owned()), &error);
    if fs::metadata(path).map_err(fault)?.len() > MAX_HEAD_LEN {
        return Err(Failure::new("malformed", "the file does not hold a head"));
    }
    let text = fs::read_to_string(path).map_err(fault)?;
    Head::from_json(text.trim()).map_err(|error| Failure::new(error.code(), "the file does not hold a head"))
}

fn tell(report: &Report, files: &[PathBuf], as_json: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for finding in &report.findings {
        let place = files.get(finding.file).map_or(Place::StandardInput, |path| Place::Path(path.clone()));
        if as_json {
            writeln!(out, "{}", finding_json(finding, &place))?;
        } else {
            let Finding { line, lines, fault, .. } = finding;
            let more = if *lines > 1 { format!(", and {} lines after it", lines - 1) } else { String::new() };
            writeln!(out, "{place}:{line}: {fault}{more}")?;
        }
    }
    if as_json {
        let summary = json!({
            "is_intact": report.is_intact(), "is_anchored": report.is_anchored, "has_more": report.has_more,
            "lines": report.lines, "authentic": report.authentic, "events": report.events,
            "heads": report.heads, "last_seq": report.last_seq,
        });
        return writeln!(out, "{summary}");
    }
    if report.has_more {
        writeln!(out, "there is more than is listed")?;
    }
    let verdict = if report.is_intact() { "intact" } else { "not intact" };
    let Report { events, authentic, lines, heads, .. } = report;
    writeln!(out, "{verdict}: {lines} lines, {authentic} authentic, {events} events, {heads} heads signed")?;
    if !report.is_anchored {
        writeln!(out, "no head was given: a cut-off end would not be seen")?;
    }
    Ok(())
}

fn finding_json(finding: &Finding, place: &Place) -> Value {
    let Finding { line, lines, fault, .. } = finding;
    let mut value = json!({ "file": place.to_string(), "line": line, "lines": lines, "code": fault.code() });
    let numbers = match fault {
        Fault::Missing { from, to } | Fault::Truncated { from, to } | Fault::SegmentsMissing { from, to } => {
            [Some(("from", *from)), Some(("to", *to))]
        }
        Fault::OutOfOrder { seq }
        | Fault::Repeated { seq }
        | Fault::Unlinked { seq }
        | Fault::HeadNotSigned { seq }
        | Fault::NotTheAnchor { seq } => [Some(("seq", *seq)), None],
        _ => [None, None],
    };
    if let Value::Object(object) = &mut value {
        object.extend(numbers.into_iter().flatten().map(|(name, number)| (name.to_owned(), json!(number))));
    }
    value
}
