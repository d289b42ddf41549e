//! Bars side by side, longest first; the caller orders them.

/// Pixels of a row: words above, bar below.
const ROW: usize = 36;
/// Pixels of a row that is words alone.
const LINE: usize = 20;
/// Longer names are cut in the picture (they would run into the number on a phone); the table has them whole.
const NAME: usize = 40;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub number: f64,
    /// The number as people write it.
    pub value: String,
    /// All the others together: a number without a bar, which would make all real ones look small.
    pub is_rest: bool,
}

/// The picture, as the template needs it.
#[derive(Debug)]
pub struct Bars {
    pub height: usize,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub label: String,
    /// The whole name, when it was cut.
    pub full: Option<String>,
    pub value: String,
    /// Length of the bar; all the others together have none.
    pub width: Option<String>,
    pub text_y: usize,
    pub bar_y: usize,
}

impl Bars {
    pub fn draw(bars: &[Bar]) -> Self {
        let largest = bars.iter().filter(|bar| !bar.is_rest).map(|bar| bar.number).fold(0.0, f64::max);
        Self::draw_of(bars, largest)
    }

    /// For shares: a bar that goes all the way is `largest`, and no bar of these need be.
    pub fn draw_of(bars: &[Bar], largest: f64) -> Self {
        let row = |(at, bar): (usize, &Bar)| {
            let share = if largest > 0.0 { bar.number.max(0.0) / largest } else { 0.0 };
            let is_long = bar.label.chars().count() > NAME;
            let label = if is_long {
                let cut: String = bar.label.chars().take(NAME - 1).collect();
                format!("{}…", cut.trim_end())
            } else {
                bar.label.clone()
            };
            Row {
                label,
                full: is_long.then(|| bar.label.clone()),
                value: bar.value.clone(),
                width: (!bar.is_rest).then(|| format!("{:.1}%", share * 100.0)),
                text_y: at * ROW + 14,
                bar_y: at * ROW + 20,
            }
        };
        let rest = if bars.last().is_some_and(|bar| bar.is_rest) { ROW - LINE } else { 0 };
        Self { height: bars.len() * ROW - rest, rows: bars.iter().enumerate().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_noughts_have_no_length() {
        assert_eq!(Bars::draw(&[]).height, 0);
        let bar = Bar { label: "Air".into(), number: 0.0, value: "0".into(), is_rest: false };
        assert_eq!(Bars::draw(&[bar]).rows[0].width.as_deref(), Some("0.0%"));
    }
}
