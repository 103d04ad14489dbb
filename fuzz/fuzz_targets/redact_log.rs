//! Any text as log lines: spans ascend within the document, and counts are those of the spans.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_document;
use phiward_redact::Format;

fuzz_target!(|data: &str| check_document(Format::Log, data));
