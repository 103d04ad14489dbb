//! Headers and addresses of others are read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_resilience::vendor::{RateLimitHints, parse_retry_after};
use phiward_resilience::{Deadline, IpAllowList, PushBack};

const NOW_MS: u64 = 1_700_000_000_000;

fuzz_target!(|data: &str| {
    if let PushBack::After(ms) = parse_retry_after(data, NOW_MS) {
        // The same wish, said at a later time, is not a longer wait.
        assert!(matches!(parse_retry_after(data, NOW_MS + 1), PushBack::After(later) if later <= ms));
    }
    let hints = RateLimitHints::read([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", data)], NOW_MS);
    assert_eq!(hints.wait_ms(), hints.reset_after_ms);
    if let Some(deadline) = Deadline::from_header(data, NOW_MS)
        && let Some(header) = deadline.header(NOW_MS)
    {
        assert_eq!(Deadline::from_header(&header, NOW_MS), Some(deadline));
    }
    if let Ok(list) = IpAllowList::parse([data]) {
        let address = data.split('/').next().unwrap_or_default();
        assert!(address.parse().is_ok_and(|address| list.allows(address)), "a network holds its own address");
    }
});
