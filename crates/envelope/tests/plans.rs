//! Plans: whatever becomes of their jobs, the envelope and the plaintext are the same, and so is a failure.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod sample;

use phiward_envelope::{Error, Job, OpenPlan, Opener, Plaintext, Purpose, SealPlan, Sealer};
use sample::{CHUNK, Counting, SEALED_CHUNK, context, key, plaintext};

#[test]
fn jobs_may_run_in_any_way() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    for len in [0, 5, CHUNK, 4 * CHUNK, 5 * CHUNK + 1] {
        let plaintext = plaintext(len);
        let envelope = sealer.seal(&plaintext, &mut Counting::new()).unwrap();
        for (name, run) in RUNS {
            for count in [1, 2, 3, 5, 100] {
                let mut plan = sealer.plan(&plaintext, &mut Counting::new()).map(Plan::Seal).unwrap();
                run(&mut plan, count);
                assert!(plan.finish().unwrap() == envelope, "seal {len} bytes by {count} jobs, {name}");
                let mut plan = Opener::from(&sealer).plan(&envelope).map(Plan::Open).unwrap();
                run(&mut plan, count);
                assert!(plan.finish().unwrap() == plaintext, "open {len} bytes by {count} jobs, {name}");
            }
        }
    }
}

/// A plan of either direction.
enum Plan<'p> {
    Seal(SealPlan<'p>),
    Open(OpenPlan<'p>),
}

impl Plan<'_> {
    fn jobs(&mut self, count: usize) -> Vec<Job<'_>> {
        let count = count.try_into().unwrap();
        match self {
            Self::Seal(plan) => plan.jobs(count).collect(),
            Self::Open(plan) => plan.jobs(count).collect(),
        }
    }

    fn finish(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Seal(plan) => Ok(plan.finish()),
            Self::Open(plan) => plan.finish().map(Plaintext::into_vec),
        }
    }
}

/// A way to deal with the jobs of a plan, of which there are at most so many.
type Run = (&'static str, fn(&mut Plan<'_>, usize));

const RUNS: [Run; 6] = [
    ("no jobs", |_, _| ()),
    ("all dropped", |plan, count| drop(plan.jobs(count))),
    ("last to first", |plan, count| plan.jobs(count).into_iter().rev().for_each(Job::run)),
    ("every other dropped", |plan, count| plan.jobs(count).into_iter().step_by(2).for_each(Job::run)),
    ("divided twice", |plan, count| {
        plan.jobs(count).into_iter().take(1).for_each(Job::run);
        plan.jobs(count + 1).into_iter().skip(1).for_each(Job::run);
    }),
    ("on threads", |plan, count| {
        std::thread::scope(|threads| {
            for job in plan.jobs(count) {
                threads.spawn(|| job.run());
            }
        });
    }),
];

#[test]
fn a_plan_divides_its_chunks_among_at_most_that_many_jobs() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let plaintext = plaintext(5 * CHUNK + 1);
    let mut plan = sealer.plan(&plaintext, &mut Counting::new()).map(Plan::Seal).unwrap();
    assert_eq!([1, 2, 3, 4, 6, 100].map(|count| plan.jobs(count).len()), [1, 2, 3, 3, 6, 6]);
}

#[test]
fn an_altered_chunk_fails_the_plan_however_it_is_run() {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let mut envelope = sealer.seal(&plaintext(3 * CHUNK), &mut Counting::new()).unwrap();
    for altered in [78, 78 + 2 * SEALED_CHUNK, envelope.len() - 1] {
        envelope[altered] ^= 1;
        for (name, run) in RUNS {
            let mut plan = Opener::from(&sealer).plan(&envelope).map(Plan::Open).unwrap();
            run(&mut plan, 2);
            assert_eq!(plan.finish(), Err(Error::Corrupt), "byte {altered}, {name}");
        }
        envelope[altered] ^= 1;
    }
}
