//! `cargo xtask lint`: what the compiler's tools find, and the rules of the house.

mod crates;
mod decisions;
mod edges;
mod size;
mod tree;
mod words;

use std::process::ExitCode;
use std::time::Instant;

use crate::project::Project;
use crate::{Stop, process};
use tree::Tree;

/// A run of cargo that must succeed.
struct CargoCheck {
    name: &'static str,
    arguments: &'static [&'static str],
}

const CARGO_CHECKS: &[CargoCheck] = &[
    CargoCheck { name: "format", arguments: &["fmt", "--all", "--check"] },
    CargoCheck {
        name: "format of the fuzz targets",
        arguments: &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"],
    },
    CargoCheck {
        name: "clippy",
        arguments: &["clippy", "--workspace", "--all-targets", "--keep-going", "--", "-D", "warnings"],
    },
    CargoCheck {
        name: "clippy, aws-lc",
        arguments: &[
            "clippy",
            "--package",
            "phiward-envelope",
            "--features",
            "aws-lc",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    },
    CargoCheck { name: "documentation", arguments: &["doc", "--no-deps"] },
];

/// A rule about the files of the repository. It returns one line for each place that breaks it.
struct Rule {
    name: &'static str,
    broken: fn(&Tree) -> Vec<String>,
}

const RULES: &[Rule] = &[
    Rule { name: "dependency edges are those of ARCHITECTURE.md", broken: edges::forbidden },
    Rule { name: "no Rust file over 500 lines", broken: size::long_files },
    Rule { name: "lib.rs is a table of contents", broken: size::logic_in_lib },
    Rule { name: "every package has a README", broken: crates::without_readme },
    Rule { name: "ARCHITECTURE.md tells of every package", broken: crates::missing_in_architecture },
    Rule { name: "versions stand in the workspace manifest only", broken: crates::versions },
    Rule { name: "every package is Apache-2.0", broken: crates::licences },
    Rule { name: "decisions are numbered without a gap", broken: decisions::gaps },
    Rule { name: "nothing is left unfinished", broken: words::unfinished },
    Rule { name: "ignored tests are slow, or are none", broken: words::ignored_tests },
    Rule { name: "no example is hidden from the tests", broken: words::ignored_examples },
    Rule { name: "no promise that the code cannot keep", broken: words::promises },
    Rule { name: "no path of one machine", broken: words::machine_paths },
];

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`lint` takes no argument".to_owned()));
    }
    // The rules come first: they take a second, clippy takes minutes.
    let tree = Tree::read(project)?;
    let mut failed = 0;
    for rule in RULES {
        let broken = (rule.broken)(&tree);
        println!("{} {}", if broken.is_empty() { "ok    " } else { "BROKEN" }, rule.name);
        broken.iter().for_each(|place| println!("         {place}"));
        failed += usize::from(!broken.is_empty());
    }
    for check in CARGO_CHECKS {
        failed += usize::from(!passes(project, check));
    }
    println!("\n{} checks passed, {failed} failed", RULES.len() + CARGO_CHECKS.len() - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn passes(project: &Project, check: &CargoCheck) -> bool {
    let start = Instant::now();
    let mut command = project.cargo(check.arguments.iter().copied());
    let outcome = process::show(command.env("RUSTDOCFLAGS", "-D warnings"));
    let word = if outcome.is_ok() { "ok    " } else { "BROKEN" };
    println!("{word} {} ({})", check.name, process::seconds(start));
    outcome.is_ok()
}
