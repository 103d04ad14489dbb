//! A line is one line, and can be read back.

use core::fmt;

use phiward_phi::{PseudonymKey, guard::LineFormat};
use proptest::prelude::*;
use serde_json::json;
use tracing::{error, info, info_span};

use crate::sink::{Keep, Sink, under};

#[test]
fn numbers_that_json_does_not_know_become_text() {
    let program = || {
        info!(duration_ms = f64::NAN, retry_after = f64::NEG_INFINITY, status = i128::MIN, code = u128::MAX);
        info!(duration_ms = 1e300, retry_after = -0.5, step = true, status = i64::MIN);
    };
    let (sink, counts) = under(Sink::guard, program);
    assert_eq!(sink.records().len(), 2);
    assert_eq!(sink.records()[0]["fields"]["duration_ms"], "NaN");
    assert_eq!(sink.records()[1]["fields"]["duration_ms"], json!(1e300));
    assert_eq!(sink.records()[1]["fields"]["step"], json!(true));
    assert_eq!(counts.dropped(), 0);
}

#[test]
fn a_line_has_time_level_target_and_place() {
    fn noon(w: &mut tracing_subscriber::fmt::format::Writer<'_>) -> fmt::Result {
        w.write_str("2026-01-01T12:00:00Z ")
    }
    let timer = noon as fn(&mut tracing_subscriber::fmt::format::Writer<'_>) -> fmt::Result;
    let program = || error!(target: "app::search", step = "search", "two words");
    let make = |sink: &Sink| sink.guard().with_timer(timer).with_scrub(Keep);
    let (sink, _) = under(make, program);
    let record = sink.records().remove(0);
    assert_eq!(record["time"], "2026-01-01T12:00:00Z");
    assert_eq!(record["level"], "ERROR");
    assert_eq!(record["target"], "app::search");
    let (sink, _) = under(
        |sink| make(sink).with_format(LineFormat::KeyValue),
        || {
            let span = info_span!("launch", user_age = 62);
            let _entered = span.enter();
            info!(target: "app", step = "search", search_term = "a=b\nlevel=ERROR", "two words");
        },
    );
    let line = sink.text();
    let (head, rest) = line.split_once(" at=").unwrap();
    assert_eq!(head, "time=2026-01-01T12:00:00Z level=INFO target=app");
    let (_, rest) = rest.split_once(' ').unwrap();
    assert_eq!(
        rest,
        "message=\"two words\" step=search search_term=\"a=b\\nlevel=ERROR\" spans=launch launch.user_age=[REDACTED]\n"
    );
}

#[test]
fn debug_output_of_the_guard_has_no_key() {
    let guard = Sink::default().guard().with_pseudonyms(PseudonymKey::from_bytes("k1", &[173; 32]).unwrap());
    let shown = format!("{guard:?} {guard:#?}");
    assert!(shown.contains("k1") && !shown.contains("173") && !shown.to_lowercase().contains("adad"));
}

proptest! {
    #[test]
    fn any_text_makes_one_valid_json_line_and_comes_back_the_same(text in any::<String>()) {
        let (sink, _) = under(|sink| sink.guard().with_scrub(Keep), || info!(search_term = %text, "{text}"));
        prop_assert_eq!(sink.text().lines().count(), 1);
        let record = sink.records().remove(0);
        prop_assert_eq!(record["message"].as_str(), Some(text.as_str()));
        prop_assert_eq!(record["fields"]["search_term"].as_str(), Some(text.as_str()));
    }

    #[test]
    fn no_text_forges_a_line_or_a_pair(text in "[a-z= \"\\\\\n\r\u{85}\u{2028}\u{202e}]{0,20}|\\PC*") {
        let make = |sink: &Sink| sink.guard().with_scrub(Keep).with_format(LineFormat::KeyValue);
        let (sink, _) = under(make, || info!(search_term = %text, step = "end"));
        let line = sink.text();
        prop_assert!(line.ends_with(" step=end\n"));
        let (_, value) = line.trim_end_matches(" step=end\n").split_once("search_term=").unwrap();
        let read = if value.starts_with('"') { serde_json::from_str(value).unwrap() } else { value.to_owned() };
        prop_assert_eq!(read, text);
        let turns = |character: char| character.is_control() || character == '\u{202e}';
        prop_assert!(!line.trim_end_matches('\n').contains(turns));
    }

    #[test]
    fn a_value_of_a_field_that_is_never_logged_leaves_no_trace(secret in "[A-Z]{6}[0-9]{4}", number in 10_000_000_u64..) {
        let program = || {
            let span = info_span!("launch", user_age = number, impression = %secret);
            let _entered = span.enter();
            info!(user_age = number, impression = ?secret, unheard_of = secret.as_str(), body = number, "{secret} {number}");
        };
        for format in [LineFormat::Json, LineFormat::KeyValue] {
            let (sink, counts) = under(|sink| sink.guard().with_format(format), program);
            prop_assert!(!sink.text().contains(&secret) && !sink.text().contains(&number.to_string()));
            prop_assert_eq!((counts.written(), counts.dropped()), (1, 0));
        }
    }
}
