use phiward_envelope::Plaintext;

fn cache(_record: impl Clone) {}

fn keep_a_copy(record: Plaintext) {
    cache(record);
}

fn main() {}
