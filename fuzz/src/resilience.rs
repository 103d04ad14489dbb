//! Snapshots of everything that has one, from bytes that carry a right checksum.

use phiward_resilience::{
    Breaker, BreakerConfig, BudgetConfig, LimitRule, Outcome, Rate, RateLimiter, RetryBudget, Saga, SagaStep,
    Trip,
};

/// The clock of whoever restores.
const NOW_MS: u64 = 1_000;
const RULES: [LimitRule; 3] = [
    LimitRule::Gcra { limit: 9, window_ms: 1000, burst: 9 },
    LimitRule::FixedWindow { limit: 9, window_ms: 1000 },
    LimitRule::SlidingLog { limit: 9, window_ms: 1000 },
];
const STEPS: [SagaStep; 3] = [SagaStep::Once, SagaStep::Repeatable, SagaStep::Once];

/// Restores from the bytes as they are, and as the body of a frame that is right otherwise.
pub fn restore_everything(data: &[u8]) {
    restore(data);
    if let Some((kind, body)) = data.split_first() {
        restore(&frame(*kind, body));
    }
}

/// A snapshot of that kind and body.
fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = b"PHRS\x01".to_vec();
    bytes.push(kind);
    bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(body);
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

fn restore(bytes: &[u8]) {
    let rate = Rate::percent(50);
    let trips = [
        Trip::default(),
        Trip::CountWindow { size: 5, min_calls: 2, failure_rate: rate, slow: None },
        Trip::TimeWindow { window_ms: 500, min_calls: 2, failure_rate: rate, slow: None },
    ];
    for trip in trips {
        breaker(BreakerConfig { trip, ..BreakerConfig::default() }, bytes);
    }
    limiter(bytes);
    budget(bytes);
    if let Ok(saga) = Saga::resume(&STEPS, bytes) {
        let journal = saga.journal();
        assert_eq!(Saga::resume(&STEPS, &journal).map(|again| again.journal()), Ok(journal));
    }
}

fn breaker(config: BreakerConfig, bytes: &[u8]) {
    let Ok(mut breaker) = Breaker::new(config) else { return };
    let untouched = breaker.clone();
    match breaker.restore(bytes, NOW_MS) {
        Err(_) => assert_eq!(breaker, untouched),
        Ok(()) => {
            let mut again = untouched;
            assert_eq!(again.restore(&breaker.snapshot(), NOW_MS), Ok(()));
            assert_eq!(again.state(), breaker.state());
            for now in [NOW_MS, NOW_MS + 60_000, u64::MAX] {
                if let Ok(permit) = breaker.acquire(now) {
                    breaker.report(permit, Outcome::Failure, now);
                }
            }
        }
    }
}

fn limiter(bytes: &[u8]) {
    let Ok(mut limiter) = RateLimiter::new(&RULES) else { return };
    let untouched = limiter.clone();
    match limiter.restore(bytes, NOW_MS) {
        Err(_) => assert_eq!(limiter, untouched),
        Ok(()) => {
            let mut again = untouched;
            assert_eq!(again.restore(&limiter.snapshot(), NOW_MS), Ok(()));
            assert_eq!(again, limiter);
            limiter.check(3, NOW_MS);
            limiter.check(9, u64::MAX);
        }
    }
}

fn budget(bytes: &[u8]) {
    for config in
        [BudgetConfig::default(), BudgetConfig::GrpcTokens { max_tokens: 10, token_ratio: Rate::percent(10) }]
    {
        let Ok(mut budget) = RetryBudget::new(config) else { return };
        let untouched = budget.clone();
        if budget.restore(bytes, NOW_MS).is_err() {
            assert_eq!(budget, untouched);
        }
        budget.call(u64::MAX);
        let _ = budget.try_retry(u64::MAX);
    }
}
