//! Configuration as JSON, read strictly: a field that is missing, of another type or unknown is an error that names it.
//!
//! ```
//! use phiward_resilience::json;
//! let error = json::breaker(r#"{"open_ms": 1000, "opne_ms": 2000}"#).unwrap_err();
//! assert_eq!((error.code(), error.field()), ("invalid_config", "opne_ms"));
//! ```

mod fields;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use phiward_json::Value;

pub(crate) use self::fields::Fields;
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
}

impl From<ConfigError> for JsonError {
    fn from(error: ConfigError) -> Self {
        Self::new(error.field().to_string(), JsonFault::Invalid(error.fault()))
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, fault } = self;
        match fault {
            JsonFault::NotAnObject => f.write_str("the configuration is not a JSON object"),
            JsonFault::Missing => write!(f, "the field `{field}` is missing"),
            JsonFault::WrongType => write!(f, "the field `{field}` has the wrong type"),
            JsonFault::Unknown => write!(f, "there is no field `{field}`"),
            JsonFault::Invalid(fault) => write!(f, "the field `{field}` {fault}"),
        }
    }
}

impl core::error::Error for JsonError {}

/// Reads `{"trip", "open_ms" | "open_backoff", "half_open", "call_timeout_ms"}`; what is absent has its default.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn breaker(text: &str) -> Result<BreakerConfig, JsonError> {
    breaker_of(&Fields::of(&parse(text))?)
}

/// Reads `{"max_attempts", "backoff", "jitter", "idempotent"}`. Without a word for it there is no jitter, and a call is
/// taken for idempotent.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn retry(text: &str) -> Result<RetryConfig, JsonError> {
    let value = parse(text);
    let fields = Fields::of(&value)?;
    let config = retry_of(&fields)?;
    fields.finish()?;
    Ok(config)
}

/// Reads `{"kind": "grpc_tokens", "max_tokens", "token_ratio"}` or `{"kind": "ratio", "ratio", "min_per_s", "ttl_ms"}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn budget(text: &str) -> Result<BudgetConfig, JsonError> {
    budget_of(&Fields::of(&parse(text))?)
}

/// Reads `{"algorithm", "limits": [{"limit", "window_ms"}]}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn limits(text: &str) -> Result<Vec<LimitRule>, JsonError> {
    let value = parse(text);
    let fields = Fields::of(&value)?;
    limits_of(&fields, fields.word("algorithm")?)
}

/// Reads `{"ttl_ms", "in_flight_lease_ms"}`.
///
/// # Errors
/// [`JsonError`] names the field.
pub fn idempotency(text: &str) -> Result<IdempotencyConfig, JsonError> {
    idempotency_of(&Fields::of(&parse(text))?)
}

/// The value of a text; what is not JSON is no object either.
fn parse(text: &str) -> Value {
    Value::parse(text).unwrap_or(Value::Null)
}

pub(crate) fn breaker_of(fields: &Fields<'_>) -> Result<BreakerConfig, JsonError> {
    let default = BreakerConfig::default();
    let trip = fields.optional_object("trip")?.map_or(Ok(default.trip), |trip| trip_of(&trip))?;
    let open = match (fields.optional_u64("open_ms")?, fields.optional_object("open_backoff")?) {
        (Some(_), Some(_)) => return Err(fields.error("open_backoff", JsonFault::Unknown)),
        (Some(open_ms), None) => OpenPeriod::Fixed { open_ms },
        (None, Some(backoff)) => OpenPeriod::Growing(exponential(&backoff)?),
        (None, None) => default.open,
    };
    let half_open =
        fields.optional_object("half_open")?.map_or(Ok(default.half_open), |half| half_open_of(&half))?;
    let config =
        BreakerConfig { trip, open, half_open, call_timeout_ms: fields.optional_u64("call_timeout_ms")? };
    fields.finish()?;
    Ok(config)
}

fn trip_of(fields: &Fields<'_>) -> Result<Trip, JsonError> {
    let trip = match fields.word("kind")? {
        "consecutive" => Trip::Consecutive { failures: fields.number("failures")? },
        "count_window" => Trip::CountWindow {
            size: fields.number("size")?,
            min_calls: fields.number("min_calls")?,
            failure_rate: fields.rate("failure_rate")?,
            slow: slow_of(fields)?,
        },
        "time_window" => Trip::TimeWindow {
            window_ms: fields.u64("window_ms")?,
            min_calls: fields.number("min_calls")?,
            failure_rate: fields.rate("failure_rate")?,
            slow: slow_of(fields)?,
        },
        _ => return Err(fields.error("kind", JsonFault::WrongType)),
    };
    fields.finish()?;
    Ok(trip)
}

fn slow_of(fields: &Fields<'_>) -> Result<Option<SlowCalls>, JsonError> {
    match fields.optional_u64("slow_ms")? {
        Some(slow_ms) => Ok(Some(SlowCalls { slow_ms, slow_rate: fields.rate("slow_rate")? })),
        None => Ok(None),
    }
}

fn half_open_of(fields: &Fields<'_>) -> Result<HalfOpen, JsonError> {
    let half_open = HalfOpen {
        max_concurrent: fields.number("max_concurrent")?,
        successes_to_close: fields.number("successes_to_close")?,
        lease_ms: fields.optional_u64("lease_ms")?,
    };
    fields.finish()?;
    Ok(half_open)
}

fn exponential(fields: &Fields<'_>) -> Result<Exponential, JsonError> {
    let backoff = Exponential {
        initial_ms: fields.u64("initial_ms")?,
        factor: fields.factor("factor")?,
        max_ms: fields.optional_u64("max_ms")?,
    };
    fields.finish()?;
    Ok(backoff)
}

/// Leaves it to the caller to look for further fields.
pub(crate) fn retry_of(fields: &Fields<'_>) -> Result<RetryConfig, JsonError> {
    let backoff = fields.object("backoff")?;
    if backoff.optional_word("kind")?.unwrap_or("exponential") != "exponential" {
        return Err(backoff.error("kind", JsonFault::WrongType));
    }
    Ok(RetryConfig {
        max_attempts: fields.number("max_attempts")?,
        backoff: exponential(&backoff)?,
        jitter: match fields.optional_word("jitter")?.unwrap_or("none") {
            "none" => Jitter::None,
            "full" => Jitter::Full,
            "equal" => Jitter::Equal,
            "decorrelated" => Jitter::Decorrelated,
            _ => return Err(fields.error("jitter", JsonFault::WrongType)),
        },
        idempotent: fields.optional_bool("idempotent")?.unwrap_or(true),
    })
}

pub(crate) fn budget_of(fields: &Fields<'_>) -> Result<BudgetConfig, JsonError> {
    let config = match fields.word("kind")? {
        "grpc_tokens" => BudgetConfig::GrpcTokens {
            max_tokens: fields.number("max_tokens")?,
            token_ratio: fields.rate("token_ratio")?,
        },
        "ratio" => BudgetConfig::Ratio {
            ratio: fields.rate("ratio")?,
            min_per_s_milli: fields.milli("min_per_s")?,
            ttl_ms: fields.u64("ttl_ms")?,
        },
        _ => return Err(fields.error("kind", JsonFault::WrongType)),
    };
    fields.finish()?;
    Ok(config)
}

pub(crate) fn limits_of(fields: &Fields<'_>, algorithm: &str) -> Result<Vec<LimitRule>, JsonError> {
    let rules =
        fields.objects("limits")?.iter().map(|rule| limit_of(rule, algorithm)).collect::<Result<_, _>>()?;
    fields.finish()?;
    Ok(rules)
}

fn limit_of(fields: &Fields<'_>, algorithm: &str) -> Result<LimitRule, JsonError> {
    let limit = fields.number("limit")?;
    let rule = match algorithm {
        "gcra" => LimitRule::Gcra {
            limit,
            window_ms: fields.u64("window_ms")?,
            burst: fields.optional_number("burst")?.unwrap_or(limit),
        },
        "fixed_window" => LimitRule::FixedWindow { limit, window_ms: fields.u64("window_ms")? },
        "sliding_log" => LimitRule::SlidingLog { limit, window_ms: fields.u64("window_ms")? },
        "calendar" => LimitRule::Calendar {
            limit,
            period: match fields.word("period")? {
                "day" => CalendarPeriod::Day,
                "month" => CalendarPeriod::Month,
                _ => return Err(fields.error("period", JsonFault::WrongType)),
            },
            utc_offset_min: fields.optional_number("utc_offset_min")?.unwrap_or(0),
        },
        _ => return Err(JsonError::new("algorithm".to_string(), JsonFault::WrongType)),
    };
    fields.finish()?;
    Ok(rule)
}

pub(crate) fn idempotency_of(fields: &Fields<'_>) -> Result<IdempotencyConfig, JsonError> {
    let config = IdempotencyConfig {
        ttl_ms: fields.u64("ttl_ms")?,
        in_flight_lease_ms: fields.u64("in_flight_lease_ms")?,
    };
    fields.finish()?;
    Ok(config)
}
