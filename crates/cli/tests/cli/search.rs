//! `search` and `index`.

use serde_json::Value;

use crate::fixture::Sandbox;

const DEMO: &str = include_str!("../../../../examples/protocols/demo.jsonl");
const AGENCIES: &str = include_str!("../../../../examples/protocols/agencies.json");
const QUERIES: &str = "{\"_id\":\"q1\",\"text\":\"TP 101\",\"agency\":\"DEMO\",\"age\":\"adult\"}\n\
                       {\"_id\":\"q2\",\"text\":\"pizza\",\"agency\":\"DEMO\",\"age\":null}\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("demo.jsonl", DEMO);
    sandbox.write("agencies.json", AGENCIES);
    sandbox.write("queries.jsonl", QUERIES);
    sandbox
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_run_has_a_line_for_each_section_and_silence_is_told() {
    let sandbox = sandbox();
    let call = ["search", "--corpus", "demo.jsonl", "--queries", "queries.jsonl", "--run", "run.txt"];
    let outcome = sandbox.phiward(&call).run();
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.stderr, "abstain q2\n");
    let run = text(&sandbox.read("run.txt"));
    let first: Vec<&str> = run.lines().next().unwrap().split(' ').collect();
    assert_eq!(
        [first[0], first[1], first[2], first[3], first[5]],
        ["q1", "Q0", "DEMO:TP-101#T", "1", "phiward"]
    );
    assert!(run.lines().all(|line| line.starts_with("q1 ")));
    let scores: Vec<u32> = run.lines().map(|line| line.split(' ').nth(4).unwrap().parse().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn an_index_answers_as_its_corpus_does() {
    let sandbox = sandbox();
    let build = ["index", "build", "--corpus", "demo.jsonl", "--profiles", "agencies.json", "demo.phws"];
    sandbox.phiward(&build).succeeds();
    let info: Value =
        serde_json::from_slice(&sandbox.phiward(&["--json", "index", "info", "demo.phws"]).succeeds())
            .unwrap();
    assert_eq!(info["sections"], DEMO.lines().count());
    let ask = |source: [&str; 2], agency: &str| {
        let call = [
            "--json",
            "search",
            source[0],
            source[1],
            "--agency",
            agency,
            "--age",
            "pediatric",
            "chest pain",
        ];
        sandbox.phiward(&call).succeeds()
    };
    assert_eq!(ask(["--index", "demo.phws"], "DEMO"), ask(["--corpus", "demo.jsonl"], "DEMO"));
    // The profile's alias, and its fallback.
    let call = [
        "--json",
        "search",
        "--index",
        "demo.phws",
        "--agency",
        "demo-county-fd",
        "--age",
        "pediatric",
        "TP 101",
    ];
    let answer: Value = serde_json::from_slice(&sandbox.phiward(&call).succeeds()).unwrap();
    assert_eq!((&answer["reason"], &answer["fallback"]), (&"age_variant_missing".into(), &"TP-111".into()));
}

#[test]
fn explanations_are_readable_and_add_up() {
    let sandbox = sandbox();
    let call = [
        "search",
        "--corpus",
        "demo.jsonl",
        "--agency",
        "DEMO",
        "--age",
        "adult",
        "--explain",
        "heart attack",
    ];
    let said = sandbox.phiward(&call).says();
    let first = said.split("in all").next().unwrap();
    assert!(first.contains("TP-101 Cardiac Chest Pain") && first.contains("\"heart attack\""));
    let points: Vec<i64> = first
        .lines()
        .filter_map(|line| line.trim_start().split(' ').next()?.strip_prefix('+')?.parse::<i64>().ok())
        .collect();
    let lost: i64 = first
        .lines()
        .filter_map(|line| line.trim_start().split(' ').next()?.strip_prefix('-')?.parse::<i64>().ok())
        .sum();
    let total: i64 = first.lines().last().unwrap().trim().parse().unwrap();
    assert_eq!(points.iter().sum::<i64>() - lost, total);
}

#[test]
fn a_faulty_corpus_leaves_the_previous_index_as_it_was() {
    let sandbox = sandbox();
    sandbox.phiward(&["index", "build", "--corpus", "demo.jsonl", "demo.phws"]).succeeds();
    let before = sandbox.read("demo.phws");
    let line = DEMO.lines().next().unwrap();
    for (corpus, code) in [
        ("not json\n".to_owned(), "malformed"),
        ("{\"text\":\"no id\"}\n".to_owned(), "malformed"),
        ("{\"_id\":\"\",\"text\":\"no id\"}\n".to_owned(), "missing_id"),
        (format!("{line}\n{line}\n"), "repeated_id"),
        ("{\"_id\":\"a\",\"age\":\"old\"}\n".to_owned(), "malformed"),
        (
            "{\"_id\":\"a\",\"number\":\"C-1\"}\n{\"_id\":\"b\",\"number\":\"C 1\"}\n".to_owned(),
            "number_collision",
        ),
        ("\n\n".to_owned(), "empty_corpus"),
    ] {
        sandbox.write("bad.jsonl", corpus);
        sandbox.phiward(&["index", "build", "--force", "--corpus", "bad.jsonl", "demo.phws"]).fails(code);
        assert_eq!(sandbox.read("demo.phws"), before, "{code}");
    }
    assert!(!sandbox.names().iter().any(|name| name.starts_with(".phiward-")));
}

#[test]
fn what_is_no_index_is_refused() {
    let sandbox = sandbox();
    sandbox.phiward(&["index", "build", "--corpus", "demo.jsonl", "demo.phws"]).succeeds();
    let whole = sandbox.read("demo.phws");
    sandbox.write("half.phws", &whole[..whole.len() / 2]);
    sandbox.write("empty.phws", "");
    let ask = |index: &str| sandbox.phiward(&["search", "--index", index, "seizure"]);
    ask("half.phws").fails("truncated");
    ask("empty.phws").fails("truncated");
    ask("demo.jsonl").fails("not_an_index");
    sandbox.phiward(&["search", "--index", "demo.phws", "--agency", "NOBODY", "x"]).fails("unknown_agency");
}
