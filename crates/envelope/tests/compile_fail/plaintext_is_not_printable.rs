use phiward_envelope::Plaintext;

fn log(record: Plaintext) -> String {
    format!("opened {record}")
}

fn main() {}
