use phiward_envelope::{Context, DataKey, Error, OsEntropy, seal};

fn store(key: &DataKey, context: &Context, nonce: [u8; 12], record: &[u8]) -> Result<Vec<u8>, Error> {
    seal(key, context, nonce, record, &mut OsEntropy)
}

fn main() {}
