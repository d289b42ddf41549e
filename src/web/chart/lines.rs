//! Lines over time.

use std::fmt::Write;

use super::Axis;
use super::label::{Spot, place};

/// Pixels from the top of the picture to the highest grid line, and from there to nought.
const TOP: f64 = 24.0;
const TALL: f64 = 200.0;

/// One line.
#[derive(Clone, Debug)]
pub struct Series {
    /// Stands beside the line; grey lines have none.
    pub name: String,
    /// One value a step; None interrupts the line.
    pub values: Vec<Option<f64>>,
    pub stroke: Stroke,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// The one the chart is about, with its area down to nought.
    Area,
    /// Colour 1 to 5 of the palette.
    Line(u8),
    /// Thin and grey, behind the others.
    Context,
}

/// A dashed line across, with words.
#[derive(Clone, Debug)]
pub struct Target {
    pub value: f64,
    pub name: String,
}

/// The picture, as the template needs it.
#[derive(Debug)]
pub struct Lines {
    pub height: u32,
    pub ticks: Vec<Tick>,
    /// Steps across.
    pub steps: usize,
    pub paths: Vec<Path>,
    pub target: Option<String>,
    pub dots: Vec<Dot>,
    pub marks: Vec<Mark>,
    pub words: Vec<Word>,
}

#[derive(Debug)]
pub struct Tick {
    pub class: &'static str,
    pub y: String,
    pub text_y: String,
    pub label: String,
}

#[derive(Debug)]
pub struct Path {
    pub class: String,
    pub d: String,
}

/// The last value of a line, where a single one would be too short to see.
#[derive(Debug)]
pub struct Dot {
    pub class: String,
    pub x: String,
    pub y: String,
}

#[derive(Debug)]
pub struct Mark {
    pub class: &'static str,
    pub x: String,
    pub anchor: &'static str,
    pub label: String,
}

#[derive(Debug)]
pub struct Word {
    pub class: String,
    pub x: String,
    pub y: String,
    pub anchor: &'static str,
    pub text: String,
}

impl Lines {
    /// `marks` names every step; as many as there is room for are shown.
    pub fn draw(series: &[Series], axis: Axis, marks: &[String], target: Option<Target>) -> Self {
        let down = |value: f64| TOP + TALL * (1.0 - value / axis.top);
        let steps = marks.len().saturating_sub(1).max(1);
        let pixels: Vec<Vec<Option<f64>>> =
            series.iter().map(|one| one.values.iter().map(|value| value.map(down)).collect()).collect();
        let mut paths = Vec::new();
        let mut dots = Vec::new();
        // Grey lines first: they lie behind.
        let mut order: Vec<usize> = (0..series.len()).collect();
        order.sort_by_key(|at| series[*at].stroke != Stroke::Context);
        for at in order {
            let stroke = series[at].stroke;
            let class = class(stroke);
            let runs = runs(&pixels[at]);
            if stroke == Stroke::Area {
                paths.push(Path { class: "area".into(), d: runs.iter().map(|run| area(run)).collect() });
            }
            paths.push(Path { class: format!("line{class}"), d: runs.iter().map(|run| line(run)).collect() });
            if stroke != Stroke::Context {
                // A value with gaps on both sides is no line; it is a dot.
                dots.extend(runs.iter().filter(|run| run.len() == 1).map(|run| Dot {
                    class: format!("dot{class}"),
                    x: percent(run[0].0 as f64 / steps as f64),
                    y: format!("{:.1}", run[0].1),
                }));
            }
        }
        let mut words = name_lines(series, &pixels);
        let dashed = target.map(|target| {
            let y = down(target.value).round() + 0.5;
            let mut around: Vec<&[Option<f64>]> = Vec::new();
            around.extend(
                series.iter().zip(&pixels).filter(|(one, _)| !one.name.is_empty()).map(|(_, p)| &p[..]),
            );
            let flat = vec![Some(y); marks.len().max(2)];
            let spot = place(&flat, &around, &[], TOP - 12.0, TOP + TALL);
            let spot = spot.unwrap_or(Spot { x: 0.3, y: if y < TOP + 30.0 { y + 16.0 } else { y - 6.0 } });
            words.push(word(String::new(), spot, target.name));
            format!("{y:.1}")
        });
        Self {
            height: (TOP + TALL) as u32 + 26,
            ticks: ticks(&axis, down),
            steps,
            paths,
            target: dashed,
            dots,
            marks: mark(marks),
            words,
        }
    }
}

fn class(stroke: Stroke) -> String {
    match stroke {
        Stroke::Area | Stroke::Line(..=1) => String::new(),
        Stroke::Line(number) => format!(" s{}", number.min(5)),
        Stroke::Context => " context".into(),
    }
}

fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn ticks(axis: &Axis, down: impl Fn(f64) -> f64) -> Vec<Tick> {
    axis.ticks
        .iter()
        .map(|(value, label)| {
            let y = down(*value).round();
            Tick {
                class: if *value == 0.0 { "axis" } else { "grid" },
                y: format!("{:.1}", y + 0.5),
                text_y: format!("{:.1}", y - 5.0),
                label: label.clone(),
            }
        })
        .collect()
}

/// Stretches without a gap, as (step, pixels down).
fn runs(pixels: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut open = false;
    for (step, pixel) in pixels.iter().enumerate() {
        match pixel {
            Some(y) if open => runs.last_mut().into_iter().for_each(|run| run.push((step, *y))),
            Some(y) => runs.push(vec![(step, *y)]),
            None => {}
        }
        open = pixel.is_some();
    }
    runs
}

/// In the inner picture, which begins at TOP.
fn line(run: &[(usize, f64)]) -> String {
    let mut d = String::new();
    for (at, (step, y)) in run.iter().enumerate() {
        let _ = write!(d, "{}{step} {:.1}", if at == 0 { 'M' } else { 'L' }, y - TOP);
    }
    d
}

fn area(run: &[(usize, f64)]) -> String {
    match (run.first(), run.last()) {
        (Some((first, _)), Some((last, _))) if run.len() > 1 => {
            format!("{}L{last} {TALL}L{first} {TALL}Z", line(run))
        }
        _ => String::new(),
    }
}

/// Puts every name beside its line; where there is no room, at the line's end.
fn name_lines(series: &[Series], pixels: &[Vec<Option<f64>>]) -> Vec<Word> {
    let named: Vec<usize> = (0..series.len()).filter(|at| !series[*at].name.is_empty()).collect();
    let mut spots: Vec<Spot> = Vec::new();
    let mut words = Vec::new();
    // A chart of one line is named by its title.
    for at in named.iter().copied().filter(|_| named.len() > 1) {
        let others: Vec<&[Option<f64>]> =
            named.iter().filter(|other| **other != at).map(|other| &pixels[*other][..]).collect();
        let own = &pixels[at];
        let number = match series[at].stroke {
            Stroke::Line(number) => number.clamp(1, 5),
            _ => 1,
        };
        let class = format!("series s{number}");
        let spot = place(own, &others, &spots, TOP - 12.0, TOP + TALL).unwrap_or_else(|| {
            let end = own.iter().copied().flatten().next_back().unwrap_or(TOP + TALL);
            let is_upper = others.iter().all(|other| {
                other.iter().copied().flatten().next_back().is_none_or(|their_end| end <= their_end)
            });
            let y = if is_upper { end - 8.0 } else { (end + 18.0).min(TOP + TALL - 4.0) };
            Spot { x: 0.87, y }
        });
        spots.push(spot);
        words.push(word(class, spot, series[at].name.clone()));
    }
    words
}

fn word(class: String, spot: Spot, text: String) -> Word {
    Word { class, x: percent(spot.x), y: format!("{:.1}", spot.y), anchor: "middle", text }
}

/// At most eight names when there are few steps, else five; every second is left out on a phone.
fn mark(names: &[String]) -> Vec<Mark> {
    let last = names.len().saturating_sub(1);
    let shown = if last < 8 { last } else { 4 };
    (0..=shown)
        .filter(|_| !names.is_empty())
        .map(|at| {
            let step = (at * last + shown / 2).checked_div(shown).unwrap_or(0);
            let anchor = match at {
                0 => "start",
                _ if at == shown => "end",
                _ => "middle",
            };
            // Both ends always stay.
            let minor = at % 2 == 1 && at != shown || (shown % 2 == 1 && at + 1 == shown && at > 0);
            Mark {
                class: if minor { "tick--minor" } else { "" },
                x: percent(if last == 0 { 0.0 } else { step as f64 / last as f64 }),
                anchor,
                label: names[step].clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: usize) -> Vec<String> {
        (1..=count).map(|day| format!("{day} Nov")).collect()
    }

    fn one(values: Vec<Option<f64>>) -> Vec<Series> {
        vec![Series { name: "Masuk".into(), values, stroke: Stroke::Area }]
    }

    #[test]
    fn gaps_interrupt_a_line_and_a_lonely_value_is_a_dot() {
        let series = one(vec![Some(1.0), Some(2.0), None, Some(4.0), None]);
        let lines = Lines::draw(&series, Axis::counts(4.0, |n| n.to_string()), &days(5), None);
        assert_eq!(lines.paths[1].d, "M0 150.0L1 100.0M3 0.0");
        assert_eq!(lines.paths[0].d, "M0 150.0L1 100.0L1 200L0 200Z");
        assert_eq!((lines.dots.len(), lines.dots[0].x.as_str()), (1, "75%"));
    }

    #[test]
    fn one_day_and_no_day_can_be_drawn() {
        for count in [0, 1] {
            let series = one(vec![Some(3.0); count]);
            let lines = Lines::draw(&series, Axis::counts(3.0, |n| n.to_string()), &days(count), None);
            assert_eq!((lines.steps, lines.marks.len(), lines.dots.len()), (1, count, count));
        }
    }

    #[test]
    fn as_many_days_are_named_as_there_is_room() {
        let shown = |count: usize| -> Vec<String> {
            mark(&days(count)).into_iter().map(|mark| format!("{}{}", mark.class, mark.label)).collect()
        };
        assert_eq!(shown(30), ["1 Nov", "tick--minor8 Nov", "16 Nov", "tick--minor23 Nov", "30 Nov"]);
        assert_eq!(shown(4), ["1 Nov", "tick--minor2 Nov", "tick--minor3 Nov", "4 Nov"]);
        assert_eq!(shown(7).len(), 7);
    }

    #[test]
    fn the_target_is_dashed_where_it_belongs() {
        let axis = Axis::shares(|share| format!("{share}"));
        let target = Target { value: 0.9, name: "sebelumnya".into() };
        let lines = Lines::draw(&one(vec![Some(0.5); 9]), axis, &days(9), Some(target));
        assert_eq!(lines.target.as_deref(), Some("44.5"));
        assert_eq!(lines.words.len(), 1, "the only line is named by the title");
    }
}
