use phiward_observe::{Registry, metric};

fn count(registry: &mut Registry, patient: String) {
    registry.count(&metric::INTEGRATION_LAUNCHES, &[&patient], 1);
}

fn main() {
    let _ = count;
}
