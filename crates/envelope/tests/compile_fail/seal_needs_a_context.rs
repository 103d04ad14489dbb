use phiward_envelope::{DataKey, Error, OsEntropy, seal};

fn store(key: &DataKey, record: &[u8]) -> Result<Vec<u8>, Error> {
    seal(key, record, &mut OsEntropy)
}

fn main() {}
