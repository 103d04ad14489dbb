use phiward_envelope::{Error, OpenPlan, Plaintext};

fn ends_too_early(mut plan: OpenPlan<'_>) -> Result<Plaintext, Error> {
    let jobs: Vec<_> = plan.jobs(2.try_into().unwrap()).collect();
    let opened = plan.finish();
    for job in jobs {
        job.run();
    }
    opened
}

fn main() {}
