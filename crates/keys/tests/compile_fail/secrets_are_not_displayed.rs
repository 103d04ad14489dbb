//! A secret in a format string is a secret in a log.
use phiward_keys::{AuditedReason, Kek, Password, RecoveryCode};

fn main() {
    let password = Password::new("x");
    let code = RecoveryCode::from_bytes(&[0; 32]);
    let kek = Kek::from_bytes(&[0; 32]);
    let reason = AuditedReason::new("user-9", "why");
    println!("{password} {code} {kek} {}", reason.unwrap());
}
