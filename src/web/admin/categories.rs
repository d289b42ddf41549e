//! Categories: what citizens write about, who answers it, and by when.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::agencies::{choices as agency_choices, reach, status};
use super::door::Administrator;
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use super::kept::{Closed, Just, Kept, Visit};
use crate::agencies::{self, Agency, Category, LONGEST_CODE, LONGEST_NAME, NewCategory};
use crate::app::App;
use crate::clock::MINUTE;
use crate::error::{Result, not_found};
use crate::ids::{CategoryId, StaffId};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::web::{Shell, choice, html, page};
use crate::when;

const DAY: i64 = 24 * 60;
const HOUR: i64 = 60;

struct Line {
    category: Category,
    depth: usize,
    name: String,
    agency: String,
    class: String,
    priority: String,
    due: String,
    /// Its agency lies within reach.
    is_mine: bool,
}

#[derive(Template)]
#[template(path = "web/admin/categories.html")]
struct CategoriesPage {
    shell: Shell,
    rows: Vec<Line>,
    done: Option<String>,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Just>) -> Result<HttpResponse> {
    let (categories, everyone, mine) = app
        .db
        .read(async |tx| {
            let everyone = agencies::every_agency(tx).await?;
            Ok((agencies::every_category(tx).await?, everyone, reach(tx, admin.staff.id).await?))
        })
        .await?;
    let t = admin.shell.t;
    let rows: Vec<Line> = tree(&categories)
        .into_iter()
        .map(|(depth, category)| Line {
            depth,
            name: category.name(t).to_owned(),
            agency: everyone
                .iter()
                .find(|agency| agency.id == category.agency_id)
                .map_or(String::new(), |agency| agency.name(t).to_owned()),
            class: t.say(&format!("class-{}", category.class.code())).into_owned(),
            priority: t.say(&format!("priority-{}", category.priority)).into_owned(),
            due: due_words(t, category.due_minutes),
            is_mine: mine.iter().any(|agency| agency.id == category.agency_id),
            category: category.clone(),
        })
        .collect();
    let done = ask.said(t, rows.iter().map(|line| (line.category.id, line.name.as_str())));
    page(&CategoriesPage { shell: admin.shell, rows, done })
}

/// `3 days`, `4 h`.
pub fn due_words(t: Lang, minutes: i64) -> String {
    when::span(minutes.saturating_mul(MINUTE), t)
}

/// Children behind their parents, each with its depth.
pub fn tree(all: &[Category]) -> Vec<(usize, &Category)> {
    fn add<'a>(
        all: &'a [Category],
        parent: Option<CategoryId>,
        depth: usize,
        rows: &mut Vec<(usize, &'a Category)>,
    ) {
        // A tree that somebody knotted into a ring ends here.
        if depth > 6 {
            return;
        }
        for category in all.iter().filter(|category| category.parent_id == parent) {
            rows.push((depth, category));
            add(all, Some(category.id), depth + 1, rows);
        }
    }
    let mut rows = Vec::with_capacity(all.len());
    add(all, None, 0, &mut rows);
    rows
}

#[derive(Template)]
#[template(path = "web/admin/category.html")]
struct CategoryPage {
    shell: Shell,
    /// None: a new one.
    category: Option<Category>,
    fields: Fields,
    obstacle: Summary,
}

impl CategoryPage {
    fn title(&self) -> String {
        let t = self.shell.t;
        let new = || t.say("admin-new-category").into_owned();
        self.category.as_ref().map_or_else(new, |category| category.name(t).to_owned())
    }
}

/// Categories as administrators keep them.
pub struct Categories;

impl Kept for Categories {
    type Id = CategoryId;
    const ROOM: &'static str = "categories";
    const WHAT: &'static str = "category";

    async fn form(app: &App, admin: Administrator, visit: Visit<CategoryId>) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (mine, all) =
            app.db.read(async |tx| Ok((reach(tx, by).await?, agencies::every_category(tx).await?))).await?;
        let known = match visit.id {
            Some(id) => {
                let known = all.iter().find(|category| category.id == id);
                let known = known.filter(|known| mine.iter().any(|agency| agency.id == known.agency_id));
                Some(known.ok_or_else(|| not_found("category"))?)
            }
            None => None,
        };
        let typed = visit.typed.unwrap_or_else(|| typed(known, &all, &mine));
        let status = status(&visit.faults);
        let (at_switch, faults): (Faults, Faults) =
            visit.faults.into_iter().partition(|(field, _)| *field == "active");
        let mut fields = Fields::new(t, typed, faults);
        if known.is_none() {
            fields = fields.line("code", LONGEST_CODE);
        }
        let keep: Vec<_> = known.iter().map(|known| known.agency_id).collect();
        let mut parents = vec![(String::new(), t.say("admin-no-parent").into_owned())];
        let others: Vec<Category> = all
            .iter()
            .filter(|category| known.is_none_or(|known| known.id != category.id))
            .cloned()
            .collect();
        let above: Vec<_> = known.and_then(|known| known.parent_id).into_iter().collect();
        parents.extend(category_choices(t, &others, &above, |category| category.code.clone()));
        let fields = fields
            .line("name_id", LONGEST_NAME)
            .line("name_en", LONGEST_NAME)
            .select("parent", parents)
            .select("agency", agency_choices(t, &mine, &keep, |agency| agency.code.clone()))
            .select("class", words(t, "class", Class::ALL.iter().map(|class| class.code().to_owned())))
            .select("priority", words(t, "priority", (1..=4).map(|priority: i64| priority.to_string())))
            .measure("due", "due_unit", words(t, "admin-unit", ["hours", "days"].map(str::to_owned)))
            .input("position", "number", 4);
        let obstacle = Summary::new(t, &at_switch);
        html(status, &CategoryPage { shell: admin.shell, category: known.cloned(), fields, obstacle })
    }

    async fn keep(
        app: &App,
        by: StaffId,
        id: Option<CategoryId>,
        typed: &Typed,
    ) -> Result<Result<CategoryId, Faults>> {
        let (mut new, mut faults) = read(typed);
        if let Some(id) = id {
            new.code = app.db.read(async |tx| agencies::category(tx, id).await).await?.code;
        }
        faults.extend(new.faults());
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        app.db.write(async |tx| agencies::keep_category(tx, id, &new, by).await).await.map(Ok)
    }
}

impl Closed for Categories {
    async fn set_active(app: &App, by: StaffId, id: CategoryId, is_active: bool) -> Result<()> {
        app.db.write(async |tx| agencies::set_category_active(tx, id, is_active, by).await).await
    }
}

/// As options: children set in below their parents. Closed ones are left out, but for those in `keep`, which say so.
pub fn category_choices(
    t: Lang,
    all: &[Category],
    keep: &[CategoryId],
    value: fn(&Category) -> String,
) -> Vec<Choice> {
    tree(all)
        .into_iter()
        .filter(|(_, category)| category.is_active || keep.contains(&category.id))
        .map(|(depth, category)| {
            let words = choice::words(t, depth, category.name(t), category.is_active);
            (value(category), words)
        })
        .collect()
}

/// Codes with their words `<kind>-<code>`.
pub fn words(t: Lang, kind: &str, codes: impl IntoIterator<Item = String>) -> Vec<Choice> {
    codes
        .into_iter()
        .map(|code| {
            let word = t.say(&format!("{kind}-{code}")).into_owned();
            (code, word)
        })
        .collect()
}

fn typed(known: Option<&Category>, all: &[Category], mine: &[Agency]) -> Typed {
    let mut typed = Typed::default();
    let Some(known) = known else {
        let last = all.iter().filter(|category| category.code != agencies::OTHER);
        typed.set("class", Class::Complaint.code());
        typed.set("priority", "3");
        typed.set("due", "3");
        typed.set("due_unit", "days");
        typed.set("position", (last.map(|category| category.position).max().unwrap_or(0) + 1).to_string());
        return typed;
    };
    let parent = known.parent_id.and_then(|id| all.iter().find(|category| category.id == id));
    let agency = mine.iter().find(|agency| agency.id == known.agency_id);
    let (due, unit) = in_unit(known.due_minutes);
    typed.set("name_id", &known.name_id);
    typed.set("name_en", &known.name_en);
    typed.set("parent", parent.map_or("", |parent| &parent.code));
    typed.set("agency", agency.map_or("", |agency| &agency.code));
    typed.set("class", known.class.code());
    typed.set("priority", known.priority.to_string());
    typed.set("due", due);
    typed.set("due_unit", unit);
    typed.set("position", known.position.to_string());
    typed
}

/// Minutes in the largest unit that holds them whole, else as a fraction of hours.
fn in_unit(minutes: i64) -> (String, &'static str) {
    if minutes % DAY == 0 {
        ((minutes / DAY).to_string(), "days")
    } else if minutes % HOUR == 0 {
        ((minutes / HOUR).to_string(), "hours")
    } else {
        (format!("{}", minutes as f64 / HOUR as f64), "hours")
    }
}

/// Minutes of an amount such as `4` or `1,5` in a unit. None when that is no such thing.
fn minutes(amount: &str, unit: &str) -> Option<i64> {
    let unit = match unit {
        "hours" => HOUR,
        "days" => DAY,
        _ => return None,
    };
    let amount: f64 = amount.replace(',', ".").parse().ok()?;
    (amount.is_finite() && amount > 0.0 && amount < 100_000.0).then(|| (amount * unit as f64).round() as i64)
}

/// As it was typed, and what cannot be read of it.
fn read(typed: &Typed) -> (NewCategory, Faults) {
    let mut faults = Faults::new();
    let class = Class::parse(typed.text("class"));
    if class.is_none() {
        faults.push(("class", "class-needed"));
    }
    let new = NewCategory {
        code: typed.text("code").to_owned(),
        parent: typed.some("parent"),
        name_id: typed.text("name_id").to_owned(),
        name_en: typed.text("name_en").to_owned(),
        agency: typed.text("agency").to_owned(),
        class: class.unwrap_or(Class::Complaint),
        // What is no number lies outside every range.
        priority: typed.text("priority").parse().unwrap_or(-1),
        due_minutes: minutes(typed.text("due"), typed.text("due_unit")).unwrap_or(-1),
        position: typed.text("position").parse().unwrap_or(-1),
    };
    (new, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_times_go_there_and_back() {
        for minutes_known in [60, 90, 1_440, 4_320, 1_500, 45] {
            let (amount, unit) = in_unit(minutes_known);
            assert_eq!(minutes(&amount, unit), Some(minutes_known), "{amount} {unit}");
        }
        assert_eq!(minutes("1,5", "days"), Some(2_160));
        for (amount, unit) in [("", "days"), ("-1", "days"), ("x", "hours"), ("1", "weeks"), ("1e9", "days")]
        {
            assert_eq!(minutes(amount, unit), None, "{amount} {unit}");
        }
    }
}
