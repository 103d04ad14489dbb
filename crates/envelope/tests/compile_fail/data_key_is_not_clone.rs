use phiward_envelope::DataKey;

fn keep_a_copy(key: DataKey) -> (DataKey, DataKey) {
    (key.clone(), key)
}

fn main() {}
