//! Charts as our own SVG: the title is the finding, the axis begins at nought, words stand beside
//! what they name, and the numbers lie behind it as a table.
//!
//! The outer `<svg>` has no viewBox and measures across in percent and down in pixels, so that text keeps its
//! size on a phone; lines lie in an inner `<svg>` that stretches. Everything here is a pure function
//! from numbers and words to a template.

mod bars;
mod label;
mod lines;
mod scale;

pub use bars::{Bar, Bars};
pub use lines::{Lines, Series, Stroke, Target};
pub use scale::Axis;

use askama::Template;

/// A chart with everything around it.
#[derive(Template, Debug)]
#[template(path = "web/chart/figure.html")]
pub struct Figure {
    /// Unique on the page.
    pub id: &'static str,
    /// Takes the whole width where charts stand side by side.
    pub wide: bool,
    /// The finding.
    pub title: String,
    /// What is measured, and in which unit.
    pub what: String,
    /// For those who do not see the picture.
    pub description: String,
    /// Where the numbers come from, and the period.
    pub source: String,
    pub picture: Picture,
    pub table: Table,
    /// "Show as a table".
    pub as_table: String,
}

#[derive(Debug)]
pub enum Picture {
    Lines(Lines),
    Bars(Bars),
}

/// The numbers behind a chart.
#[derive(Debug)]
pub struct Table {
    /// Heads of the columns; the first is what a row is about.
    pub heads: Vec<String>,
    /// What the row is about, and its numbers as people write them.
    pub rows: Vec<(String, Vec<String>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(picture: Picture) -> String {
        let figure = Figure {
            id: "volume",
            wide: true,
            title: "Laporan <naik>".into(),
            what: "Laporan per hari".into(),
            description: "Paling banyak 12.".into(),
            source: "Sumber: Sahut".into(),
            picture,
            table: Table {
                heads: vec!["Hari".into(), "Masuk".into()],
                rows: vec![("23 Nov".into(), vec!["1.234".into()])],
            },
            as_table: "Lihat sebagai tabel".into(),
        };
        figure.render().unwrap()
    }

    #[test]
    fn lines() {
        let series = [
            Series {
                name: "Masuk".into(),
                values: vec![Some(4.0), Some(12.0), Some(9.0), Some(10.0)],
                stroke: Stroke::Area,
            },
            Series {
                name: "Selesai".into(),
                values: vec![Some(1.0), None, Some(2.0), Some(3.0)],
                stroke: Stroke::Line(2),
            },
        ];
        let axis = Axis::counts(12.0, |tick| tick.to_string());
        let marks = ["20 Nov", "21 Nov", "22 Nov", "23 Nov"].map(str::to_owned);
        insta::assert_snapshot!(figure(Picture::Lines(Lines::draw(&series, axis, &marks, None))));
    }

    #[test]
    fn bars() {
        let bar = |label: &str, number: f64, is_rest| Bar {
            label: label.into(),
            number,
            value: number.to_string(),
            is_rest,
        };
        let bars = [
            bar("Air bersih", 412.0, false),
            bar("Dinas Perumahan Rakyat dan Kawasan Permukiman", 41.0, false),
            bar("Lainnya", 733.0, true),
        ];
        insta::assert_snapshot!(figure(Picture::Bars(Bars::draw(&bars))));
    }
}
