use phiward_phi::{Age, AgeUnit};

fn main() {
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    tracing::info!(user_age = ?age, "launch");
    tracing::info!(user_age = %age, "launch");
    tracing::info!(user_age = age, "launch");
    tracing::info!("launch for {age:?}");
}
