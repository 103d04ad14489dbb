//! Rules over a clock that a test moves.

use phiward_observe::alert::{AlertChange, AlertPhase};
use phiward_observe::slo::SloVerdict;

use super::{EVERY_MS, Watch};

const START_MS: u64 = 1_796_040_000_000;
const MINUTE: u64 = 60_000;

struct Clock {
    watch: Watch,
    now_ms: u64,
    told: Vec<(&'static str, AlertChange, u64)>,
}

impl Clock {
    fn new() -> Self {
        Self { watch: Watch::new(START_MS), now_ms: START_MS, told: Vec::new() }
    }

    /// Lets minutes pass, with what happens in each slice of ten seconds.
    fn pass(&mut self, minutes: u64, mut each: impl FnMut(&Watch)) {
        for _ in 0..minutes * MINUTE / EVERY_MS {
            each(&self.watch);
            self.now_ms += EVERY_MS;
            let found = self.watch.evaluate(self.now_ms);
            let minute = self.now_ms.saturating_sub(START_MS) / MINUTE;
            self.told.extend(found.notifications.iter().map(|told| (told.rule, told.change, minute)));
        }
    }

    fn phase(&self, name: &str) -> AlertPhase {
        self.watch.stand(self.now_ms).alerts.iter().find(|(rule, _)| rule.name == name).unwrap().1
    }

    fn verdict(&self, name: &str) -> SloVerdict {
        self.watch.stand(self.now_ms).objectives.iter().find(|(slo, _)| slo.name == name).unwrap().1
    }
}

/// A hundred launches, so many of them with a fault of the service.
fn launches(faults: u64) -> impl Fn(&Watch) {
    move |watch| {
        (0..100).for_each(|number| watch.request("launch/read", if number < faults { 500 } else { 302 }, 3));
    }
}

#[test]
fn errors_of_the_integration_fire_once_and_clear_with_hysteresis() {
    let mut clock = Clock::new();
    clock.pass(5, launches(5));
    assert_eq!(clock.phase("integration_errors_high"), AlertPhase::Quiet, "five per cent is not above five");
    clock.pass(5, launches(6));
    assert_eq!(clock.phase("integration_errors_high"), AlertPhase::Firing);
    // Just below the limit is not over: it would come and go.
    clock.pass(30, launches(5));
    assert_eq!(clock.phase("integration_errors_high"), AlertPhase::Firing);
    clock.pass(20, launches(4));
    assert_eq!(clock.phase("integration_errors_high"), AlertPhase::Quiet);
    let told: Vec<_> = clock.told.iter().filter(|(rule, ..)| *rule == "integration_errors_high").collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((told[0].1, told[1].1), (AlertChange::Fired, AlertChange::Cleared));
    assert!(told[0].2 <= 6 && (45..=55).contains(&told[1].2), "{told:?}");
}

#[test]
fn slow_launches_fire_after_ten_minutes_and_not_before() {
    let mut clock = Clock::new();
    let slow = |watch: &Watch| (0..50).for_each(|_| watch.request("launch/read", 302, 1_400));
    clock.pass(9, slow);
    assert_eq!(clock.phase("integration_latency_high"), AlertPhase::Pending);
    // One quick minute is not enough to be quick: the window is five minutes.
    clock.pass(2, slow);
    assert_eq!(clock.phase("integration_latency_high"), AlertPhase::Firing);
    assert_eq!(clock.told, [("integration_latency_high", AlertChange::Fired, 10)]);
    clock.pass(15, |watch| (0..50).for_each(|_| watch.request("launch/read", 302, 20)));
    assert_eq!(clock.phase("integration_latency_high"), AlertPhase::Quiet);
}

#[test]
fn ten_times_the_usual_launches_fire_and_a_first_hour_does_not() {
    let mut clock = Clock::new();
    let some = |count: u64| move |watch: &Watch| (0..count).for_each(|_| watch.launch());
    clock.pass(5, some(50));
    assert!(clock.told.is_empty(), "without a past nothing is unusual");
    let mut clock = Clock::new();
    clock.pass(30, some(1));
    clock.pass(3, some(9));
    assert!(clock.told.is_empty(), "{:?}", clock.told);
    clock.pass(5, some(14));
    assert_eq!(
        clock.told.first().map(|told| (told.0, told.1)),
        Some(("launches_above_normal", AlertChange::Fired))
    );
}

#[test]
fn a_service_that_cannot_work_is_down_whether_somebody_asks_or_not() {
    let mut clock = Clock::new();
    clock.pass(10, |watch| watch.looked(true));
    assert_eq!(clock.verdict("uptime"), SloVerdict::Kept { budget_spent: 0 });
    clock.pass(1, |watch| watch.looked(false));
    assert_eq!(clock.phase("uptime_low"), AlertPhase::Firing);
    assert!(matches!(clock.verdict("uptime"), SloVerdict::Missed { .. }));
    clock.pass(15, |watch| watch.looked(true));
    assert_eq!(clock.phase("uptime_low"), AlertPhase::Quiet);
    // The objective looks back an hour.
    clock.pass(61, |watch| watch.looked(true));
    assert_eq!(clock.verdict("uptime"), SloVerdict::Kept { budget_spent: 0 });
}

#[test]
fn what_partners_do_wrong_is_no_fault_of_the_service() {
    let mut clock = Clock::new();
    clock.pass(10, |watch| (0..50).for_each(|_| watch.request("launch/read", 400, 3)));
    clock.pass(10, |watch| (0..50).for_each(|_| watch.request("record/read", 429, 3)));
    assert!(clock.told.is_empty(), "{:?}", clock.told);
    assert_eq!(clock.verdict("critical_path_errors"), SloVerdict::Kept { budget_spent: 0 });
}

#[test]
fn a_model_that_thinks_long_is_not_a_slow_service() {
    let mut clock = Clock::new();
    clock.pass(5, |watch| (0..5).for_each(|_| watch.request("sealed-request/analyze", 200, 20_000)));
    assert_eq!(clock.told.iter().map(|told| told.0).collect::<Vec<_>>(), ["ai_latency_high"]);
    assert_eq!(clock.verdict("api_latency"), SloVerdict::Unknown);
}

#[test]
fn a_clock_that_steps_back_fires_nothing_and_forgets_nothing() {
    let mut clock = Clock::new();
    clock.pass(5, launches(0));
    clock.now_ms -= 60 * MINUTE;
    clock.pass(1, launches(0));
    assert!(clock.told.is_empty());
    clock.pass(5, launches(90));
    assert_eq!(clock.phase("integration_errors_high"), AlertPhase::Firing);
}
