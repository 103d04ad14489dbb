//! The stages of `cargo xtask test`, as data: a new runtime is a new row.

use std::process::Command;
use std::{env, fs};

use crate::libtest::{Reader, Report};
use crate::process::{self, show};
use crate::project::Project;
use crate::set_up::{Machine, Need};
use crate::{
    build_node, build_python, build_web, cross, enclave_arm, enclave_page, guest, journal, kotlin, npm,
    playground, react_native, search_wasm, swift, targets,
};

/// The environment variable that names the file to which a test writes `SKIPPED <name>: <reason>`.
const SKIP_LOG: &str = "PHIWARD_SKIP_LOG";

/// The environment variable that names the Python interpreter which has the peers.
const PYTHON: &str = "PHIWARD_PYTHON";

/// The packages that need no `std`.
const NO_STD_PACKAGES: &[&str] = &[
    "phiward-envelope",
    "phiward-keys",
    "phiward-phi",
    "phiward-redact",
    "phiward-resilience",
    "phiward-attest",
    "phiward-ems",
    "phiward-audit",
    "phiward-observe",
];

/// What a stage may look at.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) project: &'a Project,
    pub(crate) machine: &'a Machine,
    /// Leave out what is slow: tests that are ignored for it, and the stages that are not quick.
    pub(crate) quick: bool,
}

/// One part of the test run.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// What is known when it has passed.
    pub(crate) proves: &'static str,
    /// Whether `--quick` keeps it.
    pub(crate) quick: bool,
    pub(crate) run: fn(&Setting<'_>) -> Report,
}

pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "rust",
        proves: "every crate, its documentation's examples, the command line, and exchange with Node",
        quick: true,
        run: |setting| {
            // Peers of the benches take minutes to build and are measured by `cargo xtask bench`.
            let bindings = [
                "phiward-node",
                "phiward-python",
                "phiward-mobile",
                "phiward-mobile-bindgen",
                "phiward-web",
                "phiward-web-bindgen",
                "phiward-gateway",
            ];
            let left_out = bindings.iter().flat_map(|name| ["--exclude", name]);
            let selection =
                ["--workspace", "--exclude", "phiward-benches", "--exclude", "phiward-enclave-guest"];
            let selection = selection.into_iter().chain(left_out);
            cargo_test(setting, "rust", &selection.collect::<Vec<_>>())
        },
    },
    Stage {
        name: "phi-features",
        proves: "PHI neither serialises nor reaches a log through `serde` and `tracing`",
        quick: false,
        run: |setting| cargo_test(setting, "phi-features", &["--package", "phiward-phi", "--all-features"]),
    },
    Stage {
        name: "resilience-edge",
        proves: "the adapters hold with threads, dropped futures and a server that misbehaves",
        quick: false,
        run: |setting| {
            cargo_test(setting, "resilience-edge", &["--package", "phiward-resilience", "--all-features"])
        },
    },
    Stage {
        name: "loom",
        proves: "in every order of three threads, one word of a breaker admits one probe and trips once",
        quick: false,
        run: loom,
    },
    Stage {
        name: "aws-lc",
        proves: "the second backend makes and opens the same bytes",
        quick: false,
        run: |setting| match &setting.machine.c_compiler {
            Ok(_) => {
                cargo_test(setting, "aws-lc", &["--package", "phiward-envelope", "--features", "aws-lc"])
            }
            Err(reason) => Report::skipped(format!("no C compiler: {reason}")),
        },
    },
    Stage {
        name: "enclave-tls",
        proves: "TLS ends in the enclave, and the programs of enclave and parent build",
        quick: false,
        run: |setting| match &setting.machine.c_compiler {
            Ok(_) => {
                let features = if cfg!(target_os = "linux") { "tls,nitro,x-wing" } else { "tls,x-wing" };
                cargo_test(setting, "enclave-tls", &["--package", "phiward-enclave", "--features", features])
            }
            Err(reason) => Report::skipped(format!("no C compiler: {reason}")),
        },
    },
    Stage { name: "guest", proves: guest::PROVES, quick: false, run: guest::test },
    Stage {
        name: "gateway",
        proves: "the service with every part in it: the stories, what fails, one instance and two that share servers",
        quick: false,
        run: gateway,
    },
    Stage {
        name: "no-std",
        proves: "the core builds where there is no operating system, and for browsers",
        quick: false,
        run: no_std,
    },
    Stage {
        name: "node",
        proves: "@phiward/node: the suite, streams, no error that echoes, no patient in any log, failing closed",
        quick: false,
        run: |setting| {
            built(&setting.machine.node, |_| build_node::build(setting.project))
                .unwrap_or_else(|| npm::test(setting.project, NODE_TESTS))
        },
    },
    Stage {
        name: "web",
        proves: "@phiward/web in Node and Chromium gives the outputs of the native module, and stores nothing readable",
        quick: false,
        run: web,
    },
    Stage {
        name: "enclave-page",
        proves: "a page in Chromium asks about a sealed record through an enclave, and the model sees tokens",
        quick: false,
        run: enclave_page::test,
    },
    Stage {
        name: "search-wasm",
        proves: "the search in WebAssembly answers as the native one, to the last point, and is small",
        quick: false,
        run: |setting| match wasm_toolchain(setting.machine) {
            Ok(toolchain) => search_wasm::test(setting.project, toolchain),
            Err(reason) => Report::skipped(reason),
        },
    },
    Stage {
        name: "playground",
        proves: "every panel of the page does its job, without a network too, for the keyboard and on a phone",
        quick: false,
        run: playground::test,
    },
    Stage {
        name: "journal",
        proves: "a journal in Chromium: written offline, stored sealed, asked about through an enclave, recovered",
        quick: false,
        run: journal::test,
    },
    Stage {
        name: "types",
        proves: "what must not compile does not, and every resolver finds the packages' files",
        quick: false,
        run: types,
    },
    Stage {
        name: "python",
        proves: "the wheel gives the answers of every language, and echoes nothing",
        quick: false,
        run: |setting| match &setting.machine.wheel {
            Ok(python) => build_python::test(setting.project, python),
            Err(reason) => Report::skipped(reason.as_str()),
        },
    },
    Stage {
        name: "kotlin",
        proves: "the Kotlin package on the JVM: vectors, coroutines that are cancelled, streams, no echo",
        quick: false,
        run: |setting| match &setting.machine.maven {
            Ok(_) => kotlin::test(setting.project),
            Err(reason) => Report::skipped(reason.as_str()),
        },
    },
    Stage {
        name: "swift-syntax",
        proves: "generated and written Swift parses, which is what can be known without its compiler",
        quick: false,
        run: |setting| match &setting.machine.swift_parser {
            Ok(python) => swift::test(setting.project, python),
            Err(reason) => Report::skipped(reason.as_str()),
        },
    },
    Stage {
        name: "react-native",
        proves: "the TypeScript of the React Native package has the right types, and its C++ compiles to objects",
        quick: false,
        run: |setting| match &setting.machine.node {
            Ok(_) => react_native::test(setting.project, &setting.machine.c_compiler),
            Err(reason) => Report::skipped(reason.as_str()),
        },
    },
    Stage {
        name: "cross",
        proves: "static libraries for iOS, Android and Linux without glibc build, and the enclave for aarch64 starts",
        quick: false,
        run: |setting| {
            cross::test(setting.project, &setting.machine.phones).and(match &setting.machine.c_compiler {
                Ok(_) => enclave_arm::test(setting.project),
                Err(reason) => Report::skipped(format!("the enclave for aarch64: no C compiler: {reason}")),
            })
        },
    },
];

const NODE_TESTS: &[&str] = &[
    "node/test/conformance.test.mjs",
    "node/test/api.test.mjs",
    "node/test/breaker.test.mjs",
    "node/test/leak.test.mjs",
];

/// Builds a package, if what it needs is here; the report of what stands in the way, if something does.
fn built<T>(need: &Need<T>, build: impl FnOnce(&T) -> Result<(), String>) -> Option<Report> {
    match need {
        Err(reason) => Some(Report::skipped(reason.as_str())),
        Ok(found) => build(found).err().map(|reason| Report::failed(format!("failed: {reason}"))),
    }
}

/// What builds for browsers, if Node can run it afterwards.
fn wasm_toolchain(machine: &Machine) -> Result<targets::Toolchain, String> {
    let wasm = machine.targets.iter().find(|(target, _)| target.triple == targets::WASM.triple);
    match (wasm, &machine.node) {
        (Some((_, Ok(toolchain))), Ok(_)) => Ok(*toolchain),
        (Some((_, Err(reason))), _) | (_, Err(reason)) => Err(reason.clone()),
        (None, _) => Err("no WebAssembly target".to_owned()),
    }
}

fn web(setting: &Setting<'_>) -> Report {
    let machine = setting.machine;
    let toolchain = wasm_toolchain(machine);
    if let Some(report) = built(&toolchain, |toolchain| build_web::build(setting.project, *toolchain)) {
        return report;
    }
    let in_node = npm::test(
        setting.project,
        &["web/test/node.test.mjs", "web/test/bundle.test.mjs", "web/test/sizes.test.mjs"],
    );
    // The native package carries the same modules for platforms that it has no other for.
    let fallback = built(&machine.node, |_| show(&mut npm::node(setting.project, &["node/build.mjs"])));
    let in_node = in_node.and(fallback.unwrap_or_else(|| {
        let tests =
            ["node/test/conformance.test.mjs", "node/test/fallback.test.mjs", "node/test/packages.test.mjs"];
        npm::test_fallback(setting.project, &tests)
    }));
    in_node.and(match &machine.chromium {
        Ok(_) => npm::test(setting.project, &["web/test/browser.test.mjs", "web/test/bundlers.test.mjs"]),
        Err(reason) => Report::skipped(format!("no browser: {reason}")),
    })
}

/// The types, and the packages as other tools see them; it needs what the stages before it have built.
fn types(setting: &Setting<'_>) -> Report {
    if let Err(reason) = &setting.machine.node {
        return Report::skipped(reason.as_str());
    }
    let mut report = Report::default();
    let mut checks = vec![("tsc", vec!["--project", "js/types-test"])];
    for package in ["node", "web"] {
        checks.push(("publint", vec![package, "--strict"]));
        checks.push((
            "attw",
            vec![
                "--pack",
                package,
                "--profile",
                "node16",
                "--exclude-entrypoints",
                "crypto_bg.wasm",
                "late_bg.wasm",
                "log_bg.wasm",
                "redact_bg.wasm",
                "resilience_bg.wasm",
                "search_bg.wasm",
                "search-build_bg.wasm",
                "attest_bg.wasm",
                "lexicon.bin",
                "tagger.bin",
                "worker.js",
            ],
        ));
    }
    for (program, arguments) in checks {
        let mut command = npm::program(setting.project, program);
        command.args(&arguments);
        report = report.and(build(command, program));
    }
    report
}

/// Runs `cargo test` with its output streamed, and counts.
///
/// The slow tests, which are ignored, are run after the others, by their names: a function may also be ignored
/// because it is a tool that must not run here.
fn cargo_test(setting: &Setting<'_>, name: &str, selection: &[&str]) -> Report {
    cargo_test_with(setting, name, selection, |_| ())
}

/// The models are searched whole, with optimised code and flags of their own, which need a target folder of their own.
fn loom(setting: &Setting<'_>) -> Report {
    let selection = ["--package", "phiward-resilience", "--test", "loom", "--release"];
    let Ok(target) = setting.project.target_folder() else {
        return Report::failed("failed: there is no target folder".to_owned());
    };
    cargo_test_with(setting, "loom", &selection, |command| {
        command.env("RUSTFLAGS", "--cfg phiward_loom").env("CARGO_TARGET_DIR", target.join("loom"));
    })
}

pub(crate) fn cargo_test_with(
    setting: &Setting<'_>,
    name: &str,
    selection: &[&str],
    prepare: impl Fn(&mut Command),
) -> Report {
    let skip_log = env::temp_dir().join(format!("phiward-skipped-{name}-{}.log", std::process::id()));
    // The log is appended to by tests, so what a run that was killed has left must go.
    let _ = fs::remove_file(&skip_log);
    let mut reader = Reader::default();
    let test = |reader: &mut Reader, arguments: &[String]| {
        let mut command = setting.project.cargo(["test", "--no-fail-fast"]);
        command.args(selection).env(SKIP_LOG, &skip_log);
        prepare(&mut command);
        if let Ok(python) = &setting.machine.python {
            command.env(PYTHON, python);
        }
        command.arg("--").args(arguments);
        process::stream(command, |line| reader.line(line)).is_ok_and(|status| status.success())
    };
    let mut success = test(&mut reader, &[]);
    if !setting.quick {
        let slow = reader.take_slow();
        if !slow.is_empty() {
            println!("\n--- {name}, the slow tests");
            success &=
                test(&mut reader, &[["--ignored", "--exact"].map(str::to_owned).to_vec(), slow].concat());
        }
    }
    let skipped = fs::read_to_string(&skip_log).unwrap_or_default();
    let _ = fs::remove_file(&skip_log);
    reader.finish(success, &skipped)
}

/// The service: SQLite and TLS are built of C.
fn gateway(setting: &Setting<'_>) -> Report {
    if let Err(reason) = &setting.machine.c_compiler {
        return Report::skipped(format!("no C compiler: {reason}"));
    }
    let alone = cargo_test(setting, "gateway", &["--package", "phiward-gateway"]);
    alone.and(match &setting.machine.servers {
        Ok(_) => {
            let selection = ["--package", "phiward-gateway", "--test", "stories"];
            cargo_test_with(setting, "gateway-shared", &selection, |command| {
                command.env("PHIWARD_GATEWAY_SHARED", "1");
            })
        }
        Err(reason) => Report::skipped(format!("two instances: {reason}")),
    })
}

fn no_std(setting: &Setting<'_>) -> Report {
    let mut report = Report::default();
    for (target, toolchain) in &setting.machine.targets {
        let part = match toolchain {
            Err(reason) => Report::skipped(format!("{}: {reason}", target.triple)),
            Ok(toolchain) => {
                let mut command = setting.project.cargo(["build", "--no-default-features", "--target"]);
                command.arg(target.triple).args(packages(NO_STD_PACKAGES));
                toolchain.select(&mut command);
                build(command, target.triple)
            }
        };
        report = report.and(part);
    }
    report
}

fn packages<'a>(names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    names.iter().flat_map(|name| ["--package", name])
}

/// A build that is itself the test.
fn build(command: Command, what: &str) -> Report {
    match process::stream(command, |_| ()) {
        Ok(status) if status.success() => Report::passed(),
        Ok(status) => Report::failed(format!("failed: build for {what} ({status})")),
        Err(error) => Report::failed(format!("failed: build for {what}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{STAGES, Setting, build, packages};
    use crate::project::Project;
    use crate::set_up::Machine;
    use crate::targets;

    #[test]
    fn names_are_unique_and_the_first_stage_is_quick() {
        for (index, stage) in STAGES.iter().enumerate() {
            assert!(STAGES[..index].iter().all(|earlier| earlier.name != stage.name), "{}", stage.name);
        }
        assert!(STAGES.first().is_some_and(|stage| stage.quick));
    }

    #[test]
    fn what_the_machine_lacks_is_skipped_with_the_reason() {
        let mut machine = Machine::absent("not here");
        machine.phones = vec![(targets::BARE, Err("not here".to_owned()))];
        machine.targets = machine.phones.clone();
        let setting = Setting { project: &Project::find().unwrap(), machine: &machine, quick: false };
        for name in [
            "aws-lc",
            "enclave-tls",
            "gateway",
            "no-std",
            "node",
            "enclave-page",
            "search-wasm",
            "playground",
            "journal",
            "types",
            "python",
            "kotlin",
            "swift-syntax",
            "react-native",
            "cross",
        ] {
            let stage = STAGES.iter().find(|stage| stage.name == name).unwrap();
            let report = (stage.run)(&setting);
            let parts = if name == "cross" { 2 } else { 1 };
            assert_eq!((report.tally.failed, report.tally.skipped), (0, parts), "{name}");
            assert!(report.notes[0].contains("not here"), "{name}");
        }
    }

    #[test]
    fn each_package_gets_its_flag() {
        let flags: Vec<_> = packages(&["a", "b"]).collect();
        assert_eq!(flags, ["--package", "a", "--package", "b"]);
    }

    #[test]
    fn a_build_that_cannot_start_is_a_failure() {
        assert_eq!(build(Command::new("phiward-no-such-program"), "nothing").tally.failed, 1);
    }
}
