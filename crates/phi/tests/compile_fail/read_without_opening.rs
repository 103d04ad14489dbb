use phiward_phi::{Age, AgeUnit, Phi};

fn main() {
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    let _ = age.value();
    let _: &Age = &age;

    let name = Phi::new(String::from("Rosa Delgado"));
    let _ = name.0;
    let _ = name.len();
    let _ = name == Phi::new(String::from("Rosa Delgado"));
}
