//! Measuring: two things in turns, for a while, several at once.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Turns each thing gets; many short ones, so that whatever else the machine does hits both.
const TURNS: u32 = 8;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

/// How long each run of something took.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    runs: Vec<Duration>,
    wall: Duration,
}

impl Sample {
    /// Every run did so many things, each of which took its share.
    pub fn each(self, many: usize) -> Self {
        let share = |run: Duration| std::iter::repeat_n(run / many as u32, many);
        Self { runs: self.runs.into_iter().flat_map(share).collect(), wall: self.wall }
    }

    pub fn per_second(&self) -> f64 {
        self.runs.len() as f64 / self.wall.as_secs_f64().max(f64::EPSILON)
    }

    /// The duration that this share of the runs (0 to 1) stayed below, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.runs.clone();
        sorted.sort_unstable();
        let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(f64::NAN, |run| run.as_secs_f64() * 1_000.0)
    }
}

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    what: String,
    whole: Sample,
    /// How fast we are, as a share of the barest code: 1 would be no cost at all.
    ratio: Option<f64>,
    /// How often longer than with 10,000 tickets, by the median and by the slowest hundredth.
    growth: Option<(f64, f64)>,
}

impl Row {
    /// Several at once: what counts is how many a second.
    pub fn by_throughput(what: &str, whole: Sample, bare: &Sample) -> Self {
        let ratio = whole.per_second() / bare.per_second();
        Self { what: what.to_owned(), whole, ratio: Some(ratio), growth: None }
    }

    /// One after the other: what counts is how long one waits.
    pub fn by_median(what: &str, whole: Sample, bare: &Sample) -> Self {
        let ratio = bare.quantile(0.5) / whole.quantile(0.5);
        Self { what: what.to_owned(), whole, ratio: Some(ratio), growth: None }
    }

    /// The barest code itself.
    pub fn bare(what: &str, bare: Sample) -> Self {
        Self { what: what.to_owned(), whole: bare, ratio: None, growth: None }
    }

    pub fn against(mut self, small: &Self) -> Self {
        let times = |share| self.whole.quantile(share) / small.whole.quantile(share);
        self.growth = Some((times(0.5), times(0.99)));
        self
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
        let (p50, p99) = (self.whole.quantile(0.5), self.whole.quantile(0.99));
        let rate = self.whole.per_second();
        let times = |value: f64| format!("× {value:.2}");
        let (growth, growth99) =
            self.growth.map_or_else(Default::default, |(p50, p99)| (times(p50), times(p99)));
        write!(
            f,
            "| {} | {rate:.0} | {p50:.2} | {p99:.2} | {} | {growth} | {growth99} |",
            self.what,
            number(self.ratio)
        )
    }
}

/// Runs both for this many seconds each, turn by turn. Each run is handed a number of its own.
pub async fn both(
    seconds: f64,
    at_once: usize,
    whole: impl AsyncFn(i64) -> Result<()>,
    bare: impl AsyncFn(i64) -> Result<()>,
) -> Result<(Sample, Sample)> {
    let turn = Duration::from_secs_f64(seconds / f64::from(TURNS));
    let next = Cell::new(0);
    let (mut of_whole, mut of_bare) = (Sample::default(), Sample::default());
    // The first turn warms caches and connections and does not count.
    for n in 0..=TURNS {
        for (sample, is_whole) in [(&mut of_whole, true), (&mut of_bare, false)] {
            let started = now();
            let runs = RefCell::new(Vec::new());
            let lane = async || {
                while started.elapsed() < turn {
                    next.set(next.get() + 1);
                    let (number, began) = (next.get(), now());
                    if is_whole {
                        whole(number).await?;
                    } else {
                        bare(number).await?;
                    }
                    runs.borrow_mut().push(began.elapsed());
                }
                Ok::<(), Error>(())
            };
            futures_util::future::try_join_all((0..at_once).map(|_| lane())).await?;
            if n > 0 {
                sample.wall += started.elapsed();
                sample.runs.append(&mut runs.take());
            }
        }
    }
    Ok((of_whole, of_bare))
}

/// A desk looks again every so often; the machine is not busy with nothing but looking.
const PAUSE: Duration = Duration::from_millis(5);

/// One thing alone, again and again for this many seconds.
pub async fn alone(seconds: f64, look: impl AsyncFn(i64) -> Result<()>) -> Result<Sample> {
    let wait = async {
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        Ok(())
    };
    beside(wait, look).await.map(|((), _, sample)| sample)
}

/// One thing again and again while another is done. What came of that, the seconds it took, and the runs.
pub async fn beside<T>(
    work: impl Future<Output = Result<T>>,
    look: impl AsyncFn(i64) -> Result<()>,
) -> Result<(T, f64, Sample)> {
    let (is_done, began) = (Cell::new(false), now());
    let working = async {
        let done = work.await;
        is_done.set(true);
        done
    };
    let looking = async {
        let mut sample = Sample::default();
        for n in 0.. {
            if is_done.get() {
                break;
            }
            let began = now();
            look(n).await?;
            sample.runs.push(began.elapsed());
            tokio::time::sleep(PAUSE).await;
        }
        Ok::<_, Error>(sample)
    };
    let (done, mut sample) = futures_util::future::try_join(working, looking).await?;
    sample.wall = began.elapsed();
    let seconds = sample.wall.as_secs_f64();
    Ok((done, seconds, sample))
}
