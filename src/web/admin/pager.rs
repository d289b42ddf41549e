//! Long lists, newest first: one page and the way to the next.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::texts::Lang;

#[derive(Debug, Template)]
#[template(path = "web/admin/pager.html")]
pub struct Pager {
    t: Lang,
    /// None on the first page.
    first: Option<String>,
    next: Option<String>,
}
impl HtmlSafe for Pager {}

impl Pager {
    /// Cuts `rows`, of which one more than `size` was asked for, to a page. `address` ends where the
    /// cursor of the last row goes.
    pub fn cut<T, C: std::fmt::Display>(
        t: Lang,
        (first, address): (&str, &str),
        is_first: bool,
        rows: &mut Vec<T>,
        size: usize,
        cursor: impl Fn(&T) -> C,
    ) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|row| format!("{address}{}", cursor(row)));
        Self { t, first: (!is_first).then(|| first.to_owned()), next }
    }
}
