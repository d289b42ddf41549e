//! Finding the place where a line's name can stand: near its own line, away from all others.
//!
//! Widths are not known (the chart stretches), so a name is taken to be a sixth of a phone's width;
//! heights are pixels.

/// Half the width a name may take, of the chart's width.
const REACH: f64 = 0.08;
/// Pixels above and below its base line that a name takes.
const ABOVE: f64 = 12.0;
const BELOW: f64 = 4.0;

/// Where a name stands: its middle across (0 to 1) and its base line (pixels down).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

/// A line as pixels down, one a step across; None where it is interrupted.
pub type Path = [Option<f64>];

/// The best spot for the name of `own` between the pixels `top` and `bottom`, clear of the other lines
/// and of the names already placed. None when there is none.
pub fn place(own: &Path, others: &[&Path], placed: &[Spot], top: f64, bottom: f64) -> Option<Spot> {
    let mut best: Option<(f64, Spot)> = None;
    // Not near the edges: the words of the axis stand on the left, the end of the line on the right.
    for step in 0..=24 {
        let x = 0.24 + 0.025 * f64::from(step);
        let near = |path: &Path| -> Vec<f64> {
            let last = path.len().saturating_sub(1) as f64;
            let from = ((x - REACH) * last).floor().max(0.0) as usize;
            let to = ((x + REACH) * last).ceil().min(last) as usize;
            path.get(from..=to).unwrap_or_default().iter().copied().flatten().collect()
        };
        let mine = near(own);
        let (Some(high), Some(low)) =
            (mine.iter().copied().reduce(f64::min), mine.iter().copied().reduce(f64::max))
        else {
            continue;
        };
        let theirs: Vec<f64> = others.iter().flat_map(|path| near(path)).collect();
        for y in [high - 6.0, low + ABOVE + 4.0] {
            if y - ABOVE < top || y + BELOW > bottom {
                continue;
            }
            if placed
                .iter()
                .any(|spot| (spot.x - x).abs() < 2.0 * REACH && (spot.y - y).abs() < ABOVE + BELOW)
            {
                continue;
            }
            let gap = theirs
                .iter()
                .map(|other| if *other < y { y - ABOVE - other } else { other - BELOW - y })
                .fold(24.0, f64::min);
            // A wavy stretch of the own line puts the name far from most of it.
            let score = gap - (low - high);
            if gap > 2.0 && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, Spot { x, y }));
            }
        }
    }
    best.map(|(_, spot)| spot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_line_is_named_above_and_the_lower_below() {
        let upper = vec![Some(60.0); 30];
        let lower = vec![Some(75.0); 30];
        let first = place(&upper, &[&lower], &[], 10.0, 200.0).unwrap();
        assert!(first.y < 60.0, "{first:?}");
        let second = place(&lower, &[&upper], &[first], 10.0, 200.0).unwrap();
        assert!(second.y - ABOVE > 75.0, "{second:?}");
    }

    #[test]
    fn names_keep_away_from_where_lines_cross() {
        let falling: Vec<_> = (0..100).map(|n| Some(f64::from(n))).collect();
        let rising: Vec<_> = (0..100).map(|n| Some(100.0 - f64::from(n))).collect();
        let spot = place(&falling, &[&rising], &[], -20.0, 220.0).unwrap();
        assert!((spot.x - 0.5).abs() > 0.2, "{spot:?}");
    }

    #[test]
    fn no_room_is_said_so() {
        let own = vec![Some(50.0); 10];
        let (above, below) = (vec![Some(40.0); 10], vec![Some(60.0); 10]);
        assert_eq!(place(&own, &[&above, &below], &[], 0.0, 100.0), None);
        assert_eq!(place(&[], &[], &[], 0.0, 100.0), None);
        assert_eq!(place(&[None; 5], &[], &[], 0.0, 100.0), None);
    }
}
