//! The queue: what waits, most pressing first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use channels::{Channel, Identity};
use serde::Deserialize;

use super::bulk::{BULK_KINDS, Forms};
use super::chrome::{self, Choice, Names, Views};
use super::parts;
use super::rows::{self, Ask, Line};
use super::{Agent, work};
use crate::app::App;
use crate::auth::{self, Right, Staff};
use crate::contacts;
use crate::db::Tx;
use crate::error::Result;
use crate::saved_views;
use crate::tickets::{self, Class, NotANumber, Row, Status, TicketNumber, View};
use crate::web::{Shell, page, see_other};

/// Rows of a page.
const PAGE: usize = 40;
/// Characters of a search; longer ones are cut.
const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "web/desk/queue.html")]
struct QueuePage {
    shell: Shell,
    views: Views,
    /// Name of the view.
    title: String,
    ask: Ask,
    lines: Vec<Line>,
    next: Option<String>,
    first: String,
    agencies: Vec<Choice>,
    statuses: Vec<Choice>,
    channels: Vec<Choice>,
    categories: Vec<Choice>,
    classes: Vec<Choice>,
    /// Those who work where the reader does.
    holders: Vec<Choice>,
    /// What a search came to, when it did not lead to a ticket: `desk-search-<code>`.
    search: Option<&'static str>,
    /// A ticket that was just handed to an agency whose tickets one does not see.
    referred: Option<String>,
    /// Nothing was free to be taken, or one has as much as one may: `desk-next-<code>`.
    next_code: Option<&'static str>,
    /// Where the walk through this list begins.
    walk: Option<String>,
    /// So many tickets were gone through before the list ended.
    worked: Option<i64>,
    /// What can be done to the ticked tickets.
    bulk: Forms,
    /// With whom this list can be shared.
    shares: Vec<Choice>,
}

/// The list, and what was just done with a ticket that left it.
#[derive(Deserialize)]
pub struct Told {
    #[serde(default)]
    referred: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    worked: String,
}

pub async fn show(
    app: web::Data<App>,
    agent: Agent,
    request: HttpRequest,
    ask: web::Query<Ask>,
    told: web::Query<Told>,
) -> Result<HttpResponse> {
    let Agent { staff, shell, .. } = agent;
    let ask = ask.into_inner();
    if request.query_string().is_empty()
        && let Some(view) = app.db.read(async |tx| saved_views::default_of(tx, staff.id).await).await?
    {
        let own = Ask { saved: view.id.to_string(), ..Ask::of(&view.query) };
        return Ok(see_other(&format!("/desk{}", own.carry(None))));
    }
    let found = app
        .db
        .read(async |tx| {
            let found = search(tx, &staff, &ask.q).await?;
            let rows = match &found {
                Found::Ticket(_) | Found::Nothing(_) => Vec::new(),
                Found::Rows(rows) => rows.clone(),
                Found::NotAsked => {
                    let limit = PAGE as i64 + 1;
                    tickets::list(tx, staff.id, ask.view(), &ask.filter(), ask.cursor(), limit).await?
                }
            };
            let names = Names::load(tx, shell.t).await?;
            let scope = auth::agencies_in_scope(tx, staff.id).await?;
            let current = matches!(found, Found::NotAsked).then_some(&ask);
            let views = chrome::views(tx, shell.t, staff.id, current).await?;
            // Only the lists are looked at again; what can be done with them stays as it is.
            let bulk = if request.headers().contains_key("X-Sahut-Live") {
                Forms::default()
            } else {
                Forms::load(tx, &shell, &staff, &names).await?
            };
            Ok((found, rows, names, scope, views, bulk))
        })
        .await?;
    let (found, mut rows, names, scope, views, bulk) = found;
    if let Found::Ticket(id) = found {
        return Ok(see_other(&format!("/desk/{id}")));
    }
    let searched = !matches!(found, Found::NotAsked);
    let more = !searched && rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| format!("/desk{}", ask.carry(Some(row.cursor()))));
    let t = shell.t;
    let filter = ask.filter();
    page(&QueuePage {
        title: if searched {
            t.say("desk-search-results").into_owned()
        } else if let Some(name) = &views.title {
            name.clone()
        } else {
            t.say(&format!("desk-view-{}", ask.view().code())).into_owned()
        },
        views,
        next_code: ["none", "full"].into_iter().find(|code| *code == told.next),
        walk: (!searched && !rows.is_empty()).then(|| work::next_of(&ask, None, 1)),
        worked: told.worked.parse().ok().filter(|n| (0..100_000).contains(n)),
        holders: bulk.people(filter.assignee),
        bulk,
        shares: if staff.role.leads_team() {
            names.agency_choices(t, Some(&scope), None)
        } else {
            Vec::new()
        },
        lines: rows::lines(&shell, &names, &rows, &ask.carry(None), None),
        next,
        first: format!("/desk{}", ask.carry(None)),
        agencies: names.agency_choices(t, Some(&scope), filter.agency),
        statuses: choices(
            Status::ALL.iter().filter(|status| status.is_open() == (ask.view() != View::Done)),
            |status| (status.code(), parts::status_word(t, *status), filter.status == Some(*status)),
        ),
        channels: choices(Channel::ALL.iter(), |channel| {
            (channel.code(), parts::channel_word(t, *channel), filter.channel == Some(*channel))
        }),
        categories: names.category_choices(t, filter.category),
        classes: choices(Class::ALL.iter(), |class| {
            (class.code(), parts::class_word(t, *class), filter.class == Some(*class))
        }),
        search: match found {
            Found::Nothing(code) => Some(code),
            _ => None,
        },
        referred: TicketNumber::parse(&told.referred).ok().map(|number| number.to_string()),
        ask,
        shell,
    })
}

fn choices<'a, T: 'a>(
    all: impl Iterator<Item = &'a T>,
    choice: impl Fn(&T) -> (&'static str, String, bool),
) -> Vec<Choice> {
    all.map(|one| {
        let (value, word, is_chosen) = choice(one);
        Choice { value: value.to_owned(), word, is_chosen }
    })
    .collect()
}

enum Found {
    NotAsked,
    Ticket(crate::ids::TicketId),
    Rows(Vec<Row>),
    Nothing(&'static str),
}

/// A ticket by its number, or a citizen's tickets by the whole e-mail address or telephone number.
/// Words are not searched: at a million tickets that needs an index of its own.
async fn search(tx: &mut Tx, staff: &Staff, typed: &str) -> Result<Found> {
    let viewer = staff.id;
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Ok(Found::NotAsked);
    }
    let number = TicketNumber::parse(&typed);
    if let Ok(number) = &number
        && let Some(ticket) = tickets::visible_by_number(tx, viewer, number).await?
    {
        return Ok(Found::Ticket(ticket.id));
    }
    let identity = if typed.contains('@') {
        Some(Identity::Email(typed.to_lowercase()))
    } else {
        channels::voice::e164(&typed).map(Identity::Phone)
    };
    // Who may not know a citizen cannot ask what they wrote, either.
    if let Some(identity) = identity.filter(|_| staff.role.may(Right::SeeContact))
        && let Some(contact) = contacts::find(tx, &identity).await?
    {
        let rows = tickets::of_contact(tx, viewer, contact, PAGE as i64).await?;
        if !rows.is_empty() {
            return Ok(Found::Rows(rows));
        }
    }
    Ok(Found::Nothing(match number {
        Ok(_) => "none",
        Err(NotANumber::Mistyped) => "mistyped",
        Err(NotANumber::Shape) => "words",
    }))
}
