//! What leaves an event, and what an event holds.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod support;

use core::cell::RefCell;

use phiward_audit::{
    Action, Auditor, BreakGlassReason, Chain, ChainKey, Emergency, Event, EventError, EventSink, Guarded,
    GuardedError, HeadKey, LegalHold, Outcome, RetentionPolicy,
};
use phiward_phi::{Access, Age, AgeUnit, AuditUnavailable, Phi, PurposeOfUse, Scope};
use proptest::prelude::*;
use support::{FIRST, HEADS, NOW_MS, access, log_id, policy};

#[derive(Default)]
struct Memory {
    lines: RefCell<Vec<String>>,
    is_full: bool,
}

impl EventSink for Memory {
    fn record(&self, event: &Event) -> Result<(), AuditUnavailable> {
        if self.is_full {
            return Err(AuditUnavailable);
        }
        let (mut chain, _) = Chain::begin(
            log_id(),
            ChainKey::first(&FIRST),
            HeadKey::from_bytes(&HEADS),
            policy(1000, 1000),
            NOW_MS,
        )
        .unwrap();
        self.lines.borrow_mut().push(chain.append(event));
        Ok(())
    }
}

#[test]
fn opening_a_value_is_a_read() {
    let log = Memory::default();
    let auditor = Auditor::new(access(1), &log).unwrap();
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    assert_eq!(age.open(&auditor.context(), "user_age").unwrap().value(), 62);
    let line = log.lines.borrow()[0].clone();
    let expected = concat!(
        r#"{"seq":2,"at":1767225600001,"kind":"event","actor":"usr-1","action":"read","purpose":"TREAT","#,
        r#""outcome":"success","request":"it-1767225600001-0000000000000001","what":"user_age","prev":""#,
    );
    assert!(line.starts_with(expected), "{line}");
    assert!(!line.contains("62,") && !line.contains(":62"), "the value is not in the log");
}

#[test]
fn without_a_log_nothing_is_opened() {
    let log = Memory { is_full: true, ..Memory::default() };
    let auditor = Auditor::new(access(1), &log).unwrap();
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    assert_eq!(age.open(&auditor.context(), "user_age").err(), Some(AuditUnavailable));
    assert_eq!(auditor.record(Action::Export, Outcome::Success).err(), Some(AuditUnavailable));
    let opened = Guarded::new(1u8).open(&auditor, &what(), &2u8, |key, input| Ok::<_, ()>(key + input));
    assert!(matches!(opened.err(), Some(GuardedError::AuditUnavailable(_))));
}

fn what() -> Scope {
    Scope::parse("journal_entry").unwrap()
}

#[test]
fn a_guarded_key_tells_whether_it_worked() {
    let log = Memory::default();
    let auditor = Auditor::new(access(1), &log).unwrap();
    let key = Guarded::new(7u8);
    let opened: Phi<u8> = key.open(&auditor, &what(), &1u8, |key, input| Ok::<_, &str>(key ^ input)).unwrap();
    assert_eq!(*opened.open(&auditor.context(), "journal_entry").unwrap(), 6);
    let failed = key.open(&auditor, &what(), &1u8, |_, _| Err::<u8, _>("wrong key"));
    assert!(matches!(failed.err(), Some(GuardedError::Failed("wrong key"))));
    assert_eq!(key.seal(&auditor, &what(), &1u8, |key, input| Ok::<_, ()>(key ^ input)), Ok(6));
    let lines = log.lines.borrow();
    for (line, (action, outcome)) in lines.iter().zip([
        ("decrypt", "success"),
        ("read", "success"),
        ("decrypt", "failure"),
        ("encrypt", "success"),
    ]) {
        let expected = format!(r#""action":"{action}","purpose":"TREAT","outcome":"{outcome}""#);
        assert!(line.contains(&expected), "{line}");
    }
    assert_eq!(lines.len(), 4);
    assert_eq!(format!("{key:?}"), "Guarded(..)");
}

#[test]
fn breaking_the_glass_needs_a_reason_and_says_it() {
    let glass = Access { purpose: PurposeOfUse::BreakGlass, ..access(1) };
    let log = Memory::default();
    assert_eq!(Auditor::new(glass.clone(), &log).err(), Some(EventError::ReasonRequired));
    assert_eq!(
        Event::new(glass.clone(), Action::Read, Outcome::Success).err(),
        Some(EventError::ReasonRequired)
    );
    let reason = BreakGlassReason::new(Emergency::LifeThreat).with_ticket(Scope::parse("INC-2041").unwrap());
    let auditor = Auditor::break_glass(access(1), reason, &log);
    let age = Age::parse("62", AgeUnit::Years).unwrap();
    let _ = age.open(&auditor.context(), "user_age").unwrap();
    auditor.record(Action::Export, Outcome::Denied).unwrap();
    for line in log.lines.borrow().iter() {
        assert!(line.contains(r#""purpose":"BTG""#), "{line}");
        assert!(line.contains(r#""reason":"life_threat","ticket":"INC-2041""#), "{line}");
    }
    assert_eq!(log.lines.borrow().len(), 2);
}

#[test]
fn words_are_found_by_their_code() {
    for emergency in Emergency::ALL {
        assert_eq!(Emergency::find(emergency.code()), Some(emergency));
    }
    assert_eq!(Emergency::find("because"), None);
}

#[test]
fn retention_has_a_floor_a_calendar_and_holds() {
    for years in [0, 5, 101] {
        assert!(RetentionPolicy::years(years).is_err());
    }
    let six = RetentionPolicy::years(6).unwrap();
    let day = 86_400_000;
    let leap = 1_709_164_800_000; // 2024-02-29
    assert_eq!(six.until(leap), 1_898_553_600_000); // 2030-03-01
    assert!(!six.may_delete(leap, six.until(leap) - 1, LegalHold::None));
    assert!(six.may_delete(leap, six.until(leap), LegalHold::None));
    assert!(!six.may_delete(leap, six.until(leap) + 1000 * day, LegalHold::Held));
    assert_eq!(six.until(u64::MAX), u64::MAX);
    assert_eq!(RetentionPolicy::default(), RetentionPolicy::DEFAULT);
}

proptest! {
    /// Seven years are 2,556 or 2,557 days, or one more where 29 February became 1 March.
    #[test]
    fn seven_years_are_seven_years(closed_ms in 0u64..4_000_000_000_000) {
        let days = (RetentionPolicy::DEFAULT.until(closed_ms) - closed_ms) / 86_400_000;
        prop_assert!((2555..=2558).contains(&days), "{}", days);
        prop_assert_eq!((RetentionPolicy::DEFAULT.until(closed_ms) - closed_ms) % 86_400_000, 0);
    }
}
