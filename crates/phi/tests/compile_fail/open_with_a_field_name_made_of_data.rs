use phiward_phi::{AuditContext, Phi};

fn open(name: &Phi<String>, audit: &AuditContext<'_>, patient: &str) {
    let _ = name.open(audit, patient);
}

fn main() {
    let _ = open;
}
