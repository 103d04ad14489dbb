//! Sealing and opening whole records: groups `seal` and `open` allocate, `seal_into` and `open_into` do not.

use core::{hint::black_box, time::Duration};

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use phiward_benches::{AesGcm, AwsLc, Cobblestone, InMemory, Peer, Phiward, SIZES, Xaes, plaintext};
use phiward_envelope::{Entropy as _, OsEntropy};

/// Runs a group: its benches for each size.
fn group(
    criterion: &mut Criterion,
    name: &str,
    benches: impl Fn(&mut BenchmarkGroup<'_, WallTime>, &str, &[u8]),
) {
    let mut group = criterion.benchmark_group(name);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for (label, len) in SIZES {
        let large = len > 4 << 20;
        group.sample_size(if large { 20 } else { 60 });
        group.sampling_mode(if large { SamplingMode::Flat } else { SamplingMode::Auto });
        group.throughput(Throughput::Bytes(len as u64));
        benches(&mut group, label, &plaintext(len));
    }
    group.finish();
}

fn seal<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, label: &str, plaintext: &[u8]) {
    let peer = P::default();
    assert_eq!(peer.open(&peer.seal(plaintext)).as_ref(), plaintext, "{}", P::NAME);
    group.bench_function(BenchmarkId::new(P::NAME, label), |b| b.iter(|| peer.seal(black_box(plaintext))));
}

fn open<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, label: &str, plaintext: &[u8]) {
    let peer = P::default();
    let sealed = peer.seal(plaintext);
    assert_eq!(peer.open(&sealed).as_ref(), plaintext, "{}", P::NAME);
    group.bench_function(BenchmarkId::new(P::NAME, label), |b| b.iter(|| peer.open(black_box(&sealed))));
}

fn seal_into<P: InMemory>(group: &mut BenchmarkGroup<'_, WallTime>, label: &str, plaintext: &[u8]) {
    let peer = P::default();
    let mut out = Vec::new();
    peer.seal_into(plaintext, &mut out);
    assert_eq!(peer.open(&out).as_ref(), plaintext, "{}", P::NAME);
    group.bench_function(BenchmarkId::new(P::NAME, label), |b| {
        b.iter(|| peer.seal_into(black_box(plaintext), &mut out));
    });
}

fn open_into<P: InMemory>(group: &mut BenchmarkGroup<'_, WallTime>, label: &str, plaintext: &[u8]) {
    let peer = P::default();
    let sealed = peer.seal(plaintext);
    let mut out = Vec::new();
    peer.open_into(&sealed, &mut out);
    assert_eq!(out, plaintext, "{}", P::NAME);
    group.bench_function(BenchmarkId::new(P::NAME, label), |b| {
        b.iter(|| peer.open_into(black_box(&sealed), &mut out));
    });
}

fn whole(criterion: &mut Criterion) {
    group(criterion, "seal", |group, label, plaintext| {
        seal::<Phiward>(group, label, plaintext);
        seal::<AesGcm>(group, label, plaintext);
        seal::<AwsLc>(group, label, plaintext);
        seal::<Xaes>(group, label, plaintext);
        seal::<Cobblestone>(group, label, plaintext);
    });
    group(criterion, "open", |group, label, plaintext| {
        open::<Phiward>(group, label, plaintext);
        open::<AesGcm>(group, label, plaintext);
        open::<AwsLc>(group, label, plaintext);
        open::<Xaes>(group, label, plaintext);
        open::<Cobblestone>(group, label, plaintext);
    });
}

fn in_memory(criterion: &mut Criterion) {
    group(criterion, "seal_into", |group, label, plaintext| {
        seal_into::<Phiward>(group, label, plaintext);
        seal_into::<AesGcm>(group, label, plaintext);
        seal_into::<AwsLc>(group, label, plaintext);
    });
    group(criterion, "open_into", |group, label, plaintext| {
        open_into::<Phiward>(group, label, plaintext);
        open_into::<AesGcm>(group, label, plaintext);
        open_into::<AwsLc>(group, label, plaintext);
    });
}

/// The column of [`Phiward`] without a plan.
const ONE_THREAD: &str =
    if cfg!(feature = "aws-lc") { "phiward-aws-lc, one thread" } else { "phiward, one thread" };

/// A large record by the jobs of a plan, each on a thread of its own.
fn two_threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("seal_on_two_threads");
    group.sample_size(20).sampling_mode(SamplingMode::Flat);
    for (label, len) in SIZES.into_iter().filter(|(_, len)| *len >= 1 << 20) {
        let (peer, plaintext) = (Phiward::default(), plaintext(len));
        assert_eq!(peer.open(&peer.seal_on_two_threads(&plaintext)).as_ref(), plaintext);
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(BenchmarkId::new(Phiward::NAME, label), |b| {
            b.iter(|| peer.seal_on_two_threads(black_box(&plaintext)));
        });
        group.bench_function(BenchmarkId::new(ONE_THREAD, label), |b| {
            b.iter(|| peer.seal(black_box(&plaintext)));
        });
    }
    group.finish();
}

/// What the other groups leave out: the salt of one envelope, drawn from the operating system.
fn entropy(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("salt");
    let mut salt = [0; 24];
    assert!(OsEntropy.fill(&mut salt).is_ok() && salt != [0; 24]);
    group.bench_function(BenchmarkId::new(Phiward::NAME, "24 B"), |b| {
        b.iter(|| OsEntropy.fill(black_box(&mut salt)));
    });
    group.finish();
}

criterion_group!(benches, whole, in_memory, two_threads, entropy);
criterion_main!(benches);
