//! E-mail, text messages and clearinghouses.

use super::Action::{
    Alert, BackOff, Done, DoneWithWarning, Drop, EnableRegion, FixNumber, FixPayload, OtherChannel, Page,
    Query, ResendRejected, RetryLater, SuppressRecipient, Wait,
};
use super::BreakerAdvice::{Failure, Ignore, Success};
use super::RetryAdvice::{No, Part, UnknownOutcome, Yes};
use super::Severity::{Critical, High, Info, Low, Medium};
use super::{On, Row, row};

/// <https://resend.com/docs/api-reference/errors>. Three different things share the status 429.
pub(super) const RESEND: &[Row] = &[
    row(On::Name("rate_limit_exceeded"), Yes, Ignore, High, Wait),
    row(On::Name("daily_quota_exceeded"), No, Ignore, High, Alert),
    row(On::Name("monthly_quota_exceeded"), No, Ignore, High, Alert),
    row(On::Name("missing_api_key"), No, Ignore, Critical, Page),
    row(On::Name("invalid_api_key"), No, Ignore, Critical, Page),
    row(On::Name("restricted_api_key"), No, Ignore, Critical, Page),
    row(On::Name("validation_error"), No, Success, Medium, FixPayload),
    row(On::Name("invalid_from_address"), No, Success, Medium, FixPayload),
    row(On::Name("missing_required_field"), No, Success, Medium, FixPayload),
    row(On::Name("invalid_attachment"), No, Success, Medium, FixPayload),
    row(On::Name("invalid_idempotent_request"), No, Success, Medium, FixPayload),
    // The same request is on its way already.
    row(On::Name("concurrent_idempotent_requests"), Yes, Success, Low, Wait),
    row(On::Name("application_error"), Yes, Failure, High, BackOff),
    row(On::Name("internal_server_error"), Yes, Failure, High, BackOff),
    row(On::Status(401), No, Ignore, Critical, Page),
    row(On::Status(403), No, Ignore, Critical, Page),
    row(On::Status(422), No, Success, Medium, FixPayload),
    row(On::Status(429), Yes, Ignore, High, Wait),
    row(On::Status(500), Yes, Failure, High, BackOff),
    row(On::Status(503), Yes, Failure, High, BackOff),
];

/// <https://www.twilio.com/docs/api/errors>. Those from 30000 on come by callback, after the call has succeeded.
pub(super) const TWILIO: &[Row] = &[
    row(On::Name("20003"), No, Ignore, Critical, Page),
    row(On::Name("20429"), Yes, Ignore, High, Wait),
    row(On::Name("21211"), No, Success, Medium, FixNumber),
    // The region of the number is not enabled, which is another thing than a number that is not verified: 21608.
    row(On::Name("21408"), No, Success, High, EnableRegion),
    row(On::Name("21608"), No, Success, High, Page),
    row(On::Name("21610"), No, Success, Medium, SuppressRecipient),
    row(On::Name("21614"), No, Success, Medium, FixNumber),
    row(On::Name("30003"), Yes, Ignore, Medium, RetryLater),
    row(On::Name("30005"), No, Ignore, Medium, Drop),
    row(On::Name("30006"), No, Ignore, Medium, OtherChannel),
];

/// ASC X12 997 AK501 and 999 IK501. `no_ack` is ours: no acknowledgment came in time.
pub(super) const X12: &[Row] = &[
    row(On::Name("A"), No, Ignore, Info, Done),
    row(On::Name("E"), No, Ignore, Low, DoneWithWarning),
    row(On::Name("R"), No, Ignore, High, FixPayload),
    row(On::Name("P"), Part, Ignore, High, ResendRejected),
    // Authentication, assurance or decryption failed.
    row(On::Name("M"), No, Ignore, Critical, Page),
    row(On::Name("W"), No, Ignore, Critical, Page),
    row(On::Name("X"), No, Ignore, Critical, Page),
    row(On::Name("no_ack"), UnknownOutcome, Ignore, High, Query),
];
