//! A trace ends in a judgement, whatever its configuration and its steps are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_resilience::{json, trace};

fuzz_target!(|data: &str| {
    for error in
        [json::breaker(data).err(), json::retry(data).err(), json::limits(data).err()].into_iter().flatten()
    {
        assert!(error.field().len() <= 160, "an error names a field, and no more");
    }
    if let Ok(value) = serde_json::from_str(data) {
        let once = trace::replay(&value);
        assert_eq!(trace::replay(&value), once, "the same trace gives the same");
    }
});
