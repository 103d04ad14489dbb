use phiward_phi::Phi;

#[derive(Clone)]
pub struct Patient {
    pub name: Phi<String>,
}

fn main() {}
