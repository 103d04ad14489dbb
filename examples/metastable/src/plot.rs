//! Pictures of runs.

use core::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::report::Second;
use crate::simulation::{Profile, Run};
use crate::strategy::Strategy;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;
type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Distinct for those who do not tell red from green (Okabe and Ito).
const COLOURS: [RGBColor; 5] = [
    RGBColor(213, 94, 0),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 114, 178),
];
const TEXT: (&str, u32) = ("sans-serif", 15);
const TITLE: (&str, u32) = ("sans-serif", 19);

/// Draws useful work and load over time, with the trigger shaded.
///
/// # Errors
/// When the file cannot be written.
pub fn recovery_plot(path: &Path, profile: &Profile, runs: &[(Strategy, Run)]) -> Outcome {
    let canvas = SVGBackend::new(path, (960, 760)).into_drawing_area();
    canvas.fill(&WHITE)?;
    let (above, below) = canvas.split_vertically(370);
    let useful = |second: &Second| second.useful;
    over_time(&above, "Useful work: calls answered in time, per second", 1250, profile, runs, useful)?;
    let sent = |second: &Second| second.sent;
    over_time(&below, "Load: attempts that reach the service, per second", 3600, profile, runs, sent)?;
    canvas.present()?;
    Ok(())
}

fn over_time(
    canvas: &Canvas<'_>,
    title: &str,
    most: u32,
    profile: &Profile,
    runs: &[(Strategy, Run)],
    value: fn(&Second) -> u32,
) -> Outcome {
    let length = u32::try_from(profile.offered.len())?;
    let mut chart = ChartBuilder::on(canvas)
        .caption(title, TITLE)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(0..length, 0..most)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("seconds")
        .label_style(TEXT)
        .axis_desc_style(TEXT)
        .draw()?;
    let (first, last) = (u32::try_from(profile.trigger.0)?, u32::try_from(profile.trigger.1)?);
    chart.draw_series([Rectangle::new([(first, 0), (last, most)], BLACK.mix(0.12).filled())])?;
    chart.draw_series([Text::new("quarter capacity", (first + 1, most - most / 30), TEXT)])?;
    for ((strategy, run), colour) in runs.iter().zip(COLOURS) {
        let points = (0..).zip(&run.seconds).map(|(at, second)| (at, value(second).min(most)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(strategy.name())
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(3)));
    }
    let position = SeriesLabelPosition::UpperRight;
    chart
        .configure_series_labels()
        .position(position)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .label_font(TEXT)
        .draw()?;
    Ok(())
}

/// Draws useful work against what is asked, while that rises and while it falls.
///
/// # Errors
/// When the file cannot be written.
pub fn hysteresis_plot(path: &Path, profile: &Profile, runs: &[(Strategy, Run)]) -> Outcome {
    let canvas = SVGBackend::new(path, (960, 440)).into_drawing_area();
    canvas.fill(&WHITE)?;
    let panels = canvas.split_evenly((1, runs.len()));
    for ((panel, (strategy, run)), colour) in panels.iter().zip(runs).zip([COLOURS[0], COLOURS[4]]) {
        rise_and_fall(panel, strategy.name(), profile, run, colour)?;
    }
    canvas.present()?;
    Ok(())
}

fn rise_and_fall(
    canvas: &Canvas<'_>,
    title: &str,
    profile: &Profile,
    run: &Run,
    colour: RGBColor,
) -> Outcome {
    let mut chart = ChartBuilder::on(canvas)
        .caption(title, TITLE)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(200_u32..1200, 0_u32..1200)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_labels(6)
        .x_desc("offered calls per second")
        .y_desc("useful calls per second")
        .label_style(TEXT)
        .axis_desc_style(TEXT)
        .draw()?;
    let points: Vec<(u32, u32)> = profile.offered.iter().copied().zip(smooth(&run.seconds)).collect();
    let (up, down) = points.split_at(points.len() / 2);
    for (line, name, width, colour) in
        [(up, "load rises", 4, colour.mix(0.45)), (down, "load falls", 2, BLACK.to_rgba())]
    {
        chart
            .draw_series(LineSeries::new(line.iter().copied(), colour.stroke_width(width)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(width)));
    }
    let position = SeriesLabelPosition::UpperLeft;
    chart
        .configure_series_labels()
        .position(position)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .label_font(TEXT)
        .draw()?;
    Ok(())
}

/// The mean of five seconds around each.
fn smooth(seconds: &[Second]) -> impl Iterator<Item = u32> {
    (0..seconds.len()).map(|at| {
        let around = seconds.get(at.saturating_sub(2)..(at + 3).min(seconds.len())).unwrap_or_default();
        around.iter().map(|second| second.useful).sum::<u32>()
            / u32::try_from(around.len()).unwrap_or(1).max(1)
    })
}
