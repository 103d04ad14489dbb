//! The one mask, and the few values of which a part may be shown.

use alloc::string::String;
use core::fmt;

use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// What stands in the place of a protected value, in every language and format.
pub const MASK: &str = "[REDACTED]";

/// The mask as a value: `Display`, `Debug` and, with the feature `serde`, JSON all give [`MASK`].
///
/// It says nothing about the value, not even whether there was one.
///
/// ```
/// use phiward_phi::{Phi, Redacted};
///
/// struct Patient { name: Phi<String>, bed: u8 }
///
/// impl std::fmt::Debug for Patient {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         f.debug_struct("Patient").field("name", &self.name.redacted()).field("bed", &self.bed).finish()
///     }
/// }
///
/// let patient = Patient { name: Phi::new(String::from("Rosa Delgado")), bed: 4 };
/// assert_eq!(format!("{patient:?}"), "Patient { name: [REDACTED], bed: 4 }");
/// assert_eq!(Redacted.to_string(), "[REDACTED]");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Redacted;

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A type of which a person may be shown the last characters, such as a phone number that gets a code.
///
/// Only types that implement it have a partial mask.
/// The last characters still say something about the person, so the result is for a screen:
/// it is not [`Loggable`](crate::Loggable), whatever the policy of the field.
pub trait ShowLast {
    /// The most characters that may be shown, 4 or fewer by custom.
    const AT_MOST: usize;

    /// The text of which the end is shown.
    fn text(&self) -> &str;
}

/// Masks a value except its last characters.
///
/// It shows `shown` characters, or fewer: never more than [`ShowLast::AT_MOST`] and never more than half of
/// the value.
///
/// ```
/// # use phiward_phi::{Access, AccessEvent, ActorId, AuditContext, PurposeOfUse, RequestId};
/// use phiward_phi::{PhoneNumber, mask_last};
/// # let access = Access {
/// #     actor: ActorId::parse("usr-17")?,
/// #     purpose: PurposeOfUse::Treatment,
/// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
/// #     at_ms: 1_767_225_600_000,
/// # };
/// # let sink = |_: &AccessEvent<'_>| Ok(());
/// # let audit = AuditContext::new(access, &sink);
///
/// let phone = PhoneNumber::parse("+13105550142")?;
/// assert_eq!(mask_last(&*phone.open(&audit, "phone")?, 2).to_string(), "[REDACTED]42");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mask_last<T: ShowLast + ?Sized>(value: &T, shown: usize) -> PartlyMasked {
    let text = value.text();
    let length = text.chars().count();
    let shown = shown.min(T::AT_MOST).min(length / 2);
    PartlyMasked(text.chars().skip(length - shown).collect())
}

/// A value masked except its end; see [`mask_last`].
///
/// `Display` shows the mask and the end, `Debug` the mask alone.
pub struct PartlyMasked(String);

impl fmt::Display for PartlyMasked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MASK}{}", self.0)
    }
}

impl fmt::Debug for PartlyMasked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Drop for PartlyMasked {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for PartlyMasked {}
