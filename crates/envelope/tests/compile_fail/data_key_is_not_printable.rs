use phiward_envelope::DataKey;

fn log(key: DataKey) -> String {
    format!("opening with {key}")
}

fn main() {}
