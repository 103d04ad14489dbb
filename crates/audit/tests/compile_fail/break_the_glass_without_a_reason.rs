use phiward_audit::{Auditor, EventSink};
use phiward_phi::Access;

fn enter(access: Access, log: &dyn EventSink) {
    let _ = Auditor::break_glass(access, log);
}

fn main() {
    let _ = enter;
}
