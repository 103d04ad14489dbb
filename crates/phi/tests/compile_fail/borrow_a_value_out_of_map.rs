use phiward_phi::Phi;

fn main() {
    let name = Phi::new(String::from("Rosa Delgado"));
    let _: Phi<&str> = name.map(|name| name.as_str());
}
