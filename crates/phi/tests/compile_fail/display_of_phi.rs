use phiward_phi::{Age, AgeUnit};

fn main() {
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    println!("{age}");
}
