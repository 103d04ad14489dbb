//! Runs the simulation on fixed seeds, prints how each strategy does, and draws the plots.
#![allow(clippy::print_stdout, reason = "a program speaks by printing")]

use core::error::Error;
use std::path::PathBuf;

use phiward_example_metastable::{Profile, Recovery, Strategy, hysteresis_plot, recovery_plot, simulate};

/// Seeds of the table; the plots show the first.
const SEEDS: u64 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| PathBuf::from("examples/metastable/plots"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;

    let overload = Profile::overload();
    println!("{:32} useful work   seconds to recover", "");
    let mut runs = Vec::new();
    for strategy in Strategy::ALL {
        let mut recoveries = Vec::new();
        for seed in 0..SEEDS {
            let run = simulate(strategy, &overload, seed)?;
            recoveries.push(run.recovery());
            if seed == 0 {
                runs.push((strategy, run));
            }
        }
        println!("{:32} {:11.2}   {}", strategy.name(), least_useful(&recoveries), times(&recoveries));
    }
    recovery_plot(&folder.join("recovery.svg"), &overload, &runs)?;

    let up_and_down = Profile::up_and_down();
    let ends = [Strategy::NaiveRetry, Strategy::BudgetAndBreaker];
    let runs = ends
        .iter()
        .map(|&strategy| Ok((strategy, simulate(strategy, &up_and_down, 0)?)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    hysteresis_plot(&folder.join("hysteresis.svg"), &up_and_down, &runs)?;
    println!("\nThe plots are in {}.", folder.display());
    Ok(())
}

fn least_useful(recoveries: &[Recovery]) -> f64 {
    recoveries.iter().map(|recovery| recovery.useful_later).fold(1.0, f64::min)
}

/// From the quickest to the slowest recovery.
fn times(recoveries: &[Recovery]) -> String {
    let seconds: Option<Vec<usize>> = recoveries.iter().map(|recovery| recovery.seconds).collect();
    match seconds.as_deref().map(|seconds| (seconds.iter().min(), seconds.iter().max())) {
        Some((Some(least), Some(most))) => format!("{least} to {most}"),
        _ => "never".to_owned(),
    }
}
