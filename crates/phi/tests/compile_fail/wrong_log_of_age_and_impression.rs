// The launch document's own counter-example, in Rust:
//
//     // WRONG: Never do this
//     await logIntegrationAccess({
//       requestId,
//       agencyId: agency_id,
//       userAge: parsedAge,        // PHI - NEVER LOG
//       impression: clinicalCode,   // PHI - NEVER LOG
//     });
use phiward_phi::{Age, AgeUnit, Loggable, Phi, RequestId, Scope};

fn log_integration_access(_: &[(&'static str, &dyn Loggable)]) {}

fn main() {
    let request_id = RequestId::parse("it-1767225600000-9f8a2c").unwrap();
    let agency_id = Scope::parse("la-county-fd").unwrap();
    let parsed_age = Age::parse("62", AgeUnit::Years).unwrap();
    let clinical_code = Phi::new(String::from("I21.4"));

    log_integration_access(&[
        ("request_id", &request_id),
        ("agency_id", &agency_id),
        ("user_age", &parsed_age),      // PHI - NEVER LOG
        ("impression", &clinical_code), // PHI - NEVER LOG
    ]);
}
