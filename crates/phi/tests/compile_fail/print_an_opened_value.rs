use phiward_phi::{AuditContext, Phi};

fn print(name: &Phi<String>, audit: &AuditContext<'_>) {
    if let Ok(name) = name.open(audit, "name") {
        println!("{name}");
        println!("{name:?}");
    }
}

fn main() {
    let _ = print;
}
