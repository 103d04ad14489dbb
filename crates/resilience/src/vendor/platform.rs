//! Storage, models, browsers, databases, and HTTP in general.

use super::Action::{
    Alert, AskUser, BackOff, BackOffOrOtherModel, DoneIfSame, FixPayload, Page, Query, Reconnect,
    RefreshOnce, Relax, ReleaseDevice, Split, Wait,
};
use super::BreakerAdvice::{Failure, Ignore, Success};
use super::RetryAdvice::{ByUser, No, UnknownOutcome, Yes};
use super::Severity::{Critical, High, Low, Medium};
use super::{On, Row, row};

/// <https://supabase.com/docs/guides/storage/debugging/error-codes>.
pub(super) const SUPABASE_STORAGE: &[Row] = &[
    row(On::Status(401), No, Ignore, High, RefreshOnce),
    row(On::Status(403), No, Ignore, High, RefreshOnce),
    row(On::Status(409), No, Success, Low, DoneIfSame),
    row(On::Status(413), No, Success, Medium, Split),
    row(On::Status(500), Yes, Failure, High, BackOff),
];

/// A quota that is used up has the status of a rate limit, and another name.
pub(super) const AI_PROVIDER: &[Row] = &[
    row(On::Name("insufficient_quota"), No, Ignore, High, Alert),
    row(On::Name("billing_hard_limit_reached"), No, Ignore, High, Alert),
    row(On::Name("rate_limit_exceeded"), Yes, Ignore, High, Wait),
    row(On::Name("rate_limit_error"), Yes, Ignore, High, Wait),
    row(On::Name("overloaded_error"), Yes, Failure, High, BackOffOrOtherModel),
    row(On::Name("context_length_exceeded"), No, Success, Medium, Split),
    row(On::Status(401), No, Ignore, Critical, Page),
    row(On::Status(429), Yes, Ignore, High, Wait),
    row(On::Status(500), Yes, Failure, Medium, BackOffOrOtherModel),
    row(On::Status(503), Yes, Failure, High, BackOffOrOtherModel),
    row(On::Status(529), Yes, Failure, High, BackOffOrOtherModel),
];

/// W3C Media Capture and Streams; the last three are ours, for events that have no exception.
pub(super) const WEB_RTC: &[Row] = &[
    row(On::Name("NotAllowedError"), No, Ignore, High, AskUser),
    row(On::Name("NotFoundError"), No, Ignore, High, AskUser),
    row(On::Name("NotReadableError"), ByUser, Ignore, Medium, ReleaseDevice),
    row(On::Name("AbortError"), ByUser, Ignore, Medium, ReleaseDevice),
    row(On::Name("OverconstrainedError"), Yes, Ignore, Medium, Relax),
    row(On::Name("ice_failed"), Yes, Ignore, High, Reconnect),
    row(On::Name("signaling_timeout"), Yes, Ignore, High, Reconnect),
    row(On::Name("track_ended"), Yes, Ignore, Medium, Reconnect),
];

/// PostgreSQL, Appendix A, and <https://www.prisma.io/docs/orm/reference/error-reference>.
pub(super) const POSTGRES: &[Row] = &[
    // The pool gave no connection in time. The call was not made.
    row(On::Name("P2024"), Yes, Failure, High, BackOff),
    row(On::Name("P1001"), Yes, Failure, Critical, BackOff),
    row(On::Name("P1002"), Yes, Failure, Critical, BackOff),
    row(On::Name("P1008"), UnknownOutcome, Failure, High, Query),
    row(On::Name("P1017"), UnknownOutcome, Failure, High, Query),
    row(On::Name("P2002"), No, Success, Low, DoneIfSame),
    row(On::Name("P2025"), No, Success, Low, FixPayload),
    row(On::Name("P2034"), Yes, Success, Low, BackOff),
    row(On::Name("40001"), Yes, Success, Low, BackOff),
    row(On::Name("40P01"), Yes, Success, Low, BackOff),
    row(On::Name("53300"), Yes, Failure, Critical, BackOff),
    row(On::Name("57P01"), UnknownOutcome, Failure, High, Query),
    row(On::Name("57P03"), Yes, Failure, High, BackOff),
    row(On::Name("08001"), Yes, Failure, Critical, BackOff),
    row(On::Name("08006"), UnknownOutcome, Failure, Critical, Query),
    row(On::Name("23505"), No, Success, Low, DoneIfSame),
    row(On::Name("28P01"), No, Ignore, Critical, Page),
];

/// RFC 9110 and RFC 6585. The names are ours, for calls that got no response.
pub(super) const HTTP: &[Row] = &[
    row(On::Name("connect"), Yes, Failure, High, BackOff),
    row(On::Name("timeout"), UnknownOutcome, Failure, High, Query),
    row(On::Name("abort"), UnknownOutcome, Ignore, Low, Query),
    row(On::Name("reset"), UnknownOutcome, Failure, High, Query),
    row(On::Status(401), No, Ignore, Critical, Page),
    row(On::Status(403), No, Ignore, Critical, Page),
    row(On::Status(408), Yes, Failure, Medium, BackOff),
    row(On::Status(409), No, Success, Low, DoneIfSame),
    row(On::Status(413), No, Success, Medium, Split),
    row(On::Status(425), Yes, Success, Low, BackOff),
    row(On::Status(429), Yes, Ignore, High, Wait),
    row(On::Statuses(400, 499), No, Success, Medium, FixPayload),
    row(On::Status(501), No, Success, Medium, FixPayload),
    row(On::Status(504), UnknownOutcome, Failure, High, Query),
    row(On::Status(505), No, Success, Medium, FixPayload),
    row(On::Statuses(500, 599), Yes, Failure, High, BackOff),
];
