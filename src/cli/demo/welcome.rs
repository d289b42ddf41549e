//! What the terminal shows when the city is ready: where to go and who to be.

use std::path::Path;

use super::city::{PASSWORD, Person};
use crate::app::App;
use crate::clock::{DAY, Millis};
use crate::texts::Lang;
use crate::when;

/// After so many days the past has visibly ended.
const OLD: Millis = 2 * DAY;

/// To standard output, in the terminal's language: Indonesian where `LANG` says so, else English.
pub fn print(app: &App, data: &Path, people: &[Person], seeded_at: Option<Millis>) {
    let spoken = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).unwrap_or_default();
    let lang = if spoken.to_lowercase().starts_with("id") { Lang::Id } else { Lang::En };
    println!("{}", text(app, data, people, seeded_at, lang));
}

fn text(app: &App, data: &Path, people: &[Person], seeded_at: Option<Millis>, lang: Lang) -> String {
    let mut lines =
        vec![String::new(), format!("  {}", lang.with("demo-ready", "city", app.config.city_name.as_str()))];
    lines.push(String::new());
    for (key, path) in [
        ("demo-ready-page", "/demo"),
        ("demo-ready-desk", "/desk"),
        ("demo-ready-trends", "/trends"),
        ("demo-ready-portal", "/"),
        ("demo-ready-help", "/help"),
    ] {
        lines.push(line(&lang.say(key), &app.link(path)));
    }
    lines.push(line(&lang.say("demo-ready-data"), &data.display().to_string()));
    lines.push(format!("\n  {}", lang.with("demo-ready-people", "password", PASSWORD)));
    for person in people {
        lines.push(line(
            &person.email,
            &format!("{}, {}", person.name, lang.say(&format!("role-{}", person.role.code()))),
        ));
    }
    lines.push(String::new());
    if let Some(ended) = seeded_at.filter(|at| app.db.clock.now() - at > OLD) {
        lines.push(format!("  {}", lang.with("demo-ready-old", "date", when::date(ended, &app.zone, lang))));
    }
    lines.push(format!("  {}", lang.say("demo-ready-stop")));
    lines.join("\n")
}

fn line(left: &str, right: &str) -> String {
    format!("    {left:<26}{right}")
}
