//! The field table of EMS launch links, exports and operations, as data.

use crate::{
    fields::{
        Field,
        HoldsPhi::{self, No, Possibly, Yes},
    },
    policy::FieldPolicy::{self, LogAfterRedaction, LogPseudonym, Loggable, NeverLog},
};

const fn row(
    name: &'static str,
    nemsis: Option<&'static str>,
    phi: HoldsPhi,
    policy: FieldPolicy,
    source: &'static str,
) -> Field {
    Field { name, nemsis, phi, policy, source }
}

/// The fields that a protocol guide gets from and gives to a patient care record system, and those of the
/// messages and files around them.
///
/// `source` is the id of the requirement.
/// Where a launch document and the NEMSIS dictionary disagree, the row takes the stricter reading.
pub const LAUNCH_FIELDS: &[Field] = &[
    // Into the protocol guide.
    // `agency_id` is a product's own short name; the number that the state assigned is a field of its own.
    row("agency_id", None, No, Loggable, "E15"),
    row("agency_number", Some("dAgency.02"), No, Loggable, "E15"),
    // Patient-stated free text of up to 255 characters.
    row("search_term", Some("eSituation.04"), Possibly, LogAfterRedaction, "E16"),
    row("user_age", Some("ePatient.15"), Yes, NeverLog, "E17"),
    // Months alone tell an infant.
    row("user_age_unit", Some("ePatient.16"), Yes, NeverLog, "E17"),
    row("impression", Some("eSituation.11"), Yes, NeverLog, "E18"),
    // Links carry incident ids in practice.
    row("return_url", None, Possibly, NeverLog, "E19"),
    row("callback_url", None, Possibly, NeverLog, "E19"),
    // NEMSIS: the number "can be used to associate ... to the same EMS event or patient".
    row("incident_id", Some("eResponse.03"), Yes, LogPseudonym, "E20"),
    row("response_number", Some("eResponse.04"), Yes, LogPseudonym, "E20"),
    // Out of the protocol guide.
    row("protocol_number", None, No, Loggable, "E22"),
    row("protocol_title", None, No, Loggable, "E22"),
    // A link can carry a query.
    row("protocol_url", None, No, LogAfterRedaction, "E22"),
    row("selected_sections", None, No, Loggable, "E22"),
    // A dose by weight tells the weight.
    row("medication_dosing", None, Yes, NeverLog, "E22"),
    // The time of an encounter is a date of a person; the log has its own time.
    row("timestamp", None, Possibly, NeverLog, "E22"),
    // A network address is an identifier of a person.
    row("client_ip", None, Yes, LogPseudonym, "E27"),
    // Messages.
    row("phone", None, Yes, NeverLog, "M15"),
    row("to", None, Yes, NeverLog, "M19"),
    row("body", None, Yes, NeverLog, "M19"),
    // Files.
    row("client_id", None, Yes, LogPseudonym, "M23"),
    row("file_name", None, Yes, NeverLog, "M23"),
];

/// The fields of a program's own operation, which are of no person.
pub const OPERATIONAL_FIELDS: &[Field] = &[
    row("message", None, Possibly, LogAfterRedaction, "E21"),
    row("request_id", None, No, Loggable, "E24"),
    row("partner", None, No, Loggable, "E44"),
    row("code", None, No, Loggable, "R09"),
    row("error", None, Possibly, LogAfterRedaction, "R09"),
    row("retry_after", None, No, Loggable, "R09"),
    row("status", None, No, Loggable, "R25"),
    row("step", None, No, Loggable, "R28"),
    row("duration", None, No, Loggable, "R28"),
    row("duration_ms", None, No, Loggable, "R28"),
    // What `tracing-log` adds to records of the `log` crate.
    row("log.target", None, No, Loggable, "R28"),
    row("log.module_path", None, No, Loggable, "R28"),
    row("log.file", None, No, Loggable, "R28"),
    row("log.line", None, No, Loggable, "R28"),
];
