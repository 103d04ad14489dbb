use phiward_audit::Guarded;

fn main() {
    let key = Guarded::new([7u8; 32]);
    let _ = key.0;
}
