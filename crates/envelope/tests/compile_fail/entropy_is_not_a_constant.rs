use phiward_envelope::{Context, DataKey, Error, seal};

fn store(key: &DataKey, context: &Context, record: &[u8]) -> Result<Vec<u8>, Error> {
    seal(key, context, record, &mut [0; 24])
}

fn main() {}
