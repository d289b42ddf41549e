//! Axes that begin at nought and end at a round number.

/// The vertical axis: where it ends, and its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub top: f64,
    /// Value and words, from nought up.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// For counts: whole steps of 1, 2 or 5 times a power of ten, at most five lines above nought.
    pub fn counts(largest: f64, say: impl Fn(i64) -> String) -> Self {
        let largest = largest.max(1.0);
        let rough = largest / 5.0;
        let power = 10f64.powi(rough.log10().floor() as i32);
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * power)
            .find(|step| *step >= rough && *step >= 1.0)
            .unwrap_or(1.0);
        let steps = (largest / step).ceil() as i64;
        let ticks = (0..=steps).map(|n| (n as f64 * step, say((n as f64 * step) as i64))).collect();
        Self { top: steps as f64 * step, ticks }
    }

    /// For shares: nought to 1, a line at every quarter.
    pub fn shares(say: impl Fn(f64) -> String) -> Self {
        let ticks = (0..=4).map(|quarter| f64::from(quarter) / 4.0).map(|share| (share, say(share)));
        Self { top: 1.0, ticks: ticks.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_a_round_number_above_the_largest() {
        for (largest, top, lines) in [
            (0.0, 1.0, 2),
            (3.0, 3.0, 4),
            (7.0, 8.0, 5),
            (12.0, 15.0, 4),
            (41.5, 50.0, 6),
            (99.0, 100.0, 6),
            (1_234.0, 1_500.0, 4),
            (73_000.0, 80_000.0, 5),
        ] {
            let axis = Axis::counts(largest, |tick| tick.to_string());
            assert_eq!((axis.top, axis.ticks.len()), (top, lines), "{largest}: {:?}", axis.ticks);
        }
        assert_eq!(Axis::shares(|share| format!("{share}")).ticks.len(), 5);
    }
}
