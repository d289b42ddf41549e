//! Rules: the list in the order in which they are asked, a form for each, and a box to try them.

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;

use super::agencies::{choices as agency_choices, status};
use super::categories::{category_choices, words};
use super::door::Administrator;
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use super::kept::{Closed, Just, Kept, Visit};
use super::rule_words::Book;
use crate::agencies::{self, Agency, Category};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, RuleId, StaffId};
use crate::routing::rules::{self, LONGEST_NAME, LONGEST_WORDS, Matter, Rule, Way, clock_words, decide};
use crate::routing::{self, rules::Tree};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::web::{Shell, html, page};

/// Characters of a text to try.
const TRIED: usize = 5_000;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

struct Line {
    rule: Rule,
    when: Vec<String>,
    then: Vec<String>,
    /// It is passed over: why, and what to do.
    shut: Option<String>,
}

#[derive(Template)]
#[template(path = "web/admin/rules.html")]
struct RulesPage {
    shell: Shell,
    rows: Vec<Line>,
    done: Option<String>,
    may_write: bool,
    channels: Vec<Choice>,
    tried: Tried,
    /// What the rules say to the text that was tried.
    verdict: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Tried {
    #[serde(flatten)]
    just: Just,
    /// A text to try the rules on.
    text: String,
    area: String,
    channel: String,
}

pub async fn show(
    app: web::Data<App>,
    admin: Administrator,
    tried: web::Query<Tried>,
) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (rules, may_write, agencies, categories) = app
        .db
        .read(async |tx| {
            let (rules, may_write) = (rules::all(tx).await?, rules::may_write(tx, by).await?);
            Ok((rules, may_write, agencies::every_agency(tx).await?, agencies::every_category(tx).await?))
        })
        .await?;
    let tried = tried.into_inner();
    let book = Book { t, agencies: &agencies, categories: &categories };
    let verdict = try_on(&app, &rules, &book, &tried);
    let done = tried.just.said(t, rules.iter().map(|rule| (rule.id, rule.name.as_str())));
    let line =
        |rule: Rule| Line { when: book.when(&rule), then: book.then(&rule), shut: book.shut(&rule), rule };
    let rows = rules.into_iter().map(line).collect();
    let channels = channel_choices(t, "rules-any-channel");
    page(&RulesPage { shell: admin.shell, rows, done, may_write, channels, tried, verdict })
}

/// As intake would ask, now.
fn try_on(app: &App, rules: &[Rule], book: &Book<'_>, tried: &Tried) -> Option<String> {
    let text: String = tried.text.chars().take(TRIED).collect();
    if text.trim().is_empty() {
        return None;
    }
    let (code, _) = routing::file(&app.rules(), app.learned().as_deref(), &text);
    let code = code.unwrap_or_else(|| agencies::OTHER.to_owned());
    let category = book.categories.iter().find(|category| category.code == code)?;
    let area = Some(tried.area.trim()).filter(|area| !area.is_empty()).map(str::to_owned);
    let area = area.or_else(|| app.rules().area_named(&text));
    let matter = Matter {
        category: category.id,
        is_chosen: false,
        area: area.as_deref(),
        channel: Channel::parse(&tried.channel).unwrap_or(Channel::Form),
        class: category.class,
        text: &text,
        at: app.db.clock.now(),
    };
    let is_standing = |rule: &&Rule| rule.shut(book.agencies, book.categories).is_none();
    let standing: Vec<Rule> = rules.iter().filter(is_standing).cloned().collect();
    let said = decide(&standing, &Tree::of(book.categories), &app.zone, &matter);
    Some(book.verdict(category, said.as_ref()))
}

fn channel_choices(t: Lang, any: &str) -> Vec<Choice> {
    let mut choices = vec![(String::new(), t.say(any).into_owned())];
    choices.extend(words(t, "channel", Channel::ALL.iter().map(|channel| channel.code().to_owned())));
    choices
}

#[derive(Template)]
#[template(path = "web/admin/rule.html")]
struct RulePage {
    shell: Shell,
    /// None: a new one.
    rule: Option<Rule>,
    /// It is passed over: why, and what to do.
    shut: Option<String>,
    fields: Fields,
    obstacle: Summary,
}

impl RulePage {
    fn title(&self) -> String {
        let new = || self.shell.t.say("rules-new").into_owned();
        self.rule.as_ref().map_or_else(new, |rule| rule.name.clone())
    }
}

/// Rules as administrators keep them.
pub struct Rules;

impl Kept for Rules {
    type Id = RuleId;
    const ROOM: &'static str = "rules";
    const WHAT: &'static str = "rule";

    async fn form(app: &App, admin: Administrator, visit: Visit<RuleId>) -> Result<HttpResponse> {
        let t = admin.shell.t;
        let (known, all, categories, agencies) = app
            .db
            .read(async |tx| {
                let known = match visit.id {
                    Some(id) => Some(rules::get(tx, id).await?),
                    None => None,
                };
                let all = rules::all(tx).await?;
                Ok((known, all, agencies::every_category(tx).await?, agencies::every_agency(tx).await?))
            })
            .await?;
        let status = status(&visit.faults);
        let typed = visit.typed.unwrap_or_else(|| typed(known.as_ref(), &all));
        let obstacle = Summary::new(t, &[]);
        let book = Book { t, agencies: &agencies, categories: &categories };
        let shut = known.as_ref().and_then(|rule| book.shut(rule));
        let fields = form(t, typed, visit.faults, &categories, &agencies, known.as_ref());
        html(status, &RulePage { shell: admin.shell, rule: known, shut, fields, obstacle })
    }

    async fn keep(
        app: &App,
        by: StaffId,
        id: Option<RuleId>,
        typed: &Typed,
    ) -> Result<Result<RuleId, Faults>> {
        let kept = app
            .db
            .write(async |tx| {
                let known = match id {
                    Some(id) => Some(rules::get(tx, id).await?),
                    None => None,
                };
                let new = read(typed, known.as_ref());
                let faults = new.faults();
                if !faults.is_empty() {
                    return Ok(Err(faults));
                }
                rules::keep(tx, id, &new, by).await.map(Ok)
            })
            .await;
        match kept {
            // A category or agency that is not there: only a forged form asks for it.
            Err(Error::Problem(problem)) if problem.status == 404 && id.is_none() => {
                Ok(Err(vec![("rule_category", "rule-gone")]))
            }
            kept => kept,
        }
    }
}

impl Closed for Rules {
    async fn set_active(app: &App, by: StaffId, id: RuleId, is_active: bool) -> Result<()> {
        app.db.write(async |tx| rules::set_active(tx, id, is_active, by).await).await
    }
}

/// Closed agencies and categories are left out, but for those that the rule has: else whoever changes its name
/// would change what it asks, unseen.
fn form(
    t: Lang,
    typed: Typed,
    faults: Faults,
    categories: &[Category],
    tree_of_agencies: &[Agency],
    known: Option<&Rule>,
) -> Fields {
    let with_none = |none: &str, choices: Vec<Choice>| {
        let mut all = vec![(String::new(), t.say(none).into_owned())];
        all.extend(choices);
        all
    };
    let filed = |none: &str, keep: Option<CategoryId>| {
        let keep: Vec<_> = keep.into_iter().collect();
        with_none(none, category_choices(t, categories, &keep, |category| category.id.to_string()))
    };
    let keep: Vec<_> = known.and_then(|rule| rule.to_agency).into_iter().collect();
    let offices = agency_choices(t, tree_of_agencies, &keep, |agency| agency.id.to_string());
    let classes = words(t, "class", Class::ALL.iter().map(|class| class.code().to_owned()));
    let priorities = words(t, "priority", (1..=4).map(|priority: i64| priority.to_string()));
    let days = DAYS
        .iter()
        .enumerate()
        .map(|(n, day)| ((1_i64 << n).to_string(), t.say(&format!("rules-day-{day}")).into_owned()));
    Fields::new(t, typed, faults)
        .line("name", LONGEST_NAME)
        .input("position", "number", 4)
        .select("rule_category", filed("rules-any-category", known.and_then(|rule| rule.category_id)))
        .line("rule_area", 20)
        .optional()
        .select("rule_channel", channel_choices(t, "rules-any-channel"))
        .select("class", with_none("rules-any-class", classes))
        .line("rule_words", LONGEST_WORDS)
        .optional()
        .ticks("rule_days", "rule_days", days.collect())
        .input("rule_from", "time", 5)
        .optional()
        .input("rule_until", "time", 5)
        .optional()
        .select("agency", with_none("rules-same-agency", offices))
        .select("rule_to_category", filed("rules-same-category", known.and_then(|rule| rule.to_category)))
        .select("rule_to_priority", with_none("rules-same-priority", priorities))
}

fn typed(known: Option<&Rule>, all: &[Rule]) -> Typed {
    let mut typed = Typed::default();
    let Some(known) = known else {
        let last = all.iter().map(|rule| rule.position).max().unwrap_or(0);
        typed.set("position", (last + 10).min(9_999).to_string());
        return typed;
    };
    let some = |value: Option<String>| value.unwrap_or_default();
    typed.set("name", &known.name);
    typed.set("position", known.position.to_string());
    typed.set("rule_category", some(known.category_id.map(|id| id.to_string())));
    typed.set("rule_area", some(known.area_code.clone()));
    typed.set("rule_channel", known.channel.0.map_or("", Channel::code));
    typed.set("class", known.class.map_or("", Class::code));
    typed.set("rule_words", known.words.lines().collect::<Vec<_>>().join(", "));
    for bit in (0..7).map(|n| 1_i64 << n).filter(|bit| known.weekdays & bit != 0) {
        typed.set("rule_days", bit.to_string());
    }
    typed.set("rule_from", some(known.from_minute.map(clock_words)));
    typed.set("rule_until", some(known.until_minute.map(clock_words)));
    typed.set("agency", some(known.to_agency.map(|id| id.to_string())));
    typed.set("rule_to_category", some(known.to_category.map(|id| id.to_string())));
    typed.set("rule_to_priority", some(known.to_priority.map(|priority| priority.to_string())));
    typed
}

/// `7:30` or `07.30` as minutes of the day; what is no time lies outside every range.
fn minute(text: &str) -> i64 {
    let Some((hours, minutes)) = text.split_once([':', '.']) else { return -1 };
    match (hours.parse::<i64>(), minutes.parse::<i64>()) {
        (Ok(hours @ 0..=23), Ok(minutes @ 0..=59)) => hours * 60 + minutes,
        _ => -1,
    }
}

fn read(typed: &Typed, known: Option<&Rule>) -> Rule {
    let number = |name: &str| typed.some(name).map(|text| text.parse().unwrap_or(-1));
    let phrases: Vec<&str> = typed.text("rule_words").split([',', '\n', ';']).map(str::trim).collect();
    Rule {
        position: number("position").unwrap_or(-1),
        name: typed.text("name").to_owned(),
        is_active: known.is_none_or(|known| known.is_active),
        category_id: number("rule_category").map(CategoryId),
        area_code: typed.some("rule_area"),
        channel: Way(Channel::parse(typed.text("rule_channel"))),
        class: Class::parse(typed.text("class")),
        words: phrases.into_iter().filter(|phrase| !phrase.is_empty()).collect::<Vec<_>>().join("\n"),
        // What is no day lies outside every range.
        weekdays: typed
            .all("rule_days")
            .map(|bit| bit.parse::<i64>().unwrap_or(128))
            .fold(0, |all, bit| all | bit),
        from_minute: typed.some("rule_from").map(|text| minute(&text)),
        until_minute: typed.some("rule_until").map(|text| minute(&text)),
        to_category: number("rule_to_category").map(CategoryId),
        to_agency: number("agency").map(crate::ids::AgencyId),
        to_priority: number("rule_to_priority"),
        ..Rule::blank()
    }
}
