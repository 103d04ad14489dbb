use phiward_phi::{Age, AgeUnit, Phi};

fn main() {
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    let _ = serde_json::to_string(&age);
    let _ = serde_json::to_value(Phi::new(String::from("Rosa Delgado")));
}
