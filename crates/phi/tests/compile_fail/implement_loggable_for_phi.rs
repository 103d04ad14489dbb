use phiward_phi::{Loggable, Phi, zeroize::Zeroize};

pub struct Name(String);

impl Zeroize for Name {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Loggable for Phi<Name> {}

impl std::fmt::Display for Phi<Name> {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

fn main() {}
