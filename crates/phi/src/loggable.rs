//! What may be written to a log as it is.

use core::{fmt, time::Duration};

use crate::mask::Redacted;

/// A value that may be written to a log or used as the label of a metric.
///
/// A logging function that asks for `&dyn Loggable` takes masks, pseudonyms, validated ids, durations and
/// counts, and refuses the rest when it is compiled:
///
/// ```
/// use phiward_phi::{Loggable, RequestId};
///
/// fn log(fields: &[(&'static str, &dyn Loggable)]) -> String {
///     fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
/// }
///
/// let request = RequestId::parse("it-1767225600000-9f8a2c")?;
/// assert_eq!(log(&[("request_id", &request), ("step", &"search")]), "request_id=it-1767225600000-9f8a2c step=search");
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
///
/// Deliberately not `Loggable`:
///
/// - [`Phi`](crate::Phi) and [`Opened`](crate::Opened), which cannot be printed at all;
/// - `String` and borrowed `str`: text made at run time can hold anything. A `&'static str` is a literal of
///   the program;
/// - integers and `bool`: 62 is an age as easily as a count, and `true` can be a finding. [`Count`] and
///   [`Elapsed`] say what a number is.
///
/// Implement it for types of your own whose constructor makes sure that no identifier of a person fits in:
/// enums, and ids that your system draws at random.
/// It cannot be implemented for `Phi` of anything outside this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not be logged",
    label = "this value is not `Loggable`",
    note = "log a pseudonym (`phi.pseudonym(..)`), the mask (`phi.redacted()`), or leave the field out"
)]
pub trait Loggable: fmt::Display {}

impl Loggable for &'static str {}
impl Loggable for Redacted {}

/// A number of things: requests, redactions, bytes. Never a measurement of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(pub u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Loggable for Count {}

/// How long the program took for something, shown in whole milliseconds: `1500ms`.
///
/// Never the time since something happened to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elapsed(pub Duration);

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.0.as_millis())
    }
}

impl Loggable for Elapsed {}
