//! Deriving a key of a password, at the cost that new vaults have. It takes no part in the feature `aws-lc`.

use core::{hint::black_box, num::NonZeroU32, time::Duration};

use aws_lc_rs::pbkdf2;
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use phiward_keys::{Caps, KdfParams};

const ITERATIONS: u32 = 600_000;

fn password(criterion: &mut Criterion) {
    assert_eq!(KdfParams::PBKDF2, KdfParams::Pbkdf2Sha256 { iterations: ITERATIONS });
    let jobs = [
        ("pbkdf2", KdfParams::PBKDF2, "600,000 iterations"),
        ("argon2id", KdfParams::ARGON2ID, "64 MiB, t = 3, p = 4"),
        ("argon2id", KdfParams::ARGON2ID_LOW_MEMORY, "32 MiB, t = 6, p = 4"),
    ];
    for (job, params, label) in jobs {
        let mut group = criterion.benchmark_group(job);
        group.sample_size(10).sampling_mode(SamplingMode::Flat).measurement_time(Duration::from_secs(4));
        let caps = Caps::default();
        assert_eq!(params.exercise(&caps), Ok(()));
        group.bench_function(BenchmarkId::new("phiward", label), |b| {
            b.iter(|| black_box(&params).exercise(&caps));
        });
        if job == "pbkdf2" {
            group.bench_function(BenchmarkId::new("aws-lc-rs", label), |b| b.iter(aws_lc_pbkdf2));
        }
        group.finish();
    }
}

fn aws_lc_pbkdf2() -> [u8; 32] {
    let iterations = NonZeroU32::new(ITERATIONS).expect("600,000 is not zero");
    let mut key = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &[0; 16], black_box(b"calibration"), &mut key);
    assert_ne!(key, [0; 32]);
    key
}

criterion_group!(benches, password);
criterion_main!(benches);
