//! Scoring, in integers: the same on every target.

mod evidence;
mod explain;
mod group;
mod score;

pub(crate) use evidence::Evidence;
pub(crate) use explain::explain;
pub use explain::{Explanation, Reason};
pub(crate) use group::{Group, first_shown, points_of, rank, shown};
pub(crate) use score::{Filter, share};
