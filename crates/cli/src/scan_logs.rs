//! `phiward scan-logs`: where PHI stands in log files, and of which category, never which.

mod files;
mod findings;
mod scanner;

use core::sync::atomic::{AtomicUsize, Ordering};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use phiward_redact::Category;
use serde_json::json;

use crate::args::ScanLogsArgs;
use crate::failure::{Failure, Place};
use crate::policy::Rules;
use crate::progress::Progress;
use scanner::Scanner;

/// Files that are searched at a time.
const WORKERS: usize = 2;
/// Messages that wait for their turn to be printed, for each file.
const QUEUE: usize = 16;

/// A category on a line.
type Finding = (u64, Category);

/// What a worker tells of a file.
enum Message {
    Found(Vec<Finding>),
    Failed(Failure),
}

pub(crate) fn run(args: &ScanLogsArgs, as_json: bool, quiet: bool) -> Result<(), Failure> {
    let rules = Rules::read(&args.rules)?;
    let (files, mut failed) = files::list(&args.paths);
    for failure in &failed {
        failure.report(as_json);
    }
    let progress = Mutex::new(Progress::of(files::total_len(&files), quiet));
    let job = Job { files: &files, next: AtomicUsize::new(0), progress: &progress };
    let scanners = (0..WORKERS.min(files.len()))
        .map(|_| Scanner::new(&rules, args.line_times))
        .collect::<Result<Vec<_>, _>>()?;
    let (senders, receivers): (Vec<_>, Vec<_>) = files.iter().map(|_| sync_channel(QUEUE)).unzip();
    let senders: Vec<_> = senders.into_iter().map(|sender| Mutex::new(Some(sender))).collect();
    let printed = thread::scope(|scope| {
        for mut scanner in scanners {
            let (job, senders) = (&job, &senders);
            scope.spawn(move || job.work(&mut scanner, senders));
        }
        print(&job, receivers, as_json)
    });
    let (found, faults) = printed?;
    failed.extend(faults);
    // The lines have told what was found.
    if found > 0 || !failed.is_empty() { Err(Failure::Silent) } else { Ok(()) }
}

/// What the workers share.
struct Job<'a> {
    files: &'a [PathBuf],
    next: AtomicUsize,
    progress: &'a Mutex<Progress>,
}

impl Job<'_> {
    /// Takes files in their order, so that the one that is printed next is always in work or done.
    fn work(&self, scanner: &mut Scanner, senders: &[Mutex<Option<SyncSender<Message>>>]) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(file), Some(sender)) = (self.files.get(index), senders.get(index)) else { return };
            // Dropped when the file is done, which tells the printer.
            let Some(sender) = sender.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
            let advance = |count| self.lock_progress().advance(count);
            // Nobody listens any more when a message cannot be sent.
            let mut tell = |found| sender.send(Message::Found(found)).is_ok();
            if let Err(failure) = scanner.scan(file, advance, &mut tell) {
                let _ = sender.send(Message::Failed(failure));
            }
        }
    }

    fn lock_progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints what was found, file by file; gives the number of findings and what failed.
fn print(
    job: &Job<'_>,
    receivers: Vec<Receiver<Message>>,
    as_json: bool,
) -> Result<(u64, Vec<Failure>), Failure> {
    let (mut count, mut failed) = (0, Vec::new());
    for (file, receiver) in job.files.iter().zip(receivers) {
        let place = Place::Path(file.clone());
        for message in receiver {
            match message {
                Message::Found(found) => {
                    count += found.len() as u64;
                    let written = job.lock_progress().aside(|| write(&place, &found, as_json));
                    written.map_err(|error| Failure::writing(&Place::StandardOutput, &error))?;
                }
                Message::Failed(failure) => {
                    job.lock_progress().aside(|| failure.report(as_json));
                    failed.push(failure);
                }
            }
        }
    }
    Ok((count, failed))
}

fn write(place: &Place, found: &[Finding], as_json: bool) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let file = place.to_string();
    for (line, category) in found {
        if as_json {
            let finding = json!({ "file": file, "line": line, "category": category.name() });
            writeln!(out, "{finding}")?;
        } else {
            writeln!(out, "{file}:{line}:{category}")?;
        }
    }
    out.flush()
}
