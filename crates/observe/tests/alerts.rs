//! Objectives and alerts: every threshold, from both sides.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use phiward_observe::{
    Severity,
    alert::{self, AlertChange, AlertRule, AlertState, Alerts, Condition, Sample},
    slo::{self, Measured, Objective, Outcomes, SloVerdict},
};
use proptest::prelude::*;

const MINUTE: u64 = 60_000;

#[test]
fn names_are_one_of_a_kind() {
    let mut names: Vec<_> =
        alert::ALL.iter().map(|rule| rule.name).chain(slo::ALL.iter().map(|slo| slo.name)).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(alert::ALL.len() >= 24 && slo::ALL.len() >= 29);
}

/// The numbers as the documents print them: name, per cent.
#[test]
fn the_shares_are_those_of_the_documents() {
    for (name, percent) in [
        ("integration_availability", 99.9),
        ("login_success", 99.0),
        ("auth_availability", 99.9),
        ("email_delivery", 98.0),
        ("sms_vendor_uptime", 99.95),
        ("sms_delivery", 95.0),
        ("upload_success", 99.0),
        ("telehealth_success", 95.0),
        ("ai_vendor_availability", 99.5),
        ("ai_success", 98.0),
    ] {
        let Objective::GoodAtLeast(ppm) = slo::by_name(name).unwrap().objective else { panic!("{name}") };
        assert_eq!(f64::from(ppm) / 10_000.0, percent, "{name}");
    }
    for (name, percent) in [
        ("critical_path_errors", 0.5),
        ("critical_path_errors_loose", 1.0),
        ("unavailable_answers", 0.1),
        ("email_bounces", 2.0),
        ("email_complaints", 0.1),
        ("sms_opt_outs", 1.0),
        ("telehealth_disconnects", 5.0),
        ("telehealth_packet_loss", 2.0),
    ] {
        let Objective::BadBelow(ppm) = slo::by_name(name).unwrap().objective else { panic!("{name}") };
        assert_eq!(f64::from(ppm) / 10_000.0, percent, "{name}");
    }
}

#[test]
fn an_objective_is_kept_up_to_its_limit() {
    let login = slo::by_name("login_success").unwrap();
    let outcomes = |good, bad| Measured::Outcomes(Outcomes { good, bad, excluded: 1_000 });
    assert_eq!(login.evaluate(&outcomes(990, 10)), SloVerdict::Kept { budget_spent: 1_000_000 });
    assert!(matches!(login.evaluate(&outcomes(989, 11)), SloVerdict::Missed { budget_spent: 1_100_000 }));
    assert_eq!(login.evaluate(&outcomes(0, 0)), SloVerdict::Unknown);
    assert_eq!(login.evaluate(&Measured::Milliseconds(1)), SloVerdict::Unknown);
    let critical = slo::by_name("critical_path_errors").unwrap();
    assert!(matches!(critical.evaluate(&outcomes(9_951, 49)), SloVerdict::Kept { .. }));
    // Below is below.
    assert!(matches!(critical.evaluate(&outcomes(9_950, 50)), SloVerdict::Missed { .. }));
    let search = slo::by_name("protocol_search_latency").unwrap();
    assert!(matches!(search.evaluate(&Measured::Milliseconds(199)), SloVerdict::Kept { .. }));
    assert!(matches!(search.evaluate(&Measured::Milliseconds(200)), SloVerdict::Missed { .. }));
    let outcomes = Outcomes { good: 1, bad: 1, excluded: 2 };
    assert_eq!((outcomes.good_ppm(), outcomes.excluded_ppm()), (Some(500_000), Some(500_000)));
}

/// Samples on and beyond the limit of a rule.
fn around(condition: Condition) -> (Sample, Sample) {
    match condition {
        Condition::RatioAbove { ppm, .. } => (
            Sample::Ratio { part: ppm.into(), whole: 1_000_000 },
            Sample::Ratio { part: u64::from(ppm) + 1, whole: 1_000_000 },
        ),
        Condition::RatioBelow { ppm, .. } => (
            Sample::Ratio { part: ppm.into(), whole: 1_000_000 },
            Sample::Ratio { part: u64::from(ppm) - 1, whole: 1_000_000 },
        ),
        Condition::LevelAbove { level } => (Sample::Level(level), Sample::Level(level + 1)),
        Condition::LevelBelow { level } => (Sample::Level(level), Sample::Level(level - 1)),
        Condition::AboveBaseline { thousandths, .. } => (
            Sample::Against { level: u64::from(thousandths), baseline: 1_000 },
            Sample::Against { level: u64::from(thousandths) + 1, baseline: 1_000 },
        ),
        _ => (Sample::Failed, Sample::Failed),
    }
}

#[test]
fn every_rule_fires_beyond_its_limit_and_not_on_it() {
    for rule in alert::ALL {
        let (on, beyond) = around(rule.condition);
        let count = match rule.condition {
            Condition::Consecutive { failures } | Condition::CountInWindow { failures, .. } => failures,
            _ => 1,
        };
        let mut state = AlertState::default();
        for _ in 1..count {
            let (next, told) = rule.evaluate(state, on, 0);
            assert_eq!(told, None, "{}", rule.name);
            state = next;
        }
        if count == 1 {
            let (next, told) = rule.evaluate(state, on, 0);
            assert!(told.is_none() && !next.is_firing(), "{}", rule.name);
            state = next;
        }
        let (mut state, mut told) = rule.evaluate(state, beyond, 0);
        if rule.for_ms > 0 {
            assert_eq!(told, None, "{} has to wait", rule.name);
            (state, told) = rule.evaluate(state, beyond, rule.for_ms - 1);
            assert_eq!(told, None, "{} has to wait", rule.name);
            (state, told) = rule.evaluate(state, beyond, rule.for_ms);
        }
        let told = told.unwrap_or_else(|| panic!("{} did not fire", rule.name));
        assert_eq!((told.change, told.rule), (AlertChange::Fired, rule.name));
        assert!(state.is_firing());
        // It says so once.
        assert_eq!(rule.evaluate(state, beyond, rule.for_ms + 1).1, None, "{}", rule.name);
    }
}

#[test]
fn the_limits_are_those_of_the_documents() {
    let condition = |name| alert::by_name(name).unwrap().condition;
    let above = |ppm| Condition::RatioAbove { ppm, least: 20 };
    let below = |ppm| Condition::RatioBelow { ppm, least: 20 };
    for (name, expected) in [
        ("integration_errors_high", above(50_000)),
        ("integration_latency_high", Condition::LevelAbove { level: 1_000 }),
        ("launches_above_normal", Condition::AboveBaseline { thousandths: 10_000, least: 10 }),
        ("login_unavailable", above(10_000)),
        ("login_errors_high", above(50_000)),
        ("email_delivery_low", below(950_000)),
        ("email_bounces_high", above(50_000)),
        ("email_failures_in_a_row", Condition::Consecutive { failures: 5 }),
        ("sms_delivery_low", below(900_000)),
        ("sms_failures_in_a_row", Condition::Consecutive { failures: 10 }),
        ("sms_opt_outs_high", above(50_000)),
        ("upload_failures_high", above(50_000)),
        ("bucket_quota_high", Condition::LevelAbove { level: 800_000 }),
        ("bandwidth_above_normal", Condition::AboveBaseline { thousandths: 2_000, least: 1 }),
        ("telehealth_success_low", below(900_000)),
        ("telehealth_disconnects_high", above(100_000)),
        ("telehealth_failed_sessions", Condition::CountInWindow { failures: 5, window_ms: 10 * MINUTE }),
        ("ai_latency_high", Condition::LevelAbove { level: 15_000 }),
        ("ai_failures_high", above(50_000)),
        ("ai_cost_above_normal", Condition::AboveBaseline { thousandths: 2_000, least: 1 }),
        ("service_errors_high", above(50_000)),
        ("service_latency_high", Condition::LevelAbove { level: 10_000 }),
        ("cache_hits_low", below(400_000)),
        ("uptime_low", below(990_000)),
    ] {
        assert_eq!(condition(name), expected, "{name}");
    }
}

const RULE: AlertRule = AlertRule {
    name: "test",
    condition: Condition::LevelAbove { level: 100 },
    window_ms: MINUTE,
    for_ms: 10,
    hysteresis: 20,
    clear_for_ms: 5,
    severity: Severity::High,
    action: "look",
    source: "test",
};

/// Runs samples `(level, now)` and gives the changes `(F or C, now)`.
fn run(samples: &[(u64, u64)]) -> Vec<(char, u64, String)> {
    let mut state = AlertState::default();
    let mut told = Vec::new();
    for (level, now_ms) in samples {
        let (next, notification) = RULE.evaluate(state, Sample::Level(*level), *now_ms);
        state = next;
        told.extend(notification.map(|told| {
            let change = if told.change == AlertChange::Fired { 'F' } else { 'C' };
            (change, told.at_ms, told.dedupe_key)
        }));
    }
    told
}

#[test]
fn an_alert_waits_and_clears_with_hysteresis() {
    let key = |since: u64| format!("test:{since}");
    // A short peak fires nothing.
    assert_eq!(run(&[(101, 0), (101, 9), (100, 9), (101, 10), (101, 19)]), []);
    // 81 to 100 is between: it neither fires nor clears.
    assert_eq!(
        run(&[
            (101, 0),
            (101, 10),
            (90, 20),
            (90, 90),
            (80, 100),
            (80, 104),
            (80, 105),
            (101, 106),
            (101, 116)
        ]),
        [('F', 10, key(0)), ('C', 105, key(0)), ('F', 116, key(106))]
    );
    // Going back between resets the wait for clearing.
    assert_eq!(
        run(&[(101, 0), (101, 10), (80, 20), (90, 22), (80, 24), (80, 28), (80, 29)]),
        [('F', 10, key(0)), ('C', 29, key(0))]
    );
    // A clock that jumps back makes it wait longer.
    assert_eq!(run(&[(101, 100), (101, 0), (101, 109), (101, 110)]), [('F', 110, key(100))]);
}

/// A rule of which 99 % is the limit must be content with 100 %.
#[test]
fn every_rule_clears_when_all_is_well() {
    for rule in alert::ALL {
        let (_, beyond) = around(rule.condition);
        let best = match rule.condition {
            Condition::RatioBelow { .. } => Sample::Ratio { part: 1_000, whole: 1_000 },
            Condition::RatioAbove { .. } => Sample::Ratio { part: 0, whole: 1_000 },
            Condition::LevelBelow { .. } => Sample::Level(u64::MAX),
            Condition::LevelAbove { .. } => Sample::Level(0),
            Condition::AboveBaseline { .. } => Sample::Against { level: 0, baseline: 1_000 },
            _ => Sample::Worked,
        };
        let mut alerts = Alerts::new(alert::ALL);
        for at_ms in [0, 0, 0, 0, 0, 0, 0, 0, 0, rule.for_ms] {
            let _ = alerts.sample(rule.name, beyond, at_ms);
        }
        assert_eq!(alerts.firing().len(), 1, "{}", rule.name);
        let _ = alerts.sample(rule.name, best, 60 * MINUTE);
        let cleared = alerts.sample(rule.name, best, 90 * MINUTE);
        assert_eq!(cleared.map(|told| told.change), Some(AlertChange::Cleared), "{}", rule.name);
    }
}

#[test]
fn small_wholes_and_small_baselines_say_nothing() {
    let rule = alert::by_name("email_delivery_low").unwrap();
    let (state, told) = rule.evaluate(AlertState::default(), Sample::Ratio { part: 0, whole: 19 }, 0);
    assert!(told.is_none() && !state.is_firing());
    let rule = alert::by_name("launches_above_normal").unwrap();
    assert_eq!(
        rule.evaluate(AlertState::default(), Sample::Against { level: 1_000, baseline: 9 }, 0).1,
        None
    );
    let (_, told) = rule.evaluate(AlertState::default(), Sample::Ratio { part: 1, whole: 0 }, 0);
    assert_eq!(told, None);
}

#[test]
fn failures_in_a_row_and_within_a_time() {
    let mut alerts = Alerts::new(alert::ALL);
    for _ in 0..4 {
        assert_eq!(alerts.sample("email_failures_in_a_row", Sample::Failed, 0), None);
    }
    assert_eq!(alerts.sample("email_failures_in_a_row", Sample::Worked, 0), None);
    for _ in 0..4 {
        assert_eq!(alerts.sample("email_failures_in_a_row", Sample::Failed, 0), None);
    }
    assert!(alerts.sample("email_failures_in_a_row", Sample::Failed, 0).is_some());
    // Five failed sessions, but the first is ten minutes old.
    for minute in [0, 7, 8, 9, 10] {
        assert_eq!(
            alerts.sample("telehealth_failed_sessions", Sample::Failed, minute * MINUTE),
            None,
            "{minute}"
        );
    }
    assert!(alerts.sample("telehealth_failed_sessions", Sample::Failed, 16 * MINUTE).is_some());
    assert_eq!(alerts.firing().len(), 2);
    // The time goes on, and they are forgotten; then the wait for clearing.
    assert_eq!(alerts.sample("telehealth_failed_sessions", Sample::Tick, 30 * MINUTE), None);
    let cleared = alerts.sample("telehealth_failed_sessions", Sample::Tick, 35 * MINUTE).unwrap();
    assert_eq!(cleared.change, AlertChange::Cleared);
    assert_eq!(alerts.sample("no_such_rule", Sample::Failed, 0), None);
}

proptest! {
    /// Firing and clearing take turns, whatever comes, and the state stays small.
    #[test]
    fn changes_take_turns(
        rule in prop::sample::select(alert::ALL),
        samples in prop::collection::vec((0u8..6, 0u64..2_000_000, any::<u64>(), 0u64..3_600_000), 0..200),
    ) {
        let mut state = AlertState::default();
        let mut last = AlertChange::Cleared;
        for (kind, a, b, now_ms) in samples {
            let sample = match kind {
                0 => Sample::Ratio { part: a, whole: b },
                1 => Sample::Level(a),
                2 => Sample::Worked,
                3 => Sample::Failed,
                4 => Sample::Against { level: b, baseline: a },
                _ => Sample::Tick,
            };
            let (next, told) = rule.evaluate(state, sample, now_ms);
            if let Some(told) = told {
                prop_assert_ne!(told.change, last);
                last = told.change;
            }
            prop_assert_eq!(next.is_firing(), last == AlertChange::Fired);
            state = next;
        }
    }
}
