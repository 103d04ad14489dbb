use phiward_phi::{Age, Phi};

#[derive(Debug)]
pub struct Patient {
    pub bed: u8,
    pub age: Phi<Age>,
}

fn main() {}
