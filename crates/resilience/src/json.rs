//! Configuration as JSON, read strictly: a field that is missing, of another type or unknown is an error that names it.
//!
//! ```
//! use phiward_resilience::json;
//! let error = json::breaker(r#"{"open_ms": 1000, "opne_ms": 2000}"#).unwrap_err();
//! assert_eq!((error.code(), error.field()), ("invalid_config", "opne_ms"));
//! ```

mod fields;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use phiward_json::Value;

pub(crate) use self::fields::{Fields, First};
use crate::error::{ConfigError, ConfigFault};
use crate::{
    BreakerConfig, BudgetConfig, CalendarPeriod, Exponential, HalfOpen, IdempotencyConfig, Jitter, LimitRule,
    OpenPeriod, RetryConfig, SlowCalls, Trip,
};

/// A configuration that cannot be read. It names the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    field: String,
    fault: JsonFault,
}

/// What is wrong with the field of a [`JsonError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFault {
    /// The text is not JSON, or not an object.
    NotAnObject,
    /// The field must be there.
    Missing,
    /// The field has another type or a word that is not known.
    WrongType,
    /// There is no such field.
    Unknown,
    /// The value cannot be.
    Invalid(ConfigFault),
}

impl JsonError {
    pub(crate) const fn new(field: String, fault: JsonFault) -> Self {
        Self { field, fault }
    }

    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_config"
    }

    /// The field that is wrong, such as `trip.failures`. A name that nobody knows is cut to letters, digits and
    /// underscores.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn fault(&self) -> JsonFault {
        self.fault
    }

    /// What `Display` writes, without the way through formatting, which is large.
    #[must_use]
    pub fn reason(&self) -> String {
        let (before, after) = match self.fault {
            JsonFault::NotAnObject => return "the configuration is not a JSON object".to_owned(),
            JsonFault::Missing => ("the field `", "` is missing"),
            JsonFault::WrongType => ("the field `", "` has the wrong type"),
            JsonFault::Unknown => ("there is no field `", "`"),
            JsonFault::Invalid(fault) => return ["the field `", &self.field, "` ", fault.reason()].concat(),
        };
        [before, &self.field, after].concat()
    }
}

impl From<ConfigError> for JsonError {
    fn from(error: ConfigError) -> Self {
        Self::new(error.field().to_owned(), JsonFault::Invalid(error.fault()))
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason())
    }
}

impl core::error::Error for JsonError {}

/// Reads `{"trip", "open_ms" | "open_backoff", "half_open", "call_timeout_ms"}`; what is absent has its default.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn breaker(text: &str) -> Result<BreakerConfig, JsonError> {
    read(text, breaker_of)
}

/// Reads `{"max_attempts", "backoff", "jitter", "idempotent"}`. Without a word for it there is no jitter, and a call is
/// taken for idempotent.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn retry(text: &str) -> Result<RetryConfig, JsonError> {
    read(text, |fields| {
        let config = retry_of(fields);
        fields.finish();
        config
    })
}

/// Reads `{"kind": "grpc_tokens", "max_tokens", "token_ratio"}` or `{"kind": "ratio", "ratio", "min_per_s", "ttl_ms"}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn budget(text: &str) -> Result<BudgetConfig, JsonError> {
    read(text, budget_of)
}

/// Reads `{"algorithm", "limits": [{"limit", "window_ms"}]}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn limits(text: &str) -> Result<Vec<LimitRule>, JsonError> {
    read(text, |fields| limits_of(fields, fields.word("algorithm")))
}

/// Reads `{"ttl_ms", "in_flight_lease_ms"}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn idempotency(text: &str) -> Result<IdempotencyConfig, JsonError> {
    read(text, idempotency_of)
}

/// What is not JSON is no object either.
fn read<T>(text: &str, read: impl FnOnce(&Fields<'_>) -> T) -> Result<T, JsonError> {
    let value = Value::parse(text).unwrap_or(Value::Null);
    let first = First::default();
    let fields = Fields::of(&value, &first);
    fields.checked(read(&fields))
}

pub(crate) fn breaker_of(fields: &Fields<'_>) -> BreakerConfig {
    let default = BreakerConfig::default();
    let trip = fields.optional_object("trip").map_or(default.trip, |trip| trip_of(&trip));
    let open = match (fields.optional_u64("open_ms"), fields.optional_object("open_backoff")) {
        (Some(_), Some(_)) => {
            fields.fail("open_backoff", JsonFault::Unknown);
            default.open
        }
        (Some(open_ms), None) => OpenPeriod::Fixed { open_ms },
        (None, Some(backoff)) => OpenPeriod::Growing(exponential(&backoff)),
        (None, None) => default.open,
    };
    let half_open = fields.optional_object("half_open").map_or(default.half_open, |half| half_open_of(&half));
    let call_timeout_ms = fields.optional_u64("call_timeout_ms");
    fields.finish();
    BreakerConfig { trip, open, half_open, call_timeout_ms }
}

fn trip_of(fields: &Fields<'_>) -> Trip {
    let trip = match fields.word("kind") {
        "count_window" => Trip::CountWindow {
            size: fields.number("size"),
            min_calls: fields.number("min_calls"),
            failure_rate: fields.rate("failure_rate"),
            slow: slow_of(fields),
        },
        "time_window" => Trip::TimeWindow {
            window_ms: fields.u64("window_ms"),
            min_calls: fields.number("min_calls"),
            failure_rate: fields.rate("failure_rate"),
            slow: slow_of(fields),
        },
        kind => {
            if kind != "consecutive" {
                fields.fail("kind", JsonFault::WrongType);
            }
            Trip::Consecutive { failures: fields.number("failures") }
        }
    };
    fields.finish();
    trip
}

fn slow_of(fields: &Fields<'_>) -> Option<SlowCalls> {
    let slow_ms = fields.optional_u64("slow_ms")?;
    Some(SlowCalls { slow_ms, slow_rate: fields.rate("slow_rate") })
}

fn half_open_of(fields: &Fields<'_>) -> HalfOpen {
    let half_open = HalfOpen {
        max_concurrent: fields.number("max_concurrent"),
        successes_to_close: fields.number("successes_to_close"),
        lease_ms: fields.optional_u64("lease_ms"),
    };
    fields.finish();
    half_open
}

fn exponential(fields: &Fields<'_>) -> Exponential {
    let backoff = Exponential {
        initial_ms: fields.u64("initial_ms"),
        factor: fields.factor("factor"),
        max_ms: fields.optional_u64("max_ms"),
    };
    fields.finish();
    backoff
}

/// Leaves it to the caller to look for further fields.
pub(crate) fn retry_of(fields: &Fields<'_>) -> RetryConfig {
    let backoff = fields.object("backoff");
    if backoff.optional_word("kind").unwrap_or("exponential") != "exponential" {
        backoff.fail("kind", JsonFault::WrongType);
    }
    RetryConfig {
        max_attempts: fields.number("max_attempts"),
        backoff: exponential(&backoff),
        jitter: match fields.optional_word("jitter").unwrap_or("none") {
            "full" => Jitter::Full,
            "equal" => Jitter::Equal,
            "decorrelated" => Jitter::Decorrelated,
            other => {
                if other != "none" {
                    fields.fail("jitter", JsonFault::WrongType);
                }
                Jitter::None
            }
        },
        idempotent: fields.optional_bool("idempotent").unwrap_or(true),
    }
}

pub(crate) fn budget_of(fields: &Fields<'_>) -> BudgetConfig {
    let config = match fields.word("kind") {
        "ratio" => BudgetConfig::Ratio {
            ratio: fields.rate("ratio"),
            min_per_s_milli: fields.milli("min_per_s"),
            ttl_ms: fields.u64("ttl_ms"),
        },
        kind => {
            if kind != "grpc_tokens" {
                fields.fail("kind", JsonFault::WrongType);
            }
            BudgetConfig::GrpcTokens {
                max_tokens: fields.number("max_tokens"),
                token_ratio: fields.rate("token_ratio"),
            }
        }
    };
    fields.finish();
    config
}

pub(crate) fn limits_of(fields: &Fields<'_>, algorithm: &str) -> Vec<LimitRule> {
    let rules = fields.objects("limits").iter().map(|rule| limit_of(rule, algorithm)).collect();
    fields.finish();
    rules
}

fn limit_of(fields: &Fields<'_>, algorithm: &str) -> LimitRule {
    let limit = fields.number("limit");
    let rule = match algorithm {
        "gcra" => LimitRule::Gcra {
            limit,
            window_ms: fields.u64("window_ms"),
            burst: fields.optional_number("burst").unwrap_or(limit),
        },
        "sliding_log" => LimitRule::SlidingLog { limit, window_ms: fields.u64("window_ms") },
        "calendar" => LimitRule::Calendar {
            limit,
            period: match fields.word("period") {
                "month" => CalendarPeriod::Month,
                period => {
                    if period != "day" {
                        fields.fail("period", JsonFault::WrongType);
                    }
                    CalendarPeriod::Day
                }
            },
            utc_offset_min: fields.optional_number("utc_offset_min").unwrap_or(0),
        },
        other => {
            if other != "fixed_window" {
                fields.fail_at("algorithm", JsonFault::WrongType);
            }
            LimitRule::FixedWindow { limit, window_ms: fields.u64("window_ms") }
        }
    };
    fields.finish();
    rule
}

pub(crate) fn idempotency_of(fields: &Fields<'_>) -> IdempotencyConfig {
    let config = IdempotencyConfig {
        ttl_ms: fields.u64("ttl_ms"),
        in_flight_lease_ms: fields.u64("in_flight_lease_ms"),
    };
    fields.finish();
    config
}
