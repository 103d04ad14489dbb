//! Criterion's results as tables: one for each group, a row for each size, a column for each peer.

use core::fmt::Write;
use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use serde_json::Value;

/// Our own columns. Every other peer is compared with each of them.
const OURS: [&str; 2] = ["phiward", "phiward-aws-lc"];

/// One measurement, of the bench `group/peer/size`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    group: String,
    peer: String,
    size: Size,
    nanoseconds: f64,
}

/// The input of a bench: ordered by its bytes where they are known.
/// An input that has a name of its own is measured by its speed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Size {
    bytes: Option<u64>,
    label: String,
}

impl Case {
    /// Reads criterion's `benchmark.json` and `estimates.json`. `None` when they are not of the known shape.
    pub(crate) fn from_json(benchmark: &str, estimates: &str) -> Option<Self> {
        let benchmark: Value = serde_json::from_str(benchmark).ok()?;
        let estimates: Value = serde_json::from_str(estimates).ok()?;
        let text = |name: &str| benchmark.get(name).and_then(Value::as_str).map(str::to_owned);
        let label = text("value_str").unwrap_or_default();
        let throughput = benchmark.get("throughput").and_then(|throughput| throughput.get("Bytes"));
        let bytes = throughput.and_then(Value::as_u64).or_else(|| label.parse().ok());
        Some(Self {
            group: text("group_id")?,
            peer: text("function_id")?,
            size: Size { label: bytes.filter(|_| !is_name(&label)).map_or(label, in_bytes), bytes },
            nanoseconds: estimates.get("median")?.get("point_estimate")?.as_f64()?,
        })
    }
}

/// Whether a label is the name of an input, such as `notes`, and not its size.
fn is_name(label: &str) -> bool {
    label.starts_with(|first: char| first.is_alphabetic())
}

/// The speed of a bench in megabytes per second, if it was measured.
pub(crate) fn speed_of(cases: &[Case], group: &str, peer: &str, label: &str) -> Option<f64> {
    let case =
        cases.iter().find(|case| case.group == group && case.peer == peer && case.size.label == label)?;
    speed(case.size.bytes?, case.nanoseconds)
}

#[expect(clippy::cast_precision_loss, reason = "a speed needs three digits")]
fn speed(bytes: u64, nanoseconds: f64) -> Option<f64> {
    (nanoseconds > 0.0).then(|| bytes as f64 * 1e3 / nanoseconds)
}

/// Writes a table for each group.
pub(crate) fn tables(cases: impl IntoIterator<Item = Case>) -> String {
    let mut groups: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases {
        groups.entry(case.group.clone()).or_default().push(case);
    }
    let mut text = String::from(
        "Each cell is the median time of one operation, or its speed where a row is named after its input.\n\
         The factors behind it are that time divided by ours in the same row, first by `phiward`'s and then by \
         `phiward-aws-lc`'s where it was measured: above 1, we are faster.\n",
    );
    for (group, cases) in &groups {
        write_table(&mut text, group, cases);
    }
    text
}

fn write_table(text: &mut String, group: &str, cases: &[Case]) {
    let peers: BTreeSet<&str> = cases.iter().map(|case| case.peer.as_str()).collect();
    let ours = OURS.into_iter().filter(|name| peers.contains(name));
    let columns: Vec<&str> = ours.chain(peers.iter().copied().filter(|peer| !OURS.contains(peer))).collect();
    let sizes: BTreeSet<&Size> = cases.iter().map(|case| &case.size).collect();
    let time = |peer: &str, size: &Size| {
        cases.iter().find(|case| case.peer == peer && case.size == *size).map(|case| case.nanoseconds)
    };

    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n### {group}\n\n| {group} | {} |", columns.join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(columns.len()));
    for size in sizes {
        let _ = write!(text, "| {} |", size.label);
        for peer in &columns {
            let cell = time(peer, size).map(|nanoseconds| {
                let bases = OURS.iter().filter(|base| *base != peer);
                let factors = bases.filter_map(|base| Some(nanoseconds / time(base, size)?));
                let value = size.bytes.filter(|_| is_name(&size.label));
                let value = value.and_then(|bytes| speed(bytes, nanoseconds));
                cell(value.map_or_else(|| in_time(nanoseconds), in_speed), factors)
            });
            let _ = write!(text, " {} |", cell.unwrap_or_default());
        }
        text.push('\n');
    }
}

fn cell(value: String, factors: impl Iterator<Item = f64>) -> String {
    let factors: Vec<_> = factors.map(|factor| format!("{factor:.2}x")).collect();
    if factors.is_empty() { value } else { format!("{value} ({})", factors.join(", ")) }
}

pub(crate) fn in_time(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        n if n < 1e3 => (n, "ns"),
        n if n < 1e6 => (n / 1e3, "µs"),
        n if n < 1e9 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

/// Megabytes per second.
pub(crate) fn in_speed(megabytes: f64) -> String {
    format!("{} MB/s", three_digits(megabytes))
}

/// Three digits that matter.
fn three_digits(value: f64) -> String {
    let decimals = match value {
        v if v < 0.1 => 4,
        v if v < 1.0 => 3,
        v if v < 10.0 => 2,
        v => usize::from(v < 100.0),
    };
    format!("{value:.decimals$}")
}

fn in_bytes(bytes: u64) -> String {
    match bytes {
        b if b >= 1 << 20 && b.is_multiple_of(1 << 20) => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b.is_multiple_of(1 << 10) => format!("{} KiB", b >> 10),
        b => format!("{b} B"),
    }
}

/// The day of a moment, as `2026-03-01` in UTC.
pub(crate) fn date(now: SystemTime) -> String {
    let since_1970 = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let mut days = since_1970.as_secs() / 86_400;
    let mut year = 1970;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use core::time::Duration;
    use std::time::SystemTime;

    use super::{Case, date, in_bytes, in_speed, in_time, speed_of, tables};

    fn case(peer: &str, bytes: u64, nanoseconds: f64) -> Case {
        let benchmark = serde_json::json!({
            "group_id": "seal", "function_id": peer, "value_str": bytes.to_string(),
            "throughput": {"Bytes": bytes}, "full_id": "ignored", "directory_name": "ignored", "title": "ignored",
        });
        let estimates = serde_json::json!({
            "mean": {"point_estimate": 1.0}, "median": {"point_estimate": nanoseconds},
        });
        Case::from_json(&benchmark.to_string(), &estimates.to_string()).unwrap()
    }

    #[test]
    fn rows_are_sizes_and_columns_are_peers_with_ours_first() {
        let text = tables([
            case("aes-gcm", 65_536, 30_000.0),
            case("phiward", 65_536, 40_000.0),
            case("phiward", 64, 500.0),
            case("phiward-aws-lc", 65_536, 20_000.0),
        ]);
        let table: Vec<_> = text.lines().skip_while(|line| !line.starts_with('|')).collect();
        assert_eq!(
            table,
            [
                "| seal | phiward | phiward-aws-lc | aes-gcm |",
                "|---|--:|--:|--:|",
                "| 64 B | 500 ns |  |  |",
                "| 64 KiB | 40.0 µs (2.00x) | 20.0 µs (0.50x) | 30.0 µs (0.75x, 1.50x) |",
            ]
        );
    }

    #[test]
    fn named_inputs_are_told_as_speeds() {
        let case = |peer: &str, nanoseconds: f64| {
            let benchmark = serde_json::json!({
                "group_id": "redact_find", "function_id": peer, "value_str": "notes", "throughput": {"Bytes": 2_000_000},
            });
            let estimates = serde_json::json!({"median": {"point_estimate": nanoseconds}});
            Case::from_json(&benchmark.to_string(), &estimates.to_string()).unwrap()
        };
        let cases = [case("phiward", 2e7), case("regex", 8e7)];
        assert_eq!(speed_of(&cases, "redact_find", "phiward", "notes"), Some(100.0));
        assert_eq!(speed_of(&cases, "redact_find", "phiward", "prose"), None);
        assert!(tables(cases).ends_with("| notes | 100 MB/s | 25.0 MB/s (4.00x) |\n"));
    }

    #[test]
    fn json_of_another_shape_is_no_case() {
        assert_eq!(Case::from_json("{}", "{}"), None);
        assert_eq!(Case::from_json("not json", "{}"), None);
    }

    #[test]
    fn a_bench_without_size_has_an_empty_label() {
        let benchmark =
            r#"{"group_id": "kdf", "function_id": "phiward", "value_str": null, "throughput": null}"#;
        let case = Case::from_json(benchmark, r#"{"median": {"point_estimate": 2.5e8}}"#).unwrap();
        assert!(tables([case]).ends_with("|  | 250 ms |\n"));
    }

    #[test]
    fn numbers_keep_three_digits() {
        assert_eq!([in_time(1.234), in_time(56_780.0), in_time(2.5e9)], ["1.23 ns", "56.8 µs", "2.50 s"]);
        assert_eq!(
            [in_speed(0.01234), in_speed(0.5), in_speed(123.4)],
            ["0.0123 MB/s", "0.500 MB/s", "123 MB/s"]
        );
        assert_eq!([in_bytes(64), in_bytes(16_384), in_bytes(1 << 20)], ["64 B", "16 KiB", "1 MiB"]);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let on = |seconds| date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(on(0), "1970-01-01");
        assert_eq!(on(951_782_400), "2000-02-29");
        assert_eq!(on(1_772_323_199), "2026-02-28");
        assert_eq!(on(1_772_323_200), "2026-03-01");
    }
}
