//! What was learned from filed tickets, how right it is, and a button to learn anew.

use actix_web::{HttpResponse, web};
use askama::Template;
use fluent_bundle::FluentArgs;
use serde::Deserialize;
use serde_json::json;

use super::door::Overseer;
use crate::agencies::{self, Category};
use crate::app::App;
use crate::audit;
use crate::error::Result;
use crate::routing::measure::{FEWEST, Measured, OfCategory, WORTH_SAYING, ratio};
use crate::routing::{Learned, learn};
use crate::texts::Lang;
use crate::web::chart::{Bar, Bars, Figure, Picture, Table};
use crate::web::number::{percent, whole};
use crate::web::{Form, Nothing, Shell, page, see_other};

#[derive(Template)]
#[template(path = "web/admin/routing.html")]
struct RoutingPage {
    shell: Shell,
    /// A training was just asked for.
    is_asked: bool,
    state: State,
}

enum State {
    Never,
    /// Too little was filed: what to say.
    Few(String),
    Learned(Box<Report>),
}

/// What was learned, in words.
struct Report {
    about: String,
    first: String,
    three: String,
    f1: String,
    /// From how sure on it decides alone.
    alone: Option<String>,
    threshold: String,
    spoken: String,
    figure: Figure,
    rows: Vec<Line>,
}

struct Line {
    category: String,
    texts: String,
    found: String,
    right: String,
    f1: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    done: String,
}

pub async fn show(app: web::Data<App>, overseer: Overseer, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let (learned, categories) =
        app.db.read(async |tx| Ok((Learned::load(tx).await?, agencies::categories(tx).await?))).await?;
    let shell = overseer.shell;
    let state = match learned {
        None => State::Never,
        Some(learned) if learned.model.is_none() => State::Few(few(&learned.measured, shell.t)),
        Some(learned) => State::Learned(Box::new(report(&shell, &learned, &categories))),
    };
    page(&RoutingPage { shell, is_asked: ask.done == "asked", state })
}

/// Learns now; asked twice it still learns once.
pub async fn train(app: web::Data<App>, overseer: Overseer, _form: Form<Nothing>) -> Result<HttpResponse> {
    app.db
        .write(async |tx| {
            learn::ask(tx).await?;
            audit::record(tx, Some(overseer.staff.id), "routing-asked", ("routing", "model"), json!({})).await
        })
        .await?;
    Ok(see_other("/admin/routing?done=asked"))
}

fn few(measured: &Measured, t: Lang) -> String {
    let numbers = (("texts", measured.texts), ("needed", FEWEST as i64));
    t.with2("admin-routing-few-text", numbers.0, numbers.1).into_owned()
}

fn report(shell: &Shell, learned: &Learned, categories: &[Category]) -> Report {
    let (t, measured) = (shell.t, &learned.measured);
    let about = [
        ("when", shell.ago(&learned.at)),
        ("tickets", whole(measured.tickets, t)),
        ("texts", whole(measured.texts, t)),
        ("words", whole(measured.words, t)),
    ];
    let alone = measured.threshold.map(|least| percent(least, t));
    let key = if alone.is_some() { "admin-routing-threshold" } else { "admin-routing-no-threshold" };
    let threshold = [
        ("share", alone.clone().unwrap_or_default()),
        ("silent", whole(measured.silent, t)),
        ("sure", whole(measured.sure, t)),
        ("right", whole(measured.sure_right, t)),
    ];
    let spoken = [
        ("share", percent(WORTH_SAYING, t)),
        ("texts", whole(measured.texts, t)),
        ("said", whole(measured.said, t)),
        ("right", whole(measured.said_right, t)),
    ];
    Report {
        about: say(t, "admin-routing-learned", about),
        first: percent(measured.first, t),
        three: percent(measured.three, t),
        f1: percent(measured.macro_f1, t),
        alone,
        threshold: say(t, key, threshold),
        spoken: say(t, "admin-routing-spoken", spoken),
        figure: figure(measured, t),
        rows: measured.categories.iter().map(|one| line(one, categories, t)).collect(),
    }
}

fn line(one: &OfCategory, categories: &[Category], t: Lang) -> Line {
    let known = categories.iter().find(|category| category.code == one.category);
    let share = |part, of| if of == 0 { "–".to_owned() } else { percent(ratio(part, of), t) };
    Line {
        category: known.map_or_else(
            || t.with("admin-routing-gone", "code", one.category.as_str()).into_owned(),
            |category| category.name(t).to_owned(),
        ),
        texts: whole(one.texts, t),
        found: share(one.right, one.texts),
        right: share(one.right, one.said),
        f1: percent(one.f1(), t),
    }
}

/// The model beside what is simpler than it, longest bar first.
fn figure(measured: &Measured, t: Lang) -> Figure {
    let mut bars = [
        ("model", measured.first),
        ("together", measured.together),
        ("rules", measured.rules),
        ("frequent", measured.frequent),
    ];
    bars.sort_by(|a, b| b.1.total_cmp(&a.1));
    let name = |code: &str| t.say(&format!("admin-routing-bar-{code}")).into_owned();
    let in_100 = |share: f64| whole((share * 100.0).round() as i64, t);
    let numbers = [
        ("first", in_100(measured.first)),
        ("together", in_100(measured.together)),
        ("rules", in_100(measured.rules)),
        ("frequent", in_100(measured.frequent)),
    ];
    let drawn: Vec<Bar> = bars
        .iter()
        .map(|(code, share)| Bar {
            label: name(code),
            number: *share,
            value: percent(*share, t),
            is_rest: false,
        })
        .collect();
    Figure {
        id: "accuracy",
        wide: false,
        title: say(t, "admin-routing-chart", [("first", in_100(measured.first))]),
        what: t.say("admin-routing-chart-what").into_owned(),
        description: say(t, "admin-routing-chart-description", numbers),
        source: t.say("admin-routing-source").into_owned(),
        picture: Picture::Bars(Bars::draw_of(&drawn, 1.0)),
        table: Table {
            heads: ["measure", "share"]
                .map(|code| t.say(&format!("admin-routing-{code}")).into_owned())
                .to_vec(),
            rows: bars.iter().map(|(code, share)| (name(code), vec![percent(*share, t)])).collect(),
        },
        as_table: t.say("trends-as-table").into_owned(),
    }
}

fn say<const N: usize>(t: Lang, key: &str, values: [(&'static str, String); N]) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(name, value);
    }
    t.with_args(key, Some(&args)).into_owned()
}
