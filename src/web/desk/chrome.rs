//! What the desk's pages have in common: names of agencies and categories, and the views with counts.

use std::collections::HashMap;

use super::parts::{self, Icon};
use super::rows::Ask;
use crate::agencies::{self, Agency, Category};
use crate::db::Tx;
use crate::duty;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId};
use crate::saved_views;
use crate::texts::Lang;
use crate::tickets::{self, Count, Filter, View};
use crate::web::choice;

/// Counts end here: nobody plans by the difference between 1,000 and 40,000.
const COUNTED: i64 = 1_000;

/// Agencies and categories in the reader's language, in the order of the tree.
#[derive(Debug)]
pub struct Names {
    agencies: Vec<Agency>,
    categories: Vec<Category>,
    agency: HashMap<AgencyId, String>,
    category: HashMap<CategoryId, String>,
}

/// An `<option>`.
#[derive(Debug)]
pub struct Choice {
    pub value: String,
    pub word: String,
    pub is_chosen: bool,
}

impl Names {
    pub async fn load(tx: &mut Tx, t: Lang) -> Result<Self> {
        // Names of all, for old tickets; choices only of those that are active, or chosen already.
        let agencies = agencies::every_agency(tx).await?;
        let categories = agencies::every_category(tx).await?;
        let agency = agencies.iter().map(|agency| (agency.id, agency.name(t).to_owned())).collect();
        let category = categories.iter().map(|category| (category.id, category.name(t).to_owned())).collect();
        Ok(Self { agencies, categories, agency, category })
    }

    /// Empty for an agency that was made a moment ago.
    pub fn agency(&self, id: AgencyId) -> String {
        self.agency.get(&id).cloned().unwrap_or_default()
    }

    pub fn category(&self, id: CategoryId) -> String {
        self.category.get(&id).cloned().unwrap_or_default()
    }

    pub fn active_agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.iter().filter(|agency| agency.is_active)
    }

    pub fn active_categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(|category| category.is_active)
    }

    /// The tree as options, children set in by their depth; only those in `scope`, if given.
    pub fn agency_choices(
        &self,
        t: Lang,
        scope: Option<&[AgencyId]>,
        chosen: Option<AgencyId>,
    ) -> Vec<Choice> {
        self.agencies
            .iter()
            .filter(|agency| agency.is_active || chosen == Some(agency.id))
            .filter(|agency| scope.is_none_or(|scope| scope.contains(&agency.id)))
            .map(|agency| Choice {
                value: agency.id.to_string(),
                word: choice::words(t, agency.depth(), agency.name(t), agency.is_active),
                is_chosen: chosen == Some(agency.id),
            })
            .collect()
    }

    /// Categories below their parents.
    pub fn category_choices(&self, t: Lang, chosen: Option<CategoryId>) -> Vec<Choice> {
        let mut options = Vec::with_capacity(self.categories.len());
        self.add_categories(t, chosen, None, 0, &mut options);
        options
    }

    fn add_categories(
        &self,
        t: Lang,
        chosen: Option<CategoryId>,
        parent: Option<CategoryId>,
        depth: usize,
        options: &mut Vec<Choice>,
    ) {
        // A tree that somebody knotted into a ring ends here.
        if depth > 6 {
            return;
        }
        for category in self.categories.iter().filter(|category| category.parent_id == parent) {
            let is_chosen = chosen == Some(category.id);
            if category.is_active || is_chosen {
                let word = choice::words(t, depth, category.name(t), category.is_active);
                options.push(Choice { value: category.id.to_string(), word, is_chosen });
            }
            self.add_categories(t, chosen, Some(category.id), depth + 1, options);
        }
    }
}

/// A view in the navigation.
#[derive(Debug)]
pub struct ViewLink {
    pub href: String,
    pub icon: Icon,
    pub word: String,
    /// `14`, `999+`.
    pub count: String,
    pub is_current: bool,
    /// The digit that opens it.
    pub key: Option<usize>,
}

/// The lists in the navigation: those everyone has, and those that were saved.
#[derive(Debug)]
pub struct Views {
    pub standard: Vec<ViewLink>,
    pub saved: Vec<ViewLink>,
    /// Name of the saved view that the page shows.
    pub title: Option<String>,
    /// What the reader said of themselves last.
    pub duty: Option<duty::Status>,
}

/// All views with how much is in them: what is in reach is read once, then each count is one query.
/// `current` is None beside a ticket that was opened from nowhere.
pub async fn views(tx: &mut Tx, t: Lang, viewer: StaffId, current: Option<&Ask>) -> Result<Views> {
    let reach = tickets::Reach::load(tx, viewer).await?;
    let kept = saved_views::of(tx, viewer).await?;
    let shown = current.and_then(Ask::saved).filter(|id| kept.iter().any(|view| view.id == *id));
    let mut standard = Vec::with_capacity(View::ALL.len());
    for view in View::ALL.iter().copied() {
        let count = tickets::count(tx, &reach, view, &Filter::default(), COUNTED).await?;
        let icon = match view {
            View::Open => "inbox",
            View::Mine => "user",
            View::Unassigned => "star",
            View::Late => "clock",
            View::Asleep => "pause",
            View::Done => "check",
            View::Supporting => "users",
        };
        let is_current = shown.is_none() && current.is_some_and(|ask| ask.view() == view);
        // Most never help others: then it is not in the way.
        if view == View::Supporting && count.n == 0 && !is_current {
            continue;
        }
        let ask = Ask { view: view.code().to_owned(), ..Ask::default() };
        standard.push(ViewLink {
            href: format!("/desk{}", ask.carry(None)),
            icon: parts::icon(icon),
            word: t.say(&format!("desk-view-{}", view.code())).into_owned(),
            count: counted(count),
            is_current,
            key: None,
        });
    }
    let (mut saved, mut title) = (Vec::with_capacity(kept.len()), None);
    for (n, view) in kept.into_iter().enumerate() {
        let ask = Ask { saved: view.id.to_string(), ..Ask::of(&view.query) };
        let count = tickets::count(tx, &reach, ask.view(), &ask.filter(), COUNTED).await?;
        if shown == Some(view.id) {
            title = Some(view.name.clone());
        }
        saved.push(ViewLink {
            href: format!("/desk{}", ask.carry(None)),
            icon: parts::icon(if view.agency_id.is_some() { "users" } else { "filter" }),
            word: view.name,
            count: counted(count),
            is_current: shown == Some(view.id),
            key: (n < 9).then_some(n + 1),
        });
    }
    let duty = duty::status(tx, viewer).await?;
    Ok(Views { standard, saved, title, duty })
}

fn counted(count: Count) -> String {
    match count {
        Count { n, .. } if n >= COUNTED => format!("{}+", COUNTED - 1),
        Count { n, is_least: true } => format!("{n}+"),
        Count { n, .. } => n.to_string(),
    }
}
