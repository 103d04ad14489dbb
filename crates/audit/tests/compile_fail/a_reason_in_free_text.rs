use phiward_audit::BreakGlassReason;

fn main() {
    let _ = BreakGlassReason::new("Rosa Delgado is unconscious");
}
