// What the documents show as "WRONG: Never do this".
use phiward_observe::AccessLog;
use phiward_phi::{Elapsed, RequestId};

fn log(request_id: &RequestId, parsed_age: u8, clinical_code: &str) {
    let _ = AccessLog {
        request: request_id,
        agency: "pine-county-fd",
        search_term: "chest pain",
        duration: Elapsed(core::time::Duration::ZERO),
        user_age: parsed_age,
        impression: clinical_code,
    };
}

fn main() {
    let _ = log;
}
