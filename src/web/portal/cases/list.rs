//! The public list: newest first, narrowed by category, area and how it stands.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{agency, badge, category};
use crate::agencies::{self, Area};
use crate::app::App;
use crate::error::Result;
use crate::follows;
use crate::ids::TicketId;
use crate::relations;
use crate::tickets::Status;
use crate::tickets::public::{self, Case, CaseFilter};
use crate::web::portal::line;
use crate::web::{Shell, page};

/// Cases of a page.
const PAGE: usize = 20;
/// Areas offered; of a whole country nobody picks from a list.
const AREAS: usize = 700;

#[derive(Template)]
#[template(path = "web/portal/cases/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
    categories: Vec<(String, String, bool)>,
    areas: Vec<(String, String, bool)>,
    statuses: Vec<(&'static str, String, bool)>,
    is_narrowed: bool,
    first: Option<String>,
    next: Option<String>,
}

/// A line of the list.
pub struct Row {
    pub number: String,
    pub category: String,
    pub area: String,
    pub agency: String,
    pub badge: (&'static str, &'static str),
    pub status: String,
    pub summary: String,
    pub opened: i64,
    /// Reports of the same, this one included.
    pub reports: i64,
    pub followers: i64,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Ask {
    category: String,
    area: String,
    status: String,
    before: String,
}

impl Ask {
    fn filter(&self) -> CaseFilter {
        CaseFilter {
            category: self.category.parse().ok(),
            area: Some(line(&self.area, 40)).filter(|code| !code.is_empty()),
            status: Status::parse(&self.status),
        }
    }

    fn address(&self, before: Option<TicketId>) -> String {
        let filter = self.filter();
        let fields = [
            ("category", filter.category.map(|id| id.to_string())),
            ("area", filter.area),
            ("status", filter.status.map(|status| status.to_string())),
            ("before", before.map(|id| id.to_string())),
        ];
        let mut query = Serializer::new(String::new());
        for (name, value) in fields {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        if query.is_empty() { "/cases".to_owned() } else { format!("/cases?{query}") }
    }
}

pub async fn show(app: web::Data<App>, shell: Shell, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let (ask, t) = (ask.into_inner(), shell.t);
    let filter = ask.filter();
    let before: Option<TicketId> = ask.before.parse().ok();
    let (mut cases, categories, agencies, areas, reports, followers) = app
        .db
        .read(async |tx| {
            let cases = public::cases(tx, &filter, before, PAGE as i64 + 1).await?;
            let ids: Vec<TicketId> = cases.iter().map(|case| case.id).collect();
            Ok((
                cases,
                agencies::every_category(tx).await?,
                agencies::every_agency(tx).await?,
                agencies::areas(tx).await?,
                relations::reports(tx, &ids).await?,
                follows::counts(tx, &ids).await?,
            ))
        })
        .await?;
    let is_more = cases.len() > PAGE;
    cases.truncate(PAGE);
    let next = cases.last().filter(|_| is_more).map(|last| ask.address(Some(last.id)));
    let count = |of: &[(TicketId, i64)], id: TicketId| {
        of.iter().find(|(known, _)| *known == id).map_or(0, |one| one.1)
    };
    let row = |case: Case| Row {
        number: case.number.to_string(),
        category: category(&categories, case.category_id, t),
        area: case.area.unwrap_or_default(),
        agency: agency(&agencies, case.agency_id, t),
        badge: badge(case.status),
        status: t.say(&format!("cases-status-{}", case.status)).into_owned(),
        summary: case.summary.unwrap_or_default(),
        opened: case.created_at,
        reports: 1 + count(&reports, case.id),
        followers: count(&followers, case.id),
    };
    let rows = cases.into_iter().map(row).collect();
    let offered = |areas: Vec<Area>| -> Vec<(String, String, bool)> {
        let chosen = filter.area.as_deref();
        let fits = areas.len() <= AREAS;
        let offered = areas
            .into_iter()
            .filter(|area| fits || Some(area.code.as_str()) == chosen || area.parent_code.is_none());
        offered
            .map(|area| {
                let depth = area.code.matches('.').count().min(4);
                let is_chosen = chosen == Some(area.code.as_str());
                (area.code, format!("{}{}", "\u{2003}".repeat(depth.saturating_sub(1)), area.name), is_chosen)
            })
            .collect()
    };
    page(&List {
        is_narrowed: filter != CaseFilter::default(),
        categories: categories
            .iter()
            .filter(|one| one.is_active)
            .map(|one| (one.id.to_string(), one.name(t).to_owned(), filter.category == Some(one.id)))
            .collect(),
        statuses: Status::ALL
            .iter()
            .map(|status| {
                (
                    status.code(),
                    t.say(&format!("cases-status-{status}")).into_owned(),
                    filter.status == Some(*status),
                )
            })
            .collect(),
        areas: offered(areas),
        first: before.map(|_| ask.address(None)),
        rows,
        next,
        shell,
    })
}
