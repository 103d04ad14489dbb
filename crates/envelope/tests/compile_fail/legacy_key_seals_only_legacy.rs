use phiward_envelope::{Context, Error, OsEntropy, legacy, seal};

fn store(key: &legacy::Key, context: &Context, record: &[u8]) -> Result<Vec<u8>, Error> {
    seal(key, context, record, &mut OsEntropy)
}

fn main() {}
