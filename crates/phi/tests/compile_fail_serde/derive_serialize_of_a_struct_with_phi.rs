use phiward_phi::{Age, Phi};

#[derive(serde::Serialize)]
pub struct Launch {
    pub agency_id: &'static str,
    pub user_age: Phi<Age>,
}

fn main() {}
