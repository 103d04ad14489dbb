//! Processor time of finding and redacting: `redact_find` and `redact_text` on each input, `redact_log` on log lines, and
//! `redact_load` for what stands before the first text.

mod processor_time;

use core::{hint::black_box, time::Duration};
use std::io::Write as _;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use phiward_benches::{Balanced, Finder, Input, RegexBySet, RegexEach, Strict};
#[cfg(feature = "redact-peers")]
use phiward_benches::{CloakPipe, RedactCore};
use phiward_redact::{Detector, LogScrubber, Mode, Policy, Redactor, TokenMap};
use processor_time::ProcessorTime;

/// The group of that name for an input. A peer of 4 MB/s takes a quarter of a second for one pass.
fn group<'c>(
    criterion: &'c mut Criterion<ProcessorTime>,
    name: &str,
    input: &Input,
) -> BenchmarkGroup<'c, ProcessorTime> {
    let mut group = criterion.benchmark_group(name);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(input.bytes() as u64));
    group
}

/// Measures finding in all the texts of an input, having seen that it finds the same each time.
fn finder<F: Finder>(group: &mut BenchmarkGroup<'_, ProcessorTime>, input: &Input) {
    let finder = F::default();
    let find = || input.texts.iter().map(|text| finder.count(black_box(text))).sum::<usize>();
    let found = find();
    assert!(found > 0 || !input.has_phi, "{} finds nothing in {}", F::NAME, input.name);
    group.bench_function(BenchmarkId::new(F::NAME, input.name), |b| b.iter(find));
    assert_eq!(find(), found, "{}", F::NAME);
}

fn find(criterion: &mut Criterion<ProcessorTime>) {
    for input in &Input::all() {
        let mut group = group(criterion, "redact_find", input);
        finder::<Balanced>(&mut group, input);
        finder::<Strict>(&mut group, input);
        #[cfg(feature = "redact-peers")]
        finder::<RedactCore>(&mut group, input);
        #[cfg(feature = "redact-peers")]
        finder::<CloakPipe>(&mut group, input);
        finder::<RegexEach>(&mut group, input);
        finder::<RegexBySet>(&mut group, input);
        group.finish();
    }
}

fn redactor() -> Redactor<'static> {
    Redactor::new(Policy::default()).expect("the default policy needs no key")
}

fn text(criterion: &mut Criterion<ProcessorTime>) {
    for input in &Input::all() {
        let mut group = group(criterion, "redact_text", input);
        let redactor = redactor();
        rewriter(&mut group, "phiward", input, |text| redactor.redact(text).text);
        #[cfg(feature = "redact-peers")]
        {
            let peer = RedactCore::default();
            rewriter(&mut group, RedactCore::NAME, input, |text| peer.redact(text));
        }
        group.finish();
    }
}

/// Measures redacting all the texts of an input, having seen that texts with PHI change.
fn rewriter(
    group: &mut BenchmarkGroup<'_, ProcessorTime>,
    name: &str,
    input: &Input,
    rewrite: impl Fn(&str) -> String,
) {
    let changed = input.texts.iter().filter(|text| rewrite(text) != **text).count();
    assert!(changed > 0 || !input.has_phi, "{name} changes nothing in {}", input.name);
    group.bench_function(BenchmarkId::new(name, input.name), |b| {
        b.iter(|| input.texts.iter().map(|text| rewrite(black_box(text)).len()).sum::<usize>());
    });
}

fn log(criterion: &mut Criterion<ProcessorTime>) {
    let input = Input::log();
    let mut group = group(criterion, "redact_log", &input);
    let redactor = redactor();
    rewriter(&mut group, "phiward", &input, |text| redactor.redact_log(text, &mut TokenMap::new()).text);
    let scrubbed = scrub(&input);
    assert!(scrubbed.len() > input.bytes() / 2 && scrubbed != input.texts.concat().as_bytes());
    group.bench_function(BenchmarkId::new("phiward, LogScrubber", input.name), |b| b.iter(|| scrub(&input)));
    assert_eq!(scrub(&input), scrubbed);
    group.finish();
}

/// The log after it was written line by line, as a program writes it.
fn scrub(input: &Input) -> Vec<u8> {
    let mut log = LogScrubber::new(redactor(), Vec::with_capacity(input.bytes()));
    for line in input.texts.iter().flat_map(|text| text.split_inclusive('\n')) {
        log.write_all(line.as_bytes()).expect("a vector takes what is written");
    }
    log.finish().expect("a vector takes what is written").0
}

/// A detector and its first text, in a process that has made detectors before.
fn load(criterion: &mut Criterion<ProcessorTime>) {
    let mut group = criterion.benchmark_group("redact_load");
    let first = || Detector::new(black_box(Mode::Balanced)).find(black_box("MRN: 00625079")).len();
    assert_eq!(first(), 1);
    group.bench_function(BenchmarkId::new("phiward", "first text"), |b| b.iter(first));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = find, text, log, load
}
criterion_main!(benches);
