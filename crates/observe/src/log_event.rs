//! Log events as lines of JSON: a step, a request, how long it took, and what may be logged.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use phiward_phi::{Elapsed, Loggable, RequestId};
use serde_json::{Map, Value};

/// How loud an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// For whoever is looking for a fault.
    Debug,
    /// It happened.
    Info,
    /// Somebody should look at it.
    Warn,
    /// It did not work.
    Error,
}

impl Level {
    /// The word in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// A log event. Every event has a step, a request and a time that it took.
///
/// Further fields are [`Loggable`]; an age, a complaint or a `String` is refused when it is compiled.
///
/// ```
/// use core::time::Duration;
/// use phiward_observe::{Level, LogEvent};
/// use phiward_phi::{Elapsed, RequestId};
///
/// let id = RequestId::parse("it-1767225600000-9f8a2c41d07be653")?;
/// let event = LogEvent::new(Level::Info, "protocol_search", &id, Elapsed(Duration::from_millis(7)))
///     .with("outcome", &"found");
/// assert_eq!(
///     event.to_json(1_767_225_600_007),
///     concat!(
///         r#"{"at":1767225600007,"level":"info","step":"protocol_search","#,
///         r#""requestId":"it-1767225600000-9f8a2c41d07be653","durationMs":7,"outcome":"found"}"#,
///     ),
/// );
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    level: Level,
    step: &'static str,
    request: RequestId,
    duration: Elapsed,
    fields: Vec<(&'static str, String)>,
}

impl LogEvent {
    /// Begins an event.
    #[must_use]
    pub fn new(level: Level, step: &'static str, request: &RequestId, duration: Elapsed) -> Self {
        Self { level, step, request: request.clone(), duration, fields: Vec::new() }
    }

    /// Adds a field; a name that is taken keeps its first value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &dyn Loggable) -> Self {
        let is_ours = ["at", "level", "step", "requestId", "durationMs"].contains(&name);
        if !is_ours && !self.fields.iter().any(|(known, _)| *known == name) {
            self.fields.push((name, value.to_string()));
        }
        self
    }

    /// The event as one line of JSON, without a line feed; `now_ms` is in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn to_json(&self, now_ms: u64) -> String {
        let millis = u64::try_from(self.duration.0.as_millis()).unwrap_or(u64::MAX);
        let mut line = alloc::format!(
            r#"{{"at":{now_ms},"level":"{}","step":{},"requestId":"{}","durationMs":{millis}"#,
            self.level.code(),
            Value::from(self.step),
            self.request,
        );
        for (name, value) in &self.fields {
            line += &alloc::format!(",{}:{}", Value::from(*name), Value::from(value.as_str()));
        }
        line.push('}');
        line
    }

    /// The fields as a JSON object, for loggers that want one.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        self.fields.iter().map(|(name, value)| ((*name).to_string(), Value::from(value.as_str()))).collect()
    }
}

/// What a log holds of an access to the integration: a request, an agency, and a term that was redacted.
///
/// These fields exist and no others, so an age or an impression cannot be added where somebody is in a hurry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog<'a, A: Loggable, S: Loggable> {
    /// The request.
    pub request: &'a RequestId,
    /// The agency: `phiward_ems::AgencyId`.
    pub agency: A,
    /// The search term after redaction, or the mask: a type of the program whose constructor redacts.
    pub search_term: S,
    /// How long it took.
    pub duration: Elapsed,
}

impl<A: Loggable, S: Loggable> AccessLog<'_, A, S> {
    /// The log event of the access.
    #[must_use]
    pub fn to_event(&self) -> LogEvent {
        LogEvent::new(Level::Info, "integration_access", self.request, self.duration)
            .with("agencyId", &self.agency)
            .with("searchTerm", &self.search_term)
    }
}
