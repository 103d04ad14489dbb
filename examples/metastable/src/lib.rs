#![doc = include_str!("../README.md")]

mod client;
mod plot;
mod report;
mod simulation;
mod strategy;

pub use crate::{
    plot::{hysteresis_plot, recovery_plot},
    report::{Recovery, Second},
    simulation::{Profile, Run, simulate},
    strategy::Strategy,
};
