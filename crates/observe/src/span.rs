//! Names of spans and of their attributes, for `tracing` and OpenTelemetry.
//!
//! Where OpenTelemetry's semantic conventions have a name, it is theirs; the rest begins with `phiward.`.
//! A value of an attribute is `Loggable`, like everything that leaves the program.

/// A request that is answered; the kind is `server`.
pub const HTTP_SERVER: &str = "http.server.request";
/// A launch that is read.
pub const LAUNCH: &str = "phiward.launch";
/// A protocol search.
pub const SEARCH: &str = "phiward.search";
/// An export that is sent.
pub const EXPORT: &str = "phiward.export";
/// An envelope that is sealed.
pub const SEAL: &str = "phiward.seal";
/// An envelope that is opened.
pub const OPEN: &str = "phiward.open";
/// A key that is derived of a password.
pub const DERIVE: &str = "phiward.derive";
/// A text that is redacted.
pub const REDACT: &str = "phiward.redact";
/// A sealed request that is relayed to the enclave.
pub const RELAY: &str = "phiward.relay";
/// An event that is written to the audit log.
pub const AUDIT: &str = "phiward.audit";

/// The id of the request.
pub const REQUEST_ID: &str = "phiward.request_id";
/// The step of the work.
pub const STEP: &str = "phiward.step";
/// The agency, by its short name.
pub const AGENCY: &str = "phiward.agency_id";
/// The stable code of an error, OpenTelemetry's `error.type`.
pub const ERROR_TYPE: &str = "error.type";
/// The route as a pattern, never the path, OpenTelemetry's `http.route`.
pub const HTTP_ROUTE: &str = "http.route";
/// The status code, OpenTelemetry's `http.response.status_code`.
pub const HTTP_STATUS: &str = "http.response.status_code";

/// Every span.
pub const ALL: &[&str] = &[HTTP_SERVER, LAUNCH, SEARCH, EXPORT, SEAL, OPEN, DERIVE, REDACT, RELAY, AUDIT];
