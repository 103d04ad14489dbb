use phiward_audit::{Auditor, Guarded};
use phiward_phi::Scope;

fn steal(key: &Guarded<[u8; 32]>, auditor: &Auditor<'_>, what: &Scope) {
    let mut stolen = Vec::new();
    let _ = key.open(auditor, what, &1u8, |key, _| {
        stolen.push(*key);
        Ok::<u8, ()>(0)
    });
}

fn main() {
    let _ = steal;
}
