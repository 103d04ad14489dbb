use phiward_phi::Phi;

pub struct Name(String);

fn main() {
    let _ = Phi::new(Name(String::from("Rosa Delgado")));
}
