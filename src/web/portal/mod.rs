//! The citizen's side: ask, report, follow. One thing a page, no script needed, nothing typed is lost.

mod appeal;
mod cases;
mod help;
mod home;
mod report;
mod slips;
mod track;
mod upload;

pub use slips::Slips;

use actix_web::web;

use crate::texts::Lang;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(home::home))
        .route("/help", web::get().to(help::help))
        .route("/help/answers", web::get().to(help::answers))
        .route("/help/{slug}", web::get().to(help::article))
        .service(web::resource("/appeal/{token}").get(appeal::show).post(appeal::send))
        .configure(cases::routes)
        .configure(report::routes)
        .configure(track::routes);
}

/// What a person typed, without what no person types: control characters break databases and logs.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// One line of what a person typed, at most `longest` characters.
fn line(text: &str, longest: usize) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.trim().chars().take(longest).collect()
}

/// `2,4 MB`, `120 kB`: for people, in their notation.
pub fn megabytes(bytes: &i64, t: &Lang) -> String {
    let bytes = (*bytes).max(0) as f64;
    let number = if bytes >= 1_000_000.0 {
        format!("{:.1} MB", bytes / 1_000_000.0)
    } else {
        format!("{:.0} kB", (bytes / 1_000.0).max(1.0))
    };
    if *t == Lang::Id { number.replace('.', ",") } else { number }
}

/// A point on the map in words.
pub fn point(t: &Lang, latitude: &f64, longitude: &f64) -> String {
    let (latitude, longitude) = (latitude.to_string(), longitude.to_string());
    t.with2("portal-point-kept", ("latitude", latitude), ("longitude", longitude)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_reach_the_tables() {
        assert_eq!(clean("a\r\nb\u{0}\tc\u{1b}[31m"), "a\nb\tc[31m");
        assert_eq!(line("  Siti\u{0}\nRahma ", 8), "Siti  Ra");
    }
}
