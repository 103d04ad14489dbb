use phiward_envelope::DataKey;

fn same(a: DataKey, b: DataKey) -> bool {
    a == b
}

fn main() {}
