use phiward_audit::Guarded;
use phiward_phi::Scope;

fn main() {
    let key = Guarded::new(7u8);
    let what = Scope::parse("record").unwrap();
    let _ = key.open(&what, &1u8, |key, input| Ok::<u8, ()>(key ^ input));
}
