//! `cargo xtask test`: set-up, then every stage, then the numbers.

use std::process::ExitCode;
use std::time::Instant;

use crate::Stop;
use crate::libtest::Report;
use crate::project::Project;
use crate::set_up::Machine;
use crate::stages::{STAGES, Setting, Stage};
use crate::summary::{Line, Summary};

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let (quick, stages) = parse(arguments).map_err(Stop::Usage)?;
    let machine = Machine::set_up(project, quick);
    let setting = Setting { project, machine: &machine, quick };
    let summary = Summary(stages.into_iter().map(|stage| run_stage(stage, &setting)).collect());
    println!("\n{summary}");
    Ok(if summary.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether to be quick, and the stages that are asked for: all of them, if none is named.
fn parse(arguments: &[String]) -> Result<(bool, Vec<&'static Stage>), String> {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| argument.starts_with('-'));
    let is_stage = |name: &String| STAGES.iter().any(|stage| stage.name == name);
    if flags.iter().any(|flag| *flag != "--quick") || !names.iter().all(|name| is_stage(name)) {
        let known: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("`test` takes --quick and names of stages, which are: {}", known.join(", ")));
    }
    let is_chosen = |stage: &&Stage| names.is_empty() || names.iter().any(|name| *name == stage.name);
    Ok((!flags.is_empty(), STAGES.iter().filter(is_chosen).collect()))
}

fn run_stage(stage: &Stage, setting: &Setting<'_>) -> Line {
    println!("\n--- {}: {}", stage.name, stage.proves);
    let start = Instant::now();
    let report = if setting.quick && !stage.quick {
        Report::skipped("left out by --quick")
    } else {
        (stage.run)(setting)
    };
    Line { name: stage.name, proves: stage.proves, seconds: start.elapsed().as_secs_f64(), report }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::stages::STAGES;

    #[test]
    fn stages_run_in_their_order_and_unknown_ones_are_refused() {
        let parse = |text: &str| {
            let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            parse(&arguments)
                .map(|(quick, stages)| (quick, stages.iter().map(|stage| stage.name).collect::<Vec<_>>()))
        };
        assert_eq!(parse("").map(|(quick, stages)| (quick, stages.len())), Ok((false, STAGES.len())));
        assert_eq!(parse("web --quick rust"), Ok((true, vec!["rust", "web"])));
        for wrong in ["--slow", "rust nothing"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
