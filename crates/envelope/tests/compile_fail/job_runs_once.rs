use phiward_envelope::Job;

fn twice(job: Job<'_>) {
    job.run();
    job.run();
}

fn main() {}
