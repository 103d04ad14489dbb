use phiward_envelope::legacy;

fn keep_a_copy(key: legacy::Key) -> (legacy::Key, legacy::Key) {
    (key.clone(), key)
}

fn main() {}
