//! How each channel is: what came and left last, what waits, what fails, and what to do about it.

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use jiff::Timestamp;

use super::channels::in_words;
use super::door::Tender;
use super::scanner::Scanner;
use crate::app::App;
use crate::clock::{HOUR, Millis};
use crate::error::Result;
use crate::pulse::lines::Speaking;
use crate::pulse::{self, Standing, State};
use crate::texts::Lang;
use crate::web::chart::{Axis, Figure, Lines, Picture, Series, Stroke, Table};
use crate::web::number::{decimal, whole};
use crate::web::{Shell, page};
use crate::when;

#[derive(Template)]
#[template(path = "web/admin/health.html")]
struct HealthPage {
    shell: Shell,
    cards: Vec<Card>,
    scanner: Scanner,
}

/// Which hour, how much came, how much usually comes.
type Hour = (i64, i64, Option<f64>);

/// One channel.
struct Card {
    code: &'static str,
    icon: &'static str,
    name: String,
    /// `fine`, `slow`, `failing`, `silent`, or `off`.
    state: &'static str,
    /// How to dress the state.
    look: &'static str,
    state_icon: &'static str,
    /// What it is, and what to do, in words.
    words: String,
    todo: Option<String>,
    facts: Vec<(String, String)>,
    rejects: Option<String>,
    /// Its mailboxes or bots, where there are several.
    lines: Vec<Row>,
    figure: Option<Figure>,
}

/// A mailbox or a bot.
struct Row {
    name: String,
    state: &'static str,
    badge: &'static str,
    icon: &'static str,
    words: String,
    last_in: String,
    last_out: String,
    /// How much came within a day, and how much usually does.
    came: String,
    /// What is wrong, with what to do.
    troubles: Vec<String>,
}

pub async fn show(app: web::Data<App>, tender: Tender) -> Result<HttpResponse> {
    let shell = tender.shell;
    let (standings, lines) = app
        .db
        .read(async |tx| Ok((pulse::standings(tx).await?, pulse::lines::speaking(&app, tx).await?)))
        .await?;
    let cards = standings.iter().map(|standing| card(&app, &shell, standing, &lines)).collect();
    let scanner = Scanner::load(&app, &shell).await?;
    page(&HealthPage { shell, cards, scanner })
}

/// Is anything set up that this channel comes or leaves by?
fn is_set_up(app: &App, channel: Channel) -> bool {
    match channel {
        Channel::Email => app.can_mail() || app.config.imap_url.is_some(),
        Channel::Telegram => app.telegram_link().is_some() || app.telegram.is_some(),
        Channel::Voice => app.config.twilio_auth_token.is_some(),
        Channel::Chat | Channel::Form | Channel::Api => true,
    }
}

fn row(shell: &Shell, line: &Speaking) -> Row {
    let t = shell.t;
    let (state, badge, icon, key) = match line {
        _ if !line.of.is_on => ("off", "closed", "pause", "line-off"),
        Speaking { trouble: Some(_), .. } | Speaking { out_trouble: Some(_), .. } => {
            ("failing", "urgent", "warning", "line-troubled")
        }
        Speaking { silent_since: Some(_), .. } => ("silent", "progress", "pause", "health-silent"),
        _ => ("fine", "resolved", "check", "health-fine"),
    };
    let came = whole(line.came, t);
    Row {
        name: line.of.name.clone(),
        state,
        badge,
        icon,
        words: t.say(key).into_owned(),
        last_in: moment(shell, line.last_in),
        last_out: moment(shell, line.last_out),
        came: match line.usual {
            Some(usual) => {
                t.with2("health-lines-usual", ("n", came), ("usual", decimal(usual, t))).into_owned()
            }
            None => came,
        },
        troubles: in_words(t, &line.of.line, line.trouble.as_deref(), line.out_trouble.as_deref()),
    }
}

fn moment(shell: &Shell, at: Option<Millis>) -> String {
    match at {
        Some(at) => format!("{} ({})", shell.ago(&at), shell.short(&at)),
        None => shell.t.say("health-never").into_owned(),
    }
}

fn card(app: &App, shell: &Shell, standing: &Standing, lines: &[Speaking]) -> Card {
    let (t, code) = (shell.t, standing.channel.code());
    // Something waits to leave, or came once: then it is in use, whatever is set up.
    let is_used = is_set_up(app, standing.channel) || standing.queued > 0 || standing.last_in.is_some();
    let own: Vec<&Speaking> = lines.iter().filter(|line| line.of.channel == standing.channel).collect();
    let is_troubled = own.iter().any(|line| line.trouble.is_some() || line.out_trouble.is_some());
    let (state, look, state_icon) = match standing.state(shell.now) {
        _ if is_troubled => ("failing", "danger", "warning"),
        _ if !is_used => ("off", "plain", "pause"),
        State::Fine => ("fine", "success", "check"),
        State::Slow => ("slow", "warn", "clock"),
        State::Failing => ("failing", "danger", "warning"),
        State::Silent => ("silent", "warn", "pause"),
    };
    let todo = [format!("health-do-{state}-{code}"), format!("health-do-{state}")];
    let todo = todo.iter().find(|key| t.has(key)).map(|key| t.say(key).into_owned());
    let rejects =
        (standing.rejects > 0).then(|| t.with("health-rejects", "n", standing.rejects).into_owned());
    Card {
        code,
        icon: match standing.channel {
            Channel::Voice => "phone",
            Channel::Email => "mail",
            other => other.code(),
        },
        name: t.say(&format!("channel-{code}")).into_owned(),
        state,
        look,
        state_icon,
        words: t.say(&format!("health-{state}")).into_owned(),
        todo,
        facts: if is_used { facts(shell, standing) } else { Vec::new() },
        rejects,
        lines: lines
            .iter()
            .filter(|line| line.of.channel == standing.channel)
            .map(|line| row(shell, line))
            .collect(),
        figure: is_used.then(|| figure(shell, standing)),
    }
}

fn facts(shell: &Shell, standing: &Standing) -> Vec<(String, String)> {
    let t = shell.t;
    let mut facts = Vec::new();
    let mut say = |key: &str, words: String| facts.push((t.say(key).into_owned(), words));
    say("health-last-in", moment(shell, standing.last_in));
    if let Some(since) = standing.silent_since {
        say("health-silent-since", shell.moment(&since));
    }
    if let Some(lag) = standing.letter_lag {
        say("health-letter-lag", when::span(lag, t));
    }
    // What is read by the citizen where they are leaves nowhere.
    if matches!(standing.channel, Channel::Email | Channel::Telegram | Channel::Chat) {
        say("health-last-out", moment(shell, standing.last_out));
    }
    if matches!(standing.channel, Channel::Email | Channel::Telegram) {
        let waits = match standing.lag(shell.now) {
            Some(lag) => {
                let (n, lag) = (whole(standing.queued, t), when::span(lag, t));
                t.with2("health-waits", ("n", n), ("lag", lag)).into_owned()
            }
            None => t.say("health-waits-none").into_owned(),
        };
        say("health-waiting", waits);
        let (hour, day) = (whole(standing.failed_hour, t), whole(standing.failed_day, t));
        say("health-failed", t.with2("health-failures", ("hour", hour), ("day", day)).into_owned());
    }
    facts
}

/// What came in each of the last 24 hours, against the usual.
fn figure(shell: &Shell, standing: &Standing) -> Figure {
    let t = shell.t;
    let came: i64 = standing.hours.iter().map(|(_, came, _)| came).sum();
    let is_known = standing.hours.iter().any(|(_, _, usual)| usual.is_some());
    let usual: f64 = standing.hours.iter().filter_map(|(_, _, usual)| *usual).sum();
    let title = if is_known {
        t.with2("health-chart", ("n", whole(came, t)), ("usual", decimal(usual, t))).into_owned()
    } else {
        t.with("health-chart-new", "n", whole(came, t)).into_owned()
    };
    let values = |pick: fn(&Hour) -> Option<f64>| standing.hours.iter().map(pick).collect();
    let mut series = vec![Series {
        name: t.say("health-series-came").into_owned(),
        values: values(|(_, came, _)| Some(*came as f64)),
        stroke: Stroke::Area,
    }];
    if is_known {
        series.push(Series {
            name: t.say("health-series-usual").into_owned(),
            values: values(|(_, _, usual)| *usual),
            stroke: Stroke::Line(2),
        });
    }
    let largest = series.iter().flat_map(|one| &one.values).copied().flatten().fold(0.0, f64::max);
    let marks: Vec<String> = standing.hours.iter().map(|(hour, _, _)| clock_hour(shell, *hour, t)).collect();
    let rows = standing.hours.iter().zip(&marks).rev().map(|((_, came, usual), mark)| {
        let usual = usual.map_or_else(|| "–".to_owned(), |usual| decimal(usual, t));
        (mark.clone(), vec![whole(*came, t), usual])
    });
    let heads = ["health-column-hour", "health-series-came", "health-series-usual"];
    Figure {
        id: standing.channel.code(),
        wide: false,
        description: title.clone(),
        title,
        what: t.say("health-chart-what").into_owned(),
        source: t.say("health-source").into_owned(),
        table: Table { heads: heads.map(|key| t.say(key).into_owned()).into(), rows: rows.collect() },
        picture: Picture::Lines(Lines::draw(
            &series,
            Axis::counts(largest, |tick| whole(tick, t)),
            &marks,
            None,
        )),
        as_table: t.say("trends-as-table").into_owned(),
    }
}

/// When an hour begins, as a clock says it here.
fn clock_hour(shell: &Shell, hour: i64, t: Lang) -> String {
    let at = Timestamp::from_millisecond(hour * HOUR).unwrap_or_default().to_zoned(shell.zone.clone());
    let dot = if t == Lang::Id { '.' } else { ':' };
    format!("{:02}{dot}{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_every_channel_has_words() {
        for t in [Lang::Id, Lang::En] {
            for state in ["fine", "slow", "failing", "silent", "off"] {
                assert!(t.has(&format!("health-{state}")), "{state}");
                for channel in Channel::ALL {
                    let own = format!("health-do-{state}-{}", channel.code());
                    assert!(state == "fine" || t.has(&own) || t.has(&format!("health-do-{state}")), "{own}");
                }
            }
        }
    }
}
