//! A progress bar for long input.

use core::time::Duration;
use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Input up to this many bytes is done before a bar could be read.
const WORTH_A_BAR: u64 = 8 * 1024 * 1024;

/// Counts what was read, and draws a bar once there is enough of it and a terminal to draw on.
pub(crate) struct Progress {
    is_wanted: bool,
    total: Option<u64>,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For what is quick or quiet.
    pub(crate) const fn off() -> Self {
        Self { is_wanted: false, total: None, done: 0, bar: None }
    }

    /// For input of `total` bytes, if that is known.
    pub(crate) fn of(total: Option<u64>, quiet: bool) -> Self {
        let is_long = total.is_none_or(|total| total > WORTH_A_BAR);
        let is_wanted = is_long && !quiet && io::stderr().is_terminal();
        Self { is_wanted, total, done: 0, bar: None }
    }

    /// Runs what writes to a terminal, on which a bar may stand.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub(crate) fn advance(&mut self, count: usize) {
        self.done += count as u64;
        if !self.is_wanted || (self.total.is_none() && self.done <= WORTH_A_BAR) {
            return;
        }
        self.bar.get_or_insert_with(|| bar(self.total)).set_position(self.done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A bar for things that are counted; hidden for what is quick or quiet, and where no terminal is.
pub(crate) fn counting(total: usize, weight: usize, quiet: bool) -> ProgressBar {
    /// Work up to this many sections or queries is done before a bar could be read.
    const WORTH_A_BAR: usize = 20_000;
    if quiet || weight < WORTH_A_BAR || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = "{bar:40.cyan} {pos:>8} of {len}  {eta} left";
    let style = ProgressStyle::with_template(template).expect("the template is ours");
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    bar.with_style(style)
}

fn bar(total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => {
            "{bar:40.cyan} {binary_bytes:>10} of {binary_total_bytes}  {binary_bytes_per_sec}  {eta} left"
        }
        None => "{spinner:.cyan} {binary_bytes:>10}  {binary_bytes_per_sec}",
    };
    let style = ProgressStyle::with_template(template).expect("the template is ours");
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr()).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
