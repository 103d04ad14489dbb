//! One line for each case, and the count.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::case::{Case, Fault, Outcome};

/// Writes results as they come in, and counts them.
pub(super) struct Report<W> {
    out: W,
    passed: u64,
    failed: u64,
}

impl<W: Write> Report<W> {
    pub(super) const fn new(out: W) -> Self {
        Self { out, passed: 0, failed: 0 }
    }

    /// Replays every case of `file` and compares what comes out with what the case expects.
    pub(super) fn cases(
        &mut self,
        file: &Value,
        replay: impl Fn(&Case<'_>) -> Result<Outcome, Fault>,
    ) -> io::Result<()> {
        let kind = file.get("kind").and_then(Value::as_str).unwrap_or_default();
        let cases = file.get("cases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if cases.is_empty() {
            return self.failed(kind, "there are no cases");
        }
        for (index, case) in cases.iter().enumerate() {
            let id = case.get("id").and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{kind}[{index}]"), str::to_owned);
            self.judged(&id, judge(&Case::new(case), &replay))?;
        }
        Ok(())
    }

    /// Writes how one case went.
    pub(super) fn judged(&mut self, id: &str, judgement: Result<(), Fault>) -> io::Result<()> {
        match judgement {
            Ok(()) => self.passed(id),
            Err(Fault(why)) => self.failed(id, &why),
        }
    }

    fn passed(&mut self, id: &str) -> io::Result<()> {
        self.passed += 1;
        writeln!(self.out, "{} pass", one_line(id))
    }

    pub(super) fn failed(&mut self, id: &str, why: &str) -> io::Result<()> {
        self.failed += 1;
        writeln!(self.out, "{} fail: {}", one_line(id), one_line(why))
    }

    /// Writes the last line; true when something passed and nothing failed.
    pub(super) fn finish(&mut self) -> io::Result<bool> {
        writeln!(self.out, "{} passed, {} failed", self.passed, self.failed)?;
        self.out.flush()?;
        Ok(self.failed == 0 && self.passed > 0)
    }
}

fn judge(case: &Case<'_>, replay: impl Fn(&Case<'_>) -> Result<Outcome, Fault>) -> Result<(), Fault> {
    let expected = case.object("expect")?;
    let outcome = replay(case)?;
    let got = match outcome {
        Ok(fields) => fields,
        Err(code) => Map::from_iter([("error".to_owned(), Value::from(code))]),
    };
    if expected.contains_key("error") != got.contains_key("error") {
        return Err(differs(expected, &got));
    }
    // Only the fields that the vector has are compared.
    for (name, value) in expected {
        if got.get(name) != Some(value) {
            return Err(Fault(match got.get(name) {
                Some(other) => format!("{name}: expected {value}, got {other}"),
                None => format!("{name}: expected {value}, got nothing of that name"),
            }));
        }
    }
    Ok(())
}

fn differs(expected: &Map<String, Value>, got: &Map<String, Value>) -> Fault {
    let text = |fields: &Map<String, Value>| Value::from(fields.clone()).to_string();
    Fault(format!("expected {}, got {}", text(expected), text(got)))
}

/// Keeps a text on its line, whatever the vector file says.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Replays one case whose outcome is given, and returns the report.
    fn report(expect: &Value, outcome: &Outcome) -> String {
        let mut report = Report::new(Vec::new());
        let file = json!({ "kind": "k", "cases": [{ "id": "a", "expect": expect }] });
        report.cases(&file, |_| Ok(outcome.clone())).unwrap();
        report.finish().unwrap();
        String::from_utf8(report.out).unwrap()
    }

    fn fields(value: &Value) -> Outcome {
        Ok(value.as_object().unwrap().clone())
    }

    #[test]
    fn only_the_fields_that_are_present_are_compared() {
        let got = fields(&json!({ "a": 1, "b": 2 }));
        assert_eq!(report(&json!({ "a": 1 }), &got), "a pass\n1 passed, 0 failed\n");
        assert_eq!(
            report(&json!({ "a": 1, "b": 3 }), &got),
            "a fail: b: expected 3, got 2\n0 passed, 1 failed\n"
        );
        assert!(report(&json!({ "c": 1 }), &got).starts_with("a fail: c: expected 1, got nothing"));
    }

    #[test]
    fn errors_are_compared_by_code() {
        assert!(report(&json!({ "error": "corrupt" }), &Err("corrupt")).starts_with("a pass\n"));
        let wrong = report(&json!({ "error": "corrupt" }), &Err("truncated"));
        assert!(wrong.starts_with("a fail: error: expected \"corrupt\", got \"truncated\""), "{wrong}");
        let opened = report(&json!({ "error": "corrupt" }), &fields(&json!({ "len": 1 })));
        assert!(opened.starts_with("a fail: expected {\"error\":\"corrupt\"}, got {\"len\":1}"), "{opened}");
        let refused = report(&json!({ "len": 1 }), &Err("corrupt"));
        assert!(
            refused.starts_with("a fail: expected {\"len\":1}, got {\"error\":\"corrupt\"}"),
            "{refused}"
        );
        assert!(report(&json!({}), &Err("corrupt")).starts_with("a fail: "));
    }

    #[test]
    fn a_file_without_cases_fails() {
        for file in [json!({}), json!({ "cases": [] }), json!({ "cases": 1 })] {
            let mut report = Report::new(Vec::new());
            report.cases(&file, |_| Ok(Err("unused"))).unwrap();
            assert!(!report.finish().unwrap());
        }
    }

    #[test]
    fn a_report_keeps_its_lines() {
        assert_eq!(one_line("a\nb pass\u{1b}[2J"), "a\u{FFFD}b pass\u{FFFD}[2J");
    }

    #[test]
    fn nothing_replayed_is_not_success() {
        assert!(!Report::new(Vec::new()).finish().unwrap());
    }
}
