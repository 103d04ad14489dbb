//! Limits, budgets, idempotency keys, sagas and caches: what must hold for any use of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use phiward_resilience::{
    AtomicGcra, Attempt, Begin, BudgetConfig, Cache, CacheConfig, CacheKey, CalendarPeriod, Exponential,
    Factor, Gcra, Idempotency, IdempotencyConfig, IdempotencyStore, Jitter, KeyedRateLimiter, LimitDecision,
    LimitRule, Lookup, MemoryStore, Rate, RateLimiter, Retry, RetryBudget, RetryConfig, RetryPolicy,
    RetryVerdict, Saga, SagaCommand, SagaEvent, SagaStep, Tier,
};
use proptest::prelude::*;

const DAY_MS: u64 = 86_400_000;

/// Times that go forward, each with a cost.
fn uses() -> impl Strategy<Value = Vec<(u64, u32)>> {
    proptest::collection::vec((0..400_u64, 0..4_u32), 0..200).prop_map(|steps| {
        let mut now = 0;
        steps
            .into_iter()
            .map(|(passed, cost)| {
                now += passed;
                (now, cost)
            })
            .collect()
    })
}

/// What was allowed: when, and how many units.
fn allowed(limiter: &mut RateLimiter, uses: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let mut allowed = Vec::new();
    for &(now, cost) in uses {
        match limiter.check(cost, now) {
            LimitDecision::Allow { .. } => allowed.push((now, cost)),
            LimitDecision::Deny { retry_after_ms } => {
                // It tells the first moment that would do, and nothing was consumed.
                let mut later = limiter.clone();
                assert!(matches!(later.check(cost, now + retry_after_ms), LimitDecision::Allow { .. }));
                let mut before = limiter.clone();
                let too_early = before.check(cost, now + retry_after_ms - 1);
                assert!(matches!(too_early, LimitDecision::Deny { retry_after_ms: 1 }), "{too_early:?}");
            }
            LimitDecision::Never => panic!("no cost is above the burst"),
        }
    }
    allowed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_window_of_a_sliding_log_holds_more_than_its_limit(uses in uses(), limit in 4..20_u32) {
        let mut limiter = RateLimiter::new(&[LimitRule::SlidingLog { limit, window_ms: 1000 }]).unwrap();
        let allowed = allowed(&mut limiter, &uses);
        for (end, _) in &allowed {
            let within = allowed.iter().filter(|(at, _)| at <= end && at + 1000 > *end);
            prop_assert!(within.map(|(_, cost)| cost).sum::<u32>() <= limit);
        }
    }

    #[test]
    fn a_fixed_window_holds_no_more_than_its_limit(uses in uses(), limit in 4..20_u32) {
        let mut limiter = RateLimiter::new(&[LimitRule::FixedWindow { limit, window_ms: 1000 }]).unwrap();
        let allowed = allowed(&mut limiter, &uses);
        for (end, _) in &allowed {
            let within = allowed.iter().filter(|(at, _)| at / 1000 == end / 1000);
            prop_assert!(within.map(|(_, cost)| cost).sum::<u32>() <= limit);
        }
    }

    /// In any span, no more than a burst and what the rate gives in that span.
    #[test]
    fn gcra_keeps_its_rate(uses in uses(), limit in 4..20_u32, burst in 4..30_u32) {
        let mut limiter = RateLimiter::new(&[LimitRule::Gcra { limit, window_ms: 997, burst }]).unwrap();
        let allowed = allowed(&mut limiter, &uses);
        for (from, (start, _)) in allowed.iter().enumerate() {
            let mut units = 0;
            for (at, cost) in &allowed[from..] {
                units += u64::from(*cost);
                prop_assert!(units * 997 <= u64::from(burst) * 997 + (at - start) * u64::from(limit));
            }
        }
    }

    #[test]
    fn one_number_and_a_limiter_of_one_rule_agree(uses in uses(), limit in 4..20_u32) {
        let atomic = AtomicGcra::new(Gcra::new(limit, 997, limit).unwrap());
        let mut limiter = RateLimiter::new(&[LimitRule::Gcra { limit, window_ms: 997, burst: limit }]).unwrap();
        for (now, cost) in uses {
            prop_assert_eq!(atomic.check(cost, now), limiter.check(cost, now));
        }
    }

    #[test]
    fn a_refusal_by_one_rule_consumes_nothing_of_the_other(uses in uses()) {
        let rules = [LimitRule::FixedWindow { limit: 5, window_ms: 1000 }, LimitRule::SlidingLog { limit: 12, window_ms: 5000 }];
        let mut both = RateLimiter::new(&rules).unwrap();
        let mut apart = rules.map(|rule| RateLimiter::new(&[rule]).unwrap());
        for (now, cost) in uses {
            let allows = |limiter: &RateLimiter| matches!(limiter.clone().check(cost, now), LimitDecision::Allow { .. });
            let all = apart.iter().all(allows);
            prop_assert_eq!(matches!(both.check(cost, now), LimitDecision::Allow { .. }), all);
            if all {
                for limiter in &mut apart {
                    limiter.check(cost, now);
                }
            }
        }
    }

    #[test]
    fn a_restored_limiter_goes_on(uses in uses(), at in 0..200_usize) {
        let rules = [
            LimitRule::Gcra { limit: 9, window_ms: 1000, burst: 9 },
            LimitRule::FixedWindow { limit: 9, window_ms: 1000 },
            LimitRule::SlidingLog { limit: 9, window_ms: 1000 },
        ];
        let mut limiter = RateLimiter::new(&rules).unwrap();
        let (before, after) = uses.split_at(at.min(uses.len()));
        for (now, cost) in before {
            limiter.check(*cost, *now);
        }
        let mut restored = RateLimiter::new(&rules).unwrap();
        restored.restore(&limiter.snapshot(), before.last().map_or(0, |(now, _)| *now)).unwrap();
        for (now, cost) in after {
            prop_assert_eq!(restored.check(*cost, *now), limiter.check(*cost, *now));
        }
    }

    /// Retries are never more than the share of the calls in the window, and the reserve.
    #[test]
    fn a_budget_keeps_its_share(steps in proptest::collection::vec((0..300_u64, any::<bool>()), 0..60)) {
        let config = BudgetConfig::Ratio { ratio: Rate::percent(20), min_per_s_milli: 500, ttl_ms: 4000 };
        let mut budget = RetryBudget::new(config).unwrap();
        let (mut now, mut calls, mut retries) = (0, Vec::new(), Vec::new());
        for (passed, is_call) in steps {
            now += passed;
            let live = |times: &[u64]| times.iter().filter(|at| now - **at < 4000).count() as f64;
            if is_call {
                budget.call(now);
                calls.push(now);
            } else {
                let expected = live(&retries) + 1.0 <= live(&calls) * 0.2 + 2.0 + 1e-9;
                prop_assert_eq!(budget.try_retry(now), expected);
                if expected {
                    retries.push(now);
                }
            }
        }
    }

    #[test]
    fn delays_stay_in_their_bands(random in any::<u64>(), n in 1..70_u32, factor in 1000..5000_u32) {
        let backoff = Exponential { initial_ms: 100, factor: Factor::from_milli(factor), max_ms: Some(60_000) };
        let whole = backoff.delay_ms(n);
        prop_assert!((100..=60_000).contains(&whole));
        for (jitter, least) in [(Jitter::None, whole), (Jitter::Full, 0), (Jitter::Equal, whole.div_ceil(2))] {
            let config = RetryConfig { max_attempts: 100, backoff, jitter, idempotent: true };
            let mut retry = Retry { attempts: n - 1, ..Retry::default() };
            let verdict = RetryPolicy::new(config).unwrap().next(&mut retry, Attempt::RETRYABLE, 0, random);
            let RetryVerdict::Retry { delay_ms } = verdict else { panic!("{verdict:?}") };
            prop_assert!((least..=whole).contains(&delay_ms));
        }
    }

    /// Whatever happens and wherever it crashes: every step that is done when it is over was done by all or undone.
    #[test]
    fn a_saga_leaves_all_or_nothing(failing in 0..6_u16, unknown in any::<bool>(), crash_each in any::<bool>()) {
        let steps = [SagaStep::Repeatable, SagaStep::Once, SagaStep::Once, SagaStep::Repeatable];
        let mut saga = Saga::new(&steps).unwrap();
        let (mut done, mut undone) = (Vec::new(), Vec::new());
        loop {
            if crash_each {
                saga = Saga::resume(&steps, &saga.journal()).unwrap();
            }
            match saga.next() {
                SagaCommand::Run(step) => {
                    saga.record(SagaEvent::Started(step)).unwrap();
                    let left = match step == failing {
                        false => SagaEvent::Succeeded(step),
                        true if unknown => SagaEvent::FailedUnknown(step),
                        true => SagaEvent::Failed(step),
                    };
                    if step != failing || unknown {
                        done.push(step);
                    }
                    saga.record(left).unwrap();
                }
                SagaCommand::Compensate(step) => {
                    undone.push(step);
                    saga.record(SagaEvent::Compensated(step)).unwrap();
                }
                SagaCommand::Completed => {
                    prop_assert!(failing >= 4);
                    prop_assert_eq!(&done, &[0, 1, 2, 3]);
                    break;
                }
                SagaCommand::RolledBack => {
                    undone.reverse();
                    prop_assert_eq!(&done, &undone);
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_crash_between_steps_and_within_one() {
    let steps = [SagaStep::Repeatable, SagaStep::Once];
    let mut saga = Saga::new(&steps).unwrap();
    saga.record(SagaEvent::Started(0)).unwrap();
    let resumed = |saga: &Saga| Saga::resume(&steps, &saga.journal()).unwrap();
    // It may have run: running it again does no harm.
    assert_eq!(resumed(&saga).next(), SagaCommand::Run(0));
    saga.record(SagaEvent::Started(0)).unwrap();
    saga.record(SagaEvent::Succeeded(0)).unwrap();
    assert_eq!(resumed(&saga).next(), SagaCommand::Run(1));
    saga.record(SagaEvent::Started(1)).unwrap();
    // It may have run: somebody must find out.
    assert_eq!(resumed(&saga).next(), SagaCommand::Resolve(1));
    assert!(saga.record(SagaEvent::Started(1)).is_err());
}

#[test]
fn a_compensation_that_fails_is_a_dead_letter_until_a_person_has_looked() {
    let mut saga = Saga::new(&[SagaStep::Once; 3]).unwrap();
    for step in 0..2 {
        saga.record(SagaEvent::Started(step)).unwrap();
        saga.record(SagaEvent::Succeeded(step)).unwrap();
    }
    saga.record(SagaEvent::Started(2)).unwrap();
    saga.record(SagaEvent::Failed(2)).unwrap();
    assert_eq!(saga.next(), SagaCommand::Compensate(1));
    saga.record(SagaEvent::CompensationFailed(1)).unwrap();
    assert_eq!(saga.next(), SagaCommand::DeadLetter(1));
    assert!(saga.record(SagaEvent::CompensationFailed(1)).is_err());
    saga.record(SagaEvent::Compensated(1)).unwrap();
    assert_eq!(saga.next(), SagaCommand::Compensate(0));
    saga.record(SagaEvent::Compensated(0)).unwrap();
    assert_eq!(saga.next(), SagaCommand::RolledBack);
    assert!(saga.record(SagaEvent::Started(0)).is_err());
}

#[test]
fn events_of_other_steps_are_refused_and_change_nothing() {
    let mut saga = Saga::new(&[SagaStep::Once; 2]).unwrap();
    let untouched = saga.clone();
    for event in [
        SagaEvent::Succeeded(0),
        SagaEvent::Failed(0),
        SagaEvent::Started(1),
        SagaEvent::Started(u16::MAX),
        SagaEvent::Compensated(0),
        SagaEvent::Compensated(u16::MAX),
        SagaEvent::CompensationFailed(0),
    ] {
        assert_eq!(saga.record(event).unwrap_err().code(), "unexpected_event");
        assert_eq!(saga, untouched);
    }
}

#[test]
fn the_tiers_of_the_documents() {
    let limits = Tier::ALL.map(|tier| {
        let mut limiter = tier.limiter().unwrap();
        let now = 1_700_000_000_000;
        (
            tier.name(),
            (0..200_000).take_while(|_| matches!(limiter.check(1, now), LimitDecision::Allow { .. })).count(),
        )
    });
    assert_eq!(
        limits,
        [
            ("anonymous", 5),
            ("agency", 100),
            ("partner", 1000),
            ("free", 100),
            ("starter", 10_000),
            ("pro", 100_000),
            ("enterprise", 200_000),
            ("per_ip", 100),
        ]
    );
}

#[test]
fn plans_count_by_the_calendar() {
    let day = LimitRule::Calendar { limit: 1, period: CalendarPeriod::Day, utc_offset_min: 60 };
    let mut limiter = RateLimiter::new(&[day]).unwrap();
    // Midnight in the zone is at 23:00 UTC.
    assert!(matches!(limiter.check(1, 22 * 3_600_000), LimitDecision::Allow { .. }));
    assert_eq!(limiter.check(1, 23 * 3_600_000 - 1), LimitDecision::Deny { retry_after_ms: 1 });
    assert!(matches!(limiter.check(1, 23 * 3_600_000), LimitDecision::Allow { .. }));
    let month = LimitRule::Calendar { limit: 1, period: CalendarPeriod::Month, utc_offset_min: 0 };
    let mut limiter = RateLimiter::new(&[month]).unwrap();
    limiter.check(1, 0);
    assert_eq!(limiter.check(1, DAY_MS), LimitDecision::Deny { retry_after_ms: 30 * DAY_MS });
}

#[test]
fn keys_are_independent_and_bounded() {
    let mut limits: KeyedRateLimiter<u32> =
        KeyedRateLimiter::new(&[LimitRule::FixedWindow { limit: 1, window_ms: 1000 }], 100).unwrap();
    for key in 0..10_000 {
        assert!(matches!(limits.check(&key, 1, 5), LimitDecision::Allow { .. }));
        assert!(limits.len() <= 100);
    }
    assert!(matches!(limits.check(&9_999, 1, 6), LimitDecision::Deny { .. }));
}

#[test]
fn a_flood_of_keys_does_not_close_an_open_breaker() {
    use phiward_resilience::{BreakerConfig, Breakers};
    let mut breakers: Breakers<u32> = Breakers::new(BreakerConfig::default(), 10).unwrap();
    breakers.of(&0).force_open(0);
    for key in 1..1000 {
        let _permit = breakers.of(&key).acquire(1).unwrap();
        assert!(breakers.len() <= 10);
    }
    assert!(breakers.of(&0).acquire(2).is_err());
    assert_eq!(breakers.evict_idle(10_000, 20_000), 9);
    assert_eq!(breakers.len(), 1);
}

#[test]
fn an_execution_that_lost_its_lease_stores_nothing() {
    let config = IdempotencyConfig { ttl_ms: 1000, in_flight_lease_ms: 100 };
    let mut requests = Idempotency::new(config, MemoryStore::new(10).unwrap()).unwrap();
    let Begin::Execute(slow) = requests.begin("k", b"a", 0).unwrap() else { panic!() };
    assert_eq!(requests.begin("k", b"a", 99).unwrap(), Begin::InFlight { retry_after_ms: 1 });
    let Begin::Execute(quick) = requests.begin("k", b"a", 100).unwrap() else { panic!() };
    assert!(!requests.complete("k", slow, b"late", 101).unwrap());
    assert!(requests.complete("k", quick, b"good", 102).unwrap());
    assert_eq!(requests.begin("k", b"a", 1101).unwrap(), Begin::Replay(b"good".to_vec()));
    assert_eq!(requests.begin("k", b"b", 1101).unwrap(), Begin::Mismatch);
    // The response is forgotten, and the key is free for anything.
    assert!(matches!(requests.begin("k", b"b", 1102).unwrap(), Begin::Execute(_)));
}

#[test]
fn an_execution_that_nobody_took_over_may_be_late() {
    let config = IdempotencyConfig { ttl_ms: 1000, in_flight_lease_ms: 100 };
    let mut requests = Idempotency::new(config, MemoryStore::new(10).unwrap()).unwrap();
    let Begin::Execute(slow) = requests.begin("k", b"a", 0).unwrap() else { panic!() };
    assert!(requests.complete("k", slow, b"late", 5000).unwrap());
    assert_eq!(requests.begin("k", b"a", 5001).unwrap(), Begin::Replay(b"late".to_vec()));
}

#[test]
fn a_full_store_refuses_new_keys_and_keeps_the_old() {
    let config = IdempotencyConfig { ttl_ms: 1000, in_flight_lease_ms: 100 };
    let mut requests = Idempotency::new(config, MemoryStore::new(2).unwrap()).unwrap();
    let Begin::Execute(one) = requests.begin("one", b"", 0).unwrap() else { panic!() };
    requests.complete("one", one, b"1", 0).unwrap();
    assert!(matches!(requests.begin("two", b"", 0).unwrap(), Begin::Execute(_)));
    assert_eq!(requests.begin("three", b"", 50).unwrap_err().code(), "store_full");
    assert_eq!(requests.begin("one", b"", 50).unwrap(), Begin::Replay(b"1".to_vec()));
    // The second has lost its lease.
    assert!(matches!(requests.begin("three", b"", 100).unwrap(), Begin::Execute(_)));
}

#[test]
fn two_servers_on_one_store_execute_once() {
    /// A store that another server writes to between the load and the set.
    struct Raced {
        inner: MemoryStore,
        races: u32,
    }
    impl IdempotencyStore for Raced {
        type Error = phiward_resilience::StoreFull;
        fn load(&mut self, key: &str) -> Result<Option<phiward_resilience::IdempotencyRecord>, Self::Error> {
            let found = self.inner.load(key)?;
            if self.races > 0 {
                self.races -= 1;
                let expected = found.as_ref().map(|record| record.execution);
                let (_, record) = IdempotencyConfig::default().begin(None, b"a", 7);
                self.inner.compare_and_set(key, expected, record, 7)?;
            }
            Ok(found)
        }
        fn compare_and_set(
            &mut self,
            key: &str,
            expected: Option<u64>,
            record: Option<phiward_resilience::IdempotencyRecord>,
            now_ms: u64,
        ) -> Result<bool, Self::Error> {
            self.inner.compare_and_set(key, expected, record, now_ms)
        }
    }
    let store = Raced { inner: MemoryStore::new(10).unwrap(), races: 1 };
    let mut requests = Idempotency::new(IdempotencyConfig::default(), store).unwrap();
    assert_eq!(requests.begin("k", b"a", 10).unwrap(), Begin::InFlight { retry_after_ms: 29_997 });
}

#[test]
fn one_caller_loads_and_the_bytes_are_bounded() {
    let config = CacheConfig { max_bytes: 1000, ttl_ms: 100, load_lease_ms: 50 };
    let mut cache: Cache<usize> = Cache::new(config).unwrap();
    let key = |n: usize| CacheKey::new("k").segment(&n.to_string()).version("v1");
    for n in 0..100 {
        let Lookup::Load(ticket) = cache.get(&key(n), 0) else { panic!() };
        assert!(cache.fill(&key(n), ticket, n, 200, 0));
        assert!(cache.bytes() <= 1000);
    }
    assert_eq!(cache.get(&key(99), 99), Lookup::Hit(&99));
    assert!(matches!(cache.get(&key(0), 99), Lookup::Load(_)));
    // Fresh until the end of its time.
    let Lookup::Load(slow) = cache.get(&key(99), 100) else { panic!("it is stale") };
    assert_eq!(cache.get(&key(99), 149), Lookup::Wait { retry_after_ms: 1 });
    let Lookup::Load(quick) = cache.get(&key(99), 150) else { panic!("the lease has ended") };
    assert!(!cache.fill(&key(99), slow, 1, 1, 151));
    assert!(cache.fill(&key(99), quick, 2, 1, 151));
    assert_eq!(cache.get(&key(99), 152), Lookup::Hit(&2));
    // What is larger than the cache is not kept.
    let Lookup::Load(ticket) = cache.get(&key(7), 152) else { panic!() };
    assert!(!cache.fill(&key(7), ticket, 7, 1000, 152));
    let Lookup::Load(ticket) = cache.get(&key(7), 152) else { panic!() };
    cache.fail(&key(7), ticket);
    assert!(matches!(cache.get(&key(7), 152), Lookup::Load(_)));
}

#[test]
fn keys_of_other_segments_are_other_keys() {
    let one = CacheKey::new("k").segment("a:b").version("c");
    let two = CacheKey::new("k").segment("a").segment("b").version("c");
    let three = CacheKey::new("k").segment("a%3Ab").version("c");
    assert!(one != two && one != three && two != three);
    let hashed = CacheKey::new("k").hashed(&[0xA5; 32]).version("v");
    assert_eq!(hashed.as_str(), format!("k:h-{}:v", "a5".repeat(32)));
}
