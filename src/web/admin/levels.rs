//! Service levels: how much time there is for what, and who is told when it runs out.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::agencies::{choices as agency_choices, reach, status};
use super::categories::{category_choices, words};
use super::door::{Administrator, id, mendable};
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use super::kept::{Just, Kept, Visit};
use crate::agencies::{self, Agency, Category};
use crate::app::App;
use crate::error::{Result, not_found};
use crate::ids::{LevelId, StaffId};
use crate::sla::{self, Allowance, Grants, Level, NewLevel, Tier, Unit, Warn};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::web::desk::allowance::{amount, in_unit, level_name};
use crate::web::{Form, Nothing, Shell, html, page, see_other};

/// Units as people say them, and how many of the reckoned unit they are.
const UNITS: [(&str, Unit, u32); 6] = [
    ("working-days", Unit::WorkingDays, 1),
    ("working-hours", Unit::WorkingMinutes, 60),
    ("working-minutes", Unit::WorkingMinutes, 1),
    ("days", Unit::Days, 1),
    ("hours", Unit::Minutes, 60),
    ("minutes", Unit::Minutes, 1),
];

struct Line {
    id: LevelId,
    name: String,
    is_mine: bool,
    verify: String,
    answer: String,
    resolve: String,
    warn: String,
    step: String,
}

#[derive(Template)]
#[template(path = "web/admin/levels.html")]
struct LevelsPage {
    shell: Shell,
    rows: Vec<Line>,
    done: Option<String>,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Just>) -> Result<HttpResponse> {
    let by = admin.staff.id;
    let (levels, everyone, categories, mine) = app
        .db
        .read(async |tx| {
            let everyone = agencies::every_agency(tx).await?;
            let categories = agencies::every_category(tx).await?;
            Ok((sla::levels(tx).await?, everyone, categories, reach(tx, by).await?))
        })
        .await?;
    let t = admin.shell.t;
    let whole = is_whole(&mine);
    let promised = |some: Option<Allowance>, none: &str| {
        some.map_or_else(|| t.say(none).into_owned(), |some| amount(t, some))
    };
    let mut rows: Vec<Line> = levels
        .iter()
        .map(|level| {
            let grants = level.rule.grants;
            Line {
                id: level.id(),
                name: name(t, level, &everyone, &categories),
                is_mine: level.rule.agency.map_or(whole, |id| mine.iter().any(|agency| agency.id == id)),
                verify: promised(grants.verify, "admin-level-none"),
                answer: promised(grants.first_answer, "admin-level-none"),
                resolve: promised(grants.resolve, "admin-level-by-category"),
                warn: format!("{} % · {} %", grants.warn.first(), grants.warn.second()),
                step: amount(t, level.step),
            }
        })
        .collect();
    // What holds for everything else stands last.
    rows.sort_by_key(|line| levels.iter().any(|level| level.id() == line.id && level.is_rest()));
    let done = rows.iter().find(|line| line.id.to_string() == ask.kept);
    let done = match (done, ask.kept.as_str()) {
        (Some(line), _) => Some(t.with("admin-level-kept", "name", line.name.as_str()).into_owned()),
        (None, "removed") => Some(t.say("admin-level-removed").into_owned()),
        _ => None,
    };
    page(&LevelsPage { shell: admin.shell, rows, done })
}

fn is_whole(mine: &[Agency]) -> bool {
    mine.iter().any(|agency| agency.parent_id.is_none())
}

fn name(t: Lang, level: &Level, agencies: &[Agency], categories: &[Category]) -> String {
    let agency = |id| {
        agencies.iter().find(|agency| agency.id == id).map_or_else(String::new, |a| a.name(t).to_owned())
    };
    let category = |id| {
        let found = categories.iter().find(|category| category.id == id);
        found.map_or_else(String::new, |category| category.name(t).to_owned())
    };
    level_name(t, level, agency, category)
}

#[derive(Template)]
#[template(path = "web/admin/level.html")]
struct LevelPage {
    shell: Shell,
    title: String,
    /// None: a new one.
    level: Option<Level>,
    fields: Fields,
    obstacle: Summary,
}

/// Service levels as administrators keep them.
pub struct Levels;

impl Kept for Levels {
    type Id = LevelId;
    const ROOM: &'static str = "levels";
    const WHAT: &'static str = "service level";

    async fn form(app: &App, admin: Administrator, visit: Visit<LevelId>) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (mine, everyone, categories, level) = app
            .db
            .read(async |tx| {
                let level = match visit.id {
                    Some(id) => Some(sla::level(tx, id).await?),
                    None => None,
                };
                let mine = reach(tx, by).await?;
                let everyone = agencies::every_agency(tx).await?;
                Ok((mine, everyone, agencies::every_category(tx).await?, level))
            })
            .await?;
        let whole = is_whole(&mine);
        if let Some(level) = &level
            && !level.rule.agency.map_or(whole, |id| mine.iter().any(|agency| agency.id == id))
        {
            return Err(not_found("service level"));
        }
        let typed = visit.typed.unwrap_or_else(|| typed(level.as_ref()));
        let status = status(&visit.faults);
        let (at_button, faults): (Faults, Faults) =
            visit.faults.into_iter().partition(|(field, _)| *field == "remove");
        let mut fields = Fields::new(t, typed, faults);
        if level.as_ref().is_none_or(|level| !level.is_rest()) {
            let any = |word: &str| vec![(String::new(), t.say(word).into_owned())];
            let mut classes = any("desk-any-class");
            classes.extend(words(t, "class", Class::ALL.iter().map(|class| class.code().to_owned())));
            let mut all = any("desk-any-category");
            let filed: Vec<_> = level.iter().filter_map(|level| level.rule.category).collect();
            all.extend(category_choices(t, &categories, &filed, |category| category.id.to_string()));
            let mut offices = if whole { any("desk-any-agency") } else { Vec::new() };
            let keep: Vec<_> = level.iter().filter_map(|level| level.rule.agency).collect();
            offices.extend(agency_choices(t, &mine, &keep, |agency| agency.id.to_string()));
            fields = fields
                .select("class", classes)
                .line("tier", 32)
                .optional()
                .select("category", all)
                .select("agency", offices);
        }
        let units = || {
            UNITS
                .iter()
                .map(|(unit, ..)| ((*unit).to_owned(), t.say(&format!("sla-unit-{unit}")).into_owned()))
                .collect::<Vec<Choice>>()
        };
        let fields = fields
            .measure("verify", "verify_unit", units())
            .optional()
            .measure("answer", "answer_unit", units())
            .optional()
            .measure("resolve", "resolve_unit", units())
            .optional()
            .input("warn_first", "number", 2)
            .input("warn_second", "number", 2)
            .measure("step", "step_unit", units());
        let title = match &level {
            Some(level) => name(t, level, &everyone, &categories),
            None => t.say("admin-new-level").into_owned(),
        };
        let obstacle = Summary::new(t, &at_button);
        html(status, &LevelPage { shell: admin.shell, title, level, fields, obstacle })
    }

    async fn keep(
        app: &App,
        by: StaffId,
        id: Option<LevelId>,
        typed: &Typed,
    ) -> Result<Result<LevelId, Faults>> {
        let is_rest = match id {
            Some(id) => app.db.read(async |tx| sla::level(tx, id).await).await?.is_rest(),
            None => false,
        };
        match read(typed, is_rest) {
            Ok(new) => app.db.write(async |tx| sla::keep_level(tx, id, &new, by).await).await.map(Ok),
            Err(faults) => Ok(Err(faults)),
        }
    }
}

fn typed(level: Option<&Level>) -> Typed {
    let mut typed = Typed::default();
    let mut measure = |name: &str, unit: &str, some: Option<Allowance>| {
        let (code, n) = some.map_or(("working-days", String::new()), |some| {
            let (code, n) = in_unit(some);
            // The form has no such unit: it says it in hours.
            if code == "full-days" { ("hours", (n * 24).to_string()) } else { (code, n.to_string()) }
        });
        typed.set(name, n);
        typed.set(unit, code);
    };
    let grants = level.map_or_else(Grants::default, |level| level.rule.grants);
    measure("verify", "verify_unit", grants.verify);
    measure("answer", "answer_unit", grants.first_answer);
    measure("resolve", "resolve_unit", grants.resolve);
    let one = || Allowance::new(Unit::WorkingDays, 1).ok();
    measure("step", "step_unit", level.map(|level| level.step).or_else(one));
    typed.set("warn_first", grants.warn.first().to_string());
    typed.set("warn_second", grants.warn.second().to_string());
    if let Some(level) = level {
        let rule = &level.rule;
        typed.set("class", rule.class.map_or("", Class::code));
        typed.set("tier", rule.tier.as_ref().map_or("", Tier::code));
        typed.set("category", rule.category.map_or_else(String::new, |id| id.to_string()));
        typed.set("agency", rule.agency.map_or_else(String::new, |id| id.to_string()));
    }
    typed
}

/// As it was typed, and what cannot be read of it.
fn read(typed: &Typed, is_rest: bool) -> Result<NewLevel, Faults> {
    let mut faults = Faults::new();
    let mut measure = |name: &'static str, unit: &str, is_optional: bool| {
        if typed.text(name).is_empty() && is_optional {
            return None;
        }
        let unit = UNITS.iter().find(|(code, ..)| *code == typed.text(unit));
        let amount: Option<u32> = typed.text(name).parse().ok().filter(|n: &u32| *n < 1_000_000);
        let (Some((_, unit, times)), Some(amount)) = (unit, amount) else {
            faults.push((name, "allowance-unreadable"));
            return None;
        };
        match Allowance::new(*unit, amount.saturating_mul(*times)) {
            Ok(allowance) => Some(allowance),
            Err(mistake) => {
                faults.push((name, mistake.code()));
                None
            }
        }
    };
    let verify = measure("verify", "verify_unit", true);
    let first_answer = measure("answer", "answer_unit", true);
    let resolve = measure("resolve", "resolve_unit", true);
    let step = measure("step", "step_unit", false);
    let percent = |name: &str| typed.text(name).parse::<u8>().unwrap_or(0);
    let warn = Warn::new(percent("warn_first"), percent("warn_second"))
        .map_err(|mistake| faults.push(("warn_second", mistake.code())))
        .unwrap_or_default();
    let mut new = NewLevel {
        tier: None,
        class: None,
        category: None,
        agency: None,
        grants: Grants { verify, first_answer, resolve, warn },
        step: match step.or_else(|| Allowance::new(Unit::WorkingDays, 1).ok()) {
            Some(step) => step,
            None => return Err(faults),
        },
    };
    if !is_rest {
        new.class = typed.some("class").and_then(|class| Class::parse(&class));
        new.category = typed.some("category").and_then(|id| id.parse().ok());
        new.agency = typed.some("agency").and_then(|id| id.parse().ok());
        match typed.some("tier").map(Tier::new).transpose() {
            Ok(tier) => new.tier = tier,
            Err(mistake) => faults.push(("tier", mistake.code())),
        }
    }
    if faults.is_empty() { Ok(new) } else { Err(faults) }
}

pub async fn remove(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id: LevelId = id(&path, "service level")?;
    let by = admin.staff.id;
    match app.db.write(async |tx| sla::drop_level(tx, id, by).await).await {
        Ok(()) => Ok(see_other("/admin/levels?kept=removed")),
        Err(error) => {
            let faults = vec![mendable(error)?];
            Levels::form(&app, admin, Visit { id: Some(id), faults, typed: None }).await
        }
    }
}
