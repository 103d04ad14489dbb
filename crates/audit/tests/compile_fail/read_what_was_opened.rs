use phiward_audit::{Auditor, Guarded};
use phiward_phi::Scope;

fn read(key: &Guarded<u8>, auditor: &Auditor<'_>, what: &Scope) {
    let note = key.open(auditor, what, &1u8, |key, input| Ok::<_, ()>(key ^ input)).unwrap();
    println!("{note:?}");
}

fn main() {
    let _ = read;
}
