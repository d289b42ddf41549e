//! Last page before sending: everything at a glance, and the matter as we understood it.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{keep, rules, send, sounds_urgent};
use crate::agencies::{self, Category};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::texts::Lang;
use crate::tickets::Class;
use crate::web::portal::Slips;
use crate::web::portal::cases::same::{self, Same};
use crate::web::{Shell, html, see_other};

/// Choices under one heading; the first group has none.
pub struct Group {
    label: Option<String>,
    options: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/portal/report/check.html")]
struct Check {
    shell: Shell,
    draft: Draft,
    slips: Slips,
    is_urgent: bool,
    groups: Vec<Group>,
    /// Code of the category that is chosen or guessed.
    category: String,
    area: Option<String>,
    is_guess: bool,
    /// Public cases that may be the same.
    same: Vec<Same>,
    /// They were looked for once more, because another category was chosen.
    is_again: bool,
}

impl Check {
    /// Numbers of the cases on this page, as the form brings them back.
    fn shown(&self) -> String {
        self.same.iter().map(|same| same.number.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn class(&self) -> Cow<'static, str> {
        let class = self.draft.class.unwrap_or(Class::Complaint);
        self.shell.t.say(&format!("portal-class-{class}"))
    }
}

pub async fn show(app: web::Data<App>, shell: Shell, request: HttpRequest) -> Result<HttpResponse> {
    let Some(kept) = keep::find(&app, &request).await? else {
        return send::already(&app, shell, &request).await;
    };
    if !rules::what(&kept.draft, shell.t).is_empty() {
        return Ok(see_other("/report"));
    }
    render(&app, shell, kept.draft, Slips::default(), StatusCode::OK).await
}

/// Somebody sends with another category than the page asked about (`asked`): are there cases of that one that the page
/// did not show (`shown`)? Then they are shown before anything is sent, once.
pub async fn again(
    app: &App,
    shell: &Shell,
    draft: &Draft,
    (asked, shown): (&str, &str),
) -> Result<Option<Vec<Same>>> {
    let category = draft.category.as_deref().unwrap_or_default();
    if category.is_empty() || category == asked {
        return Ok(None);
    }
    let categories = app.db.read(async |tx| agencies::categories(tx).await).await?;
    let same = same::load(app, shell, draft, &categories, category).await?;
    let is_new = same.iter().any(|one| !shown.split(' ').any(|number| number == one.number));
    Ok(is_new.then_some(same))
}

/// The page, also when it comes back with slips.
pub async fn render(
    app: &App,
    shell: Shell,
    draft: Draft,
    slips: Slips,
    status: StatusCode,
) -> Result<HttpResponse> {
    with_same(app, shell, draft, (slips, status), None).await
}

/// The same with cases that were found already.
pub async fn with_same(
    app: &App,
    shell: Shell,
    draft: Draft,
    (slips, status): (Slips, StatusCode),
    found: Option<Vec<Same>>,
) -> Result<HttpResponse> {
    let is_urgent = sounds_urgent(app, &draft).await?;
    let (categories, area) = app
        .db
        .read(async |tx| Ok((agencies::categories(tx).await?, agencies::area(tx, &draft.area).await?)))
        .await?;
    let is_guess = draft.category.is_none();
    let guess = || app.rules().category(&draft.text).unwrap_or_default();
    let category = draft.category.clone().unwrap_or_else(guess);
    let groups = groups(&categories, shell.t);
    let area = area.map(|area| area.name);
    let is_again = found.is_some();
    let same = match found {
        Some(same) => same,
        None => same::load(app, &shell, &draft, &categories, &category).await?,
    };
    html(status, &Check { shell, draft, slips, is_urgent, groups, category, area, is_guess, same, is_again })
}

/// Citizens choose a leaf of the tree; branches are headings.
fn groups(categories: &[Category], lang: Lang) -> Vec<Group> {
    let mut groups = vec![Group { label: None, options: Vec::new() }];
    for branch in categories {
        let below = categories.iter().filter(|leaf| leaf.parent_id == Some(branch.id));
        let is_leaf = |leaf: &Category| !categories.iter().any(|other| other.parent_id == Some(leaf.id));
        let option = |leaf: &Category| (leaf.code.clone(), leaf.name(lang).to_owned());
        let options: Vec<_> = below.filter(|leaf| is_leaf(leaf)).map(option).collect();
        if !options.is_empty() {
            groups.push(Group { label: Some(branch.name(lang).to_owned()), options });
        } else if branch.parent_id.is_none() && is_leaf(branch) {
            groups[0].options.push(option(branch));
        }
    }
    groups
}
