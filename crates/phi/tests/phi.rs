//! Opening leaves an event, dropping wipes, and nothing else gets at the value.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use core::{
    cell::{Cell, RefCell},
    fmt,
};
use std::rc::Rc;

use phiward_phi::{
    Access, AccessEvent, ActorId, Age, AgeUnit, AuditContext, AuditUnavailable, Identifier, Opened, Phi,
    PhoneNumber, PseudonymKey, PurposeOfUse, RequestId, Scope, ShowLast, mask_last,
    zeroize::{Zeroize, ZeroizeOnDrop},
};

fn access() -> Access {
    Access {
        actor: ActorId::parse("usr-17").unwrap(),
        purpose: PurposeOfUse::EmergencyTreatment,
        request: RequestId::parse("it-1767225600000-9f8a2c").unwrap(),
        at_ms: 1_767_225_600_000,
    }
}

#[test]
fn opening_leaves_one_event_that_says_who_why_when_and_what() {
    let events = RefCell::new(Vec::new());
    let sink = |event: &AccessEvent<'_>| {
        assert_eq!(event.access, &access());
        assert_eq!(event.access.purpose.code(), "ETREAT");
        events.borrow_mut().push((event.field, event.subject.map(ToString::to_string)));
        Ok(())
    };
    let key = PseudonymKey::from_bytes("k1", &[7; 32]).unwrap();
    let subject =
        Identifier::parse("IT-12345").unwrap().pseudonym(&key, &Scope::parse("incident_id").unwrap());

    let age = Age::parse("62", AgeUnit::Years).unwrap();
    let audit = AuditContext::new(access(), &sink);
    assert_eq!(age.open(&audit, "user_age").unwrap().value(), 62);
    let audit = audit.about(subject);
    assert_eq!(age.open(&audit, "user_age").unwrap().whole_years(), 62);

    let expected =
        [("user_age", None), ("user_age", Some("psn_k1_15c3bcea06aff18d0fd9ec94df882ef0".to_owned()))];
    assert_eq!(*events.borrow(), expected);
}

#[test]
fn a_value_whose_access_cannot_be_audited_stays_closed() {
    let audit_is_down = |_: &AccessEvent<'_>| Err(AuditUnavailable);
    let audit = AuditContext::new(access(), &audit_is_down);
    let name = Phi::new(String::from("Rosa Delgado"));
    let refused = name.open(&audit, "name").err().unwrap();
    assert_eq!(refused, AuditUnavailable);
    assert_eq!(refused.code(), "audit_unavailable");
}

#[test]
fn the_event_is_taken_before_the_value_is_shown() {
    let order = RefCell::new(Vec::new());
    let sink = |_: &AccessEvent<'_>| {
        order.borrow_mut().push("audited");
        Ok(())
    };
    let audit = AuditContext::new(access(), &sink);
    let name = Phi::new(String::from("Rosa Delgado"));
    let opened = name.open(&audit, "name").unwrap();
    order.borrow_mut().push("shown");
    assert_eq!(opened.len(), 12);
    assert_eq!(*order.borrow(), ["audited", "shown"]);
}

/// Counts how often it was wiped.
struct Wiped(Rc<Cell<u32>>);

impl Zeroize for Wiped {
    fn zeroize(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_dropped_value_is_wiped_once_and_a_moved_one_is_not() {
    let wiped = Rc::new(Cell::new(0));
    let value = Phi::new(Wiped(Rc::clone(&wiped)));
    let moved = value;
    assert_eq!(wiped.get(), 0);
    drop(moved);
    assert_eq!(wiped.get(), 1);
}

#[test]
fn a_value_is_wiped_when_a_panic_unwinds_past_it() {
    let wiped = Rc::new(Cell::new(0));
    let value = Phi::new(Wiped(Rc::clone(&wiped)));
    let panicked = std::panic::catch_unwind(core::panic::AssertUnwindSafe(move || {
        let _held = value;
        std::panic::resume_unwind(Box::new(()));
    }));
    assert!(panicked.is_err());
    assert_eq!(wiped.get(), 1);
}

#[test]
fn derived_values_stay_protected_and_the_first_one_stays_too() {
    let sink = |_: &AccessEvent<'_>| Ok(());
    let audit = AuditContext::new(access(), &sink);
    let name = Phi::new(String::from("Rosa Delgado"));
    let initial = name.map(|name| name.chars().next());
    let other = Phi::new(String::from("Rosa Delgado"));
    let same = name.zip_with(&other, |mine, theirs| mine == theirs);
    assert_eq!(*initial.open(&audit, "initial").unwrap(), Some('R'));
    assert!(*same.open(&audit, "same").unwrap());
    assert_eq!(*name.map(String::clone).open(&audit, "name").unwrap(), "Rosa Delgado");
}

#[test]
fn the_end_of_a_phone_number_is_the_most_that_a_screen_gets() {
    let sink = |_: &AccessEvent<'_>| Ok(());
    let audit = AuditContext::new(access(), &sink);
    let shown = |number: &str, shown: usize| {
        let phone = PhoneNumber::parse(number).unwrap();
        mask_last(&*phone.open(&audit, "phone").unwrap(), shown).to_string()
    };
    assert_eq!(shown("+13105550142", 2), "[REDACTED]42");
    assert_eq!(shown("+13105550142", 0), "[REDACTED]");
    assert_eq!(shown("+13105550142", usize::MAX), "[REDACTED]0142");
    assert_eq!(shown("+2905123", 4), "[REDACTED]5123");
}

#[test]
fn a_partial_mask_never_shows_more_than_half() {
    struct Badge(&'static str);
    impl ShowLast for Badge {
        const AT_MOST: usize = 4;
        fn text(&self) -> &str {
            self.0
        }
    }
    let shown = |text| mask_last(&Badge(text), 4).to_string();
    assert_eq!(shown(""), "[REDACTED]");
    assert_eq!(shown("7"), "[REDACTED]");
    assert_eq!(shown("123"), "[REDACTED]3");
    assert_eq!(shown("äöüß"), "[REDACTED]üß");
    assert_eq!(shown("123456789"), "[REDACTED]6789");
}

/// Fails to compile when the type implements one of the traits: the two impls then both apply.
macro_rules! implements_none_of {
    ($type:ty: $($trait:path),+ $(,)?) => {
        $({
            trait Ambiguous<A> {
                fn choose() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Implements;
            impl<T: ?Sized + $trait> Ambiguous<Implements> for T {}
            <$type as Ambiguous<_>>::choose();
        })+
    };
}

#[test]
fn protected_values_lack_every_trait_that_shows_or_copies_them() {
    implements_none_of!(Phi<String>:
        fmt::Debug, fmt::Display, fmt::Write, fmt::LowerHex, fmt::Pointer, ToString,
        Clone, Copy, Default, PartialEq, PartialOrd, core::hash::Hash, core::ops::Deref,
        AsRef<str>, AsRef<String>, core::borrow::Borrow<String>, Into<String>, From<String>,
        phiward_phi::Loggable, phiward_phi::LogPseudonym, Zeroize,
    );
    implements_none_of!(Opened<'static, String>:
        fmt::Debug, fmt::Display, ToString, Clone, PartialEq, core::hash::Hash, phiward_phi::Loggable,
    );
    implements_none_of!(Age: fmt::Debug, fmt::Display, Clone, PartialEq, core::hash::Hash, phiward_phi::Loggable, phiward_phi::LogPseudonym);
    implements_none_of!(PhoneNumber: fmt::Debug, fmt::Display, Clone, PartialEq, phiward_phi::Loggable, phiward_phi::LogPseudonym);
    implements_none_of!(Identifier: fmt::Debug, fmt::Display, Clone, PartialEq, phiward_phi::Loggable);
    implements_none_of!(AgeUnit: fmt::Debug, fmt::Display, phiward_phi::Loggable);
    implements_none_of!(PseudonymKey: Clone, PartialEq, fmt::Display, phiward_phi::Loggable);
    implements_none_of!(phiward_phi::PartlyMasked: Clone, phiward_phi::Loggable);
}

#[test]
fn protected_values_cross_threads_like_what_they_hold() {
    fn everywhere<T: Send + Sync + Unpin>() {}
    fn wiped<T: ZeroizeOnDrop>() {}
    everywhere::<Phi<String>>();
    everywhere::<PseudonymKey>();
    wiped::<Phi<Age>>();
    implements_none_of!(Phi<Wiped>: Send, Sync);
}
