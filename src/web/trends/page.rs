//! `/trends`: numbers, charts and a table for a period, an agency, a kind and a channel.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::figures::figures;
use super::selection::{Asked, Form, Selection};
use super::table::{AgencyTable, by_agency};
use super::tiles::{Tile, tiles};
use super::words::{period, say};
use crate::app::App;
use crate::error::{Result, not_found};
use crate::reports::{self, ENOUGH, Trends};
use crate::texts::Lang;
use crate::tickets::local_day;
use crate::web::chart::Figure;
use crate::web::{Shell, SignedIn, html};

#[derive(Template)]
#[template(path = "web/trends/page.html")]
struct Page {
    shell: Shell,
    form: Form,
    /// What period it is, and what it is compared with.
    about: String,
    /// None: nothing happened.
    report: Option<Report>,
    empty_text: String,
    csv: String,
    is_readable: bool,
}

struct Report {
    tiles: Vec<Tile>,
    figures: Vec<Figure>,
    table: AgencyTable,
    too_few_why: String,
}

#[derive(Template)]
#[template(path = "web/trends/no_right.html")]
struct NoRight {
    shell: Shell,
    sees_tickets: bool,
}

/// May this person read trends? The SQL of reports asks again.
pub fn authorise(visitor: &SignedIn) -> bool {
    visitor.staff.role.sees_trends()
}

pub async fn show(app: web::Data<App>, visitor: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let may = authorise(&visitor);
    let SignedIn { staff, shell } = visitor;
    if !may {
        let page = NoRight { shell, sees_tickets: staff.role.sees_tickets() };
        return html(StatusCode::FORBIDDEN, &page);
    }
    let selection = Selection::read(&asked, shell.now, &shell.zone);
    let query = &selection.query;
    let trends = app.db.read(async |tx| reports::everything(tx, staff.id, query).await).await?;
    if query.agency.is_some_and(|asked| trends.agency(asked).is_none()) {
        return Err(not_found("agency"));
    }
    let t = shell.t;
    let today = local_day(shell.now, &shell.zone);
    let report = (!trends.is_empty()).then(|| Report {
        tiles: tiles(&trends, today, t),
        figures: figures(&trends, &scope(&trends, t), t),
        table: by_agency(&trends, &selection, t),
        too_few_why: say(t, "trends-too-few-why", [("n", ENOUGH.into())]),
    });
    let told = period(query.period, t);
    let page = Page {
        form: Form::of(&selection, &trends, t),
        about: say(
            t,
            if trends.is_comparable { "trends-period-text" } else { "trends-period-text-first" },
            [
                ("period", told.clone().into()),
                ("days", query.period.days().into()),
                ("before", period(query.period.before(), t).into()),
            ],
        ),
        report,
        empty_text: say(t, "trends-empty-text", [("period", told.into())]),
        csv: selection.link("/trends.csv", selection.sort, query.agency),
        is_readable: selection.is_readable(),
        shell,
    };
    let status = if page.is_readable { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}

/// Which reports are counted, for the line below every chart: `Semua instansi, semua saluran`.
fn scope(trends: &Trends, t: Lang) -> String {
    let query = &trends.query;
    let agency = match query.agency.and_then(|id| trends.agency(id)) {
        Some(agency) => agency.name(t).to_owned(),
        None if trends.agencies.len() == 1 => trends.agencies[0].name(t).to_owned(),
        None => t.say("trends-all-agencies").into_owned(),
    };
    let channel = match query.channel {
        Some(channel) => t.say(&format!("channel-{}", channel.code())),
        None => t.say("trends-all-channels"),
    };
    let mut parts = vec![agency, channel.to_string()];
    parts.extend(query.class.map(|class| t.say(&format!("class-{class}")).into_owned()));
    parts.join(" · ")
}
