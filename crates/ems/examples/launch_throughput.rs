//! How many launches and signatures a second: `cargo run --release -p phiward-ems --example launch_throughput`.
#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use core::error::Error;
use std::time::Instant;

use phiward_ems::{
    AgePolicy, Agencies, AgencyId, AgencyProfile, CallbackUrlPolicy, LaunchRequest, RequestVerifier,
    ReturnUrlPolicy, SignedRequest, SigningKey,
};

const LAUNCHES: u32 = 200_000;
const FORM: &[u8] = b"agency_id=pine-county-fd&search_term=chest+pain+radiating+to+left+arm&user_age=62&user_age_unit=years\
&impression=I21.9&incident_id=IT-12345&return_url=elite%3A%2F%2Fback&callback_url=https%3A%2F%2Fhooks.example.org%2Fexport%3Frun%3D17";

fn main() -> Result<(), Box<dyn Error>> {
    let mut profile = AgencyProfile::new(AgencyId::parse("pine-county-fd")?);
    profile.age = AgePolicy::adult_from(15)?;
    profile.return_urls = ReturnUrlPolicy::none().allow_app("elite", "back")?;
    profile.callback_urls = CallbackUrlPolicy::none().allow("hooks.example.org")?;
    let agencies = Agencies::new([profile])?;

    let begun = Instant::now();
    for _ in 0..LAUNCHES {
        let launch = LaunchRequest::parse_form(FORM, &agencies)?;
        if !launch.age.is_usable() {
            return Err("the age was not read".into());
        }
    }
    let parsed = begun.elapsed();
    let request = SignedRequest { method: "POST", path_and_query: "/launch", body: FORM };
    let (signer, now_ms) = (SigningKey::new("k1", &[7; 32])?, 1_767_225_600_000);
    let verifier = RequestVerifier::new(SigningKey::new("k1", &[7; 32])?);
    let header = signer.sign(&request, now_ms);
    let begun = Instant::now();
    for _ in 0..LAUNCHES {
        let _ = verifier.verify(&request, &header, now_ms)?;
    }
    let verified = begun.elapsed();
    let per_second = |took: core::time::Duration| f64::from(LAUNCHES) / took.as_secs_f64();
    println!("launches read        {:>9.0}/s", per_second(parsed));
    println!("signatures verified  {:>9.0}/s", per_second(verified));
    Ok(())
}
