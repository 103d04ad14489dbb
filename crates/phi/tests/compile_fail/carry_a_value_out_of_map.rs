use phiward_phi::Phi;

fn main() {
    let name = Phi::new(String::from("Rosa Delgado"));
    let mut stolen = String::new();
    let _ = name.map(|name| stolen.push_str(name));
}
