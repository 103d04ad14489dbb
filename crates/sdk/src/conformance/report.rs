//! One result for each case.

use serde_json::{Map, Value};

use super::case::{Case, Fault, Outcome};

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// The id of the case, or where in the file it stands.
    pub id: String,
    /// Whether what came out is what the case expects.
    pub passed: bool,
    /// Why not; empty when it passed.
    pub why: String,
}

impl CaseResult {
    /// How one case went.
    pub(super) fn judged(id: String, judgement: Result<(), Fault>) -> Self {
        let (passed, why) = judgement.map_or_else(|Fault(why)| (false, why), |()| (true, String::new()));
        Self { id, passed, why }
    }

    pub(super) fn failed(id: &str, why: &str) -> Self {
        Self { id: id.to_owned(), passed: false, why: why.to_owned() }
    }
}

/// Replays every case of `file` and compares what comes out with what the case expects.
pub(super) fn cases(
    kind: &str,
    file: &Value,
    replay: impl Fn(&Case<'_>) -> Result<Outcome, Fault>,
    each: &mut dyn FnMut(CaseResult),
) {
    let cases = file.get("cases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if cases.is_empty() {
        each(CaseResult::failed(kind, "there are no cases"));
    }
    for (index, case) in cases.iter().enumerate() {
        let id = case.get("id").and_then(Value::as_str);
        let id = id.map_or_else(|| format!("{kind}[{index}]"), str::to_owned);
        each(CaseResult::judged(id, judge(&Case::new(case), &replay)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Replays one case whose outcome is given; an empty text means that it passed.
    fn judged(expect: &Value, outcome: &Outcome) -> String {
        let file = json!({ "cases": [{ "id": "a", "expect": expect }] });
        let mut results = Vec::new();
        cases("k", &file, |_| Ok(outcome.clone()), &mut |result| results.push(result));
        assert_eq!((results.len(), results[0].id.as_str()), (1, "a"));
        assert_eq!(results[0].passed, results[0].why.is_empty());
        results[0].why.clone()
    }

    fn fields(value: &Value) -> Outcome {
        Ok(value.as_object().unwrap().clone())
    }

    #[test]
    fn only_the_fields_that_are_present_are_compared() {
        let got = fields(&json!({ "a": 1, "b": 2 }));
        assert_eq!(judged(&json!({ "a": 1 }), &got), "");
        assert_eq!(judged(&json!({ "a": 1, "b": 3 }), &got), "b: expected 3, got 2");
        assert!(judged(&json!({ "c": 1 }), &got).starts_with("c: expected 1, got nothing"));
    }

    #[test]
    fn errors_are_compared_by_code() {
        assert_eq!(judged(&json!({ "error": "corrupt" }), &Err("corrupt")), "");
        let wrong = judged(&json!({ "error": "corrupt" }), &Err("truncated"));
        assert!(wrong.starts_with("error: expected \"corrupt\", got \"truncated\""), "{wrong}");
        let opened = judged(&json!({ "error": "corrupt" }), &fields(&json!({ "len": 1 })));
        assert!(opened.starts_with("expected {\"error\":\"corrupt\"}, got {\"len\":1}"), "{opened}");
        let refused = judged(&json!({ "len": 1 }), &Err("corrupt"));
        assert!(refused.starts_with("expected {\"len\":1}, got {\"error\":\"corrupt\"}"), "{refused}");
        assert_ne!(judged(&json!({}), &Err("corrupt")), "");
    }

    #[test]
    fn a_file_without_cases_fails() {
        for file in [json!({}), json!({ "cases": [] }), json!({ "cases": 1 })] {
            let mut results = Vec::new();
            cases("k", &file, |_| Ok(Err("unused")), &mut |result| results.push(result));
            assert!(!results[0].passed);
        }
    }
}
