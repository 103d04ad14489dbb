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
    let quick = match arguments {
        [] => false,
        [flag] if flag == "--quick" => true,
        _ => return Err(Stop::Usage("`test` takes no argument but --quick".to_owned())),
    };
    let machine = Machine::set_up(project, quick);
    let setting = Setting { project, machine: &machine, quick };
    let summary = Summary(STAGES.iter().map(|stage| run_stage(stage, &setting)).collect());
    println!("\n{summary}");
    Ok(if summary.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
