//! The wrapper that keeps a value out of logs, and the guard that shows it.

use alloc::boxed::Box;
use core::ops::Deref;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    audit::{AuditContext, AuditUnavailable},
    mask::Redacted,
};

/// A value that is protected health information.
///
/// It does nothing by accident.
/// What is missing is the point, and each absence has its reason:
///
/// | not there | because |
/// |---|---|
/// | `Debug`, `Display` | `{:?}`, `{}`, `dbg!`, `unwrap` and every field of `tracing` go through them |
/// | `Serialize` | it would put the value into JSON logs, caches and error reports; `Masked` says it on purpose |
/// | `Deref`, `AsRef` | reading would need no audit context |
/// | `PartialEq`, `Ord` | comparing with guesses reads the value, and `assert_eq!` prints it |
/// | `Hash` | an unkeyed hash of an age or a phone number is the value, one dictionary away |
/// | `Clone`, `Copy` | each copy is one more place to wipe; `phi.map(T::clone)` makes one on purpose |
/// | `Default`, `From` | making one is an act, so it has a name: [`Phi::new`] |
/// | `into_inner` | the value could leave without being wiped |
///
/// A type that holds a `Phi` cannot derive `Debug` either.
/// Write it by hand and name the field with [`redacted`](Self::redacted).
///
/// The value lives in one heap allocation, so moving a `Phi` moves a pointer and leaves no copy behind,
/// and it is wiped on drop.
///
/// # Types without `Zeroize`
///
/// `T` must know how to wipe itself.
/// Texts, byte vectors, numbers, and options, arrays and tuples of them already do.
/// For a struct of your own, derive it; for a type of another crate, wrap it and overwrite what can be
/// overwritten:
///
/// ```
/// use phiward_phi::{Phi, zeroize::Zeroize};
///
/// /// Stands for a date type of another crate.
/// struct Date { year: i32, day: u16 }
///
/// struct BirthDate(Date);
///
/// impl Zeroize for BirthDate {
///     fn zeroize(&mut self) {
///         self.0.year.zeroize();
///         self.0.day.zeroize();
///     }
/// }
///
/// let born = Phi::new(BirthDate(Date { year: 1961, day: 74 }));
/// let year: Phi<i32> = born.map(|born| born.0.year);
/// ```
#[expect(missing_debug_implementations, reason = "a value in a `Phi` must not reach `{:?}`")]
#[must_use = "a protected value that is not used was probably meant to be"]
pub struct Phi<T: Zeroize>(Box<T>);

impl<T: Zeroize> Phi<T> {
    /// Puts a value under protection.
    ///
    /// Do it at the edge, where the value enters the program.
    pub fn new(value: T) -> Self {
        Self(Box::new(value))
    }

    /// Shows the value to one caller, and leaves an [`AccessEvent`](crate::AccessEvent) in the audit sink
    /// first.
    ///
    /// `field` names what is opened, as in the field table: `"user_age"`.
    /// It is a literal, so it cannot be made of data.
    ///
    /// # Errors
    /// [`AuditUnavailable`] when the sink could not take the event: no audit, no access.
    ///
    /// # Examples
    /// ```
    /// # use phiward_phi::{Access, ActorId, AuditContext, Phi, PurposeOfUse, RequestId};
    /// # let access = Access {
    /// #     actor: ActorId::parse("usr-17")?,
    /// #     purpose: PurposeOfUse::Treatment,
    /// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
    /// #     at_ms: 1_767_225_600_000,
    /// # };
    /// let sink = |_event: &phiward_phi::AccessEvent<'_>| Ok(());
    /// let audit = AuditContext::new(access, &sink);
    /// let complaint = Phi::new(String::from("chest pain"));
    /// assert_eq!(complaint.open(&audit, "search_term")?.len(), 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(
        &self,
        audit: &AuditContext<'_>,
        field: &'static str,
    ) -> Result<Opened<'_, T>, AuditUnavailable> {
        audit.record(field)?;
        Ok(Opened(&self.0))
    }

    /// Computes another protected value of this one, without opening it.
    ///
    /// `derive` is a plain function, so it can capture nothing: it can neither carry the value out nor
    /// be handed a logger.
    /// It needs no audit context because nobody gets to see anything.
    ///
    /// ```
    /// # use phiward_phi::Phi;
    /// let note = Phi::new(String::from("Denies chest pain."));
    /// let words: Phi<usize> = note.map(|note| note.split_whitespace().count());
    /// let copy: Phi<String> = note.map(String::clone);
    /// ```
    pub fn map<U: Zeroize>(&self, derive: fn(&T) -> U) -> Phi<U> {
        Phi::new(derive(&self.0))
    }

    /// Computes one protected value of two, without opening either.
    ///
    /// ```
    /// # use phiward_phi::Phi;
    /// let (mine, theirs) = (Phi::new(String::from("A-1")), Phi::new(String::from("A-1")));
    /// let same: Phi<bool> = mine.zip_with(&theirs, |mine, theirs| mine == theirs);
    /// ```
    pub fn zip_with<U: Zeroize, V: Zeroize>(&self, other: &Phi<U>, derive: fn(&T, &U) -> V) -> Phi<V> {
        Phi::new(derive(&self.0, &other.0))
    }

    /// What may be shown in the place of the value: the one mask, `[REDACTED]`.
    #[must_use]
    pub const fn redacted(&self) -> Redacted {
        Redacted
    }

    /// The value, for the conversions of this crate that end in something that may be logged.
    pub(crate) const fn peek(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Phi<T> {
    fn drop(&mut self) {
        self.0.as_mut().zeroize();
    }
}

impl<T: Zeroize> ZeroizeOnDrop for Phi<T> {}

/// A value that was opened with an audit context, for as long as it is borrowed.
///
/// It reads as the value.
/// It still has neither `Debug` nor `Display` nor `Serialize` of its own, so writing it out takes a
/// deliberate `*`.
#[expect(missing_debug_implementations, reason = "an opened value must not reach `{:?}` by itself")]
#[must_use = "opening left an audit event; use the value or do not open it"]
pub struct Opened<'a, T>(&'a T);

impl<T> Deref for Opened<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}
