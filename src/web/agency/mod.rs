//! Pages behind the links in letters to agencies without accounts. Opening one does nothing: the page says what
//! it would do and asks. Signed, good for a while, once each.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::agencies::Agency;
use crate::agency_mail::{self, Deed, LONGEST_WORDS, Letter};
use crate::app::App;
use crate::auth;
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Error, Result, not_found, too_many};
use crate::ids::AgencyLetterId;
use crate::outbox;
use crate::people::Veil;
use crate::texts::Lang;
use crate::tickets::life::{Actor, Step};
use crate::tickets::{self, Ticket};
use crate::web::{Form, Shell, html};

/// Wrong links from one place in [`WINDOW`].
const TRIES: i64 = 10;
const WINDOW: Millis = 15 * MINUTE;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/agency/{letter}/{deed}/{until}/{digest}").get(ask).post(act));
}

#[derive(Template)]
#[template(path = "web/agency/page.html")]
struct AgencyPage {
    shell: Shell,
    deed: Deed,
    agency: Agency,
    ticket: Ticket,
    /// `ask`, `done`, `used`, `over`, `gone` (with another agency, or answered meanwhile).
    state: &'static str,
    words: String,
    fault: Option<&'static str>,
}

impl AgencyPage {
    fn name(&self) -> &str {
        self.agency.name(self.shell.t)
    }

    fn title(&self) -> String {
        let key = match self.state {
            "ask" => format!("agency-page-ask-{}", self.deed),
            "done" => format!("agency-page-done-{}", self.deed),
            state => format!("agency-page-{state}"),
        };
        self.shell.t.say(&key).into_owned()
    }

    fn problem(&self) -> String {
        self.shell.t.say(&format!("agency-page-problem-{}", self.fault.unwrap_or_default())).into_owned()
    }

    fn needs_words(&self) -> bool {
        self.deed != Deed::Accept
    }

    fn is_asked(&self) -> bool {
        self.state == "ask"
    }
}

type Link = web::Path<(String, String, String, String)>;

/// The letter of a link that we made. Wrong ones are counted: whoever tries many is kept waiting.
async fn letter(app: &App, shell: &Shell, link: &Link) -> Result<(Letter, Deed, Millis)> {
    let (id, deed, until, digest) = link.as_ref();
    let parsed = (id.parse::<AgencyLetterId>().ok(), Deed::parse(deed), until.parse::<Millis>().ok());
    let key = format!("agency-link:{}", shell.address);
    if let (Some(id), Some(deed), Some(until)) = parsed
        && agency_mail::is_link(&app.secret, id, deed, until, digest)
    {
        let letter = app.db.read(async |tx| agency_mail::letter(tx, id).await).await?;
        return Ok((letter, deed, until));
    }
    if app.db.write(async |tx| auth::allowed(tx, &key, TRIES, WINDOW).await).await? {
        Err(not_found("page"))
    } else {
        Err(too_many("too many wrong links, wait a while"))
    }
}

/// The ticket as its letter told it.
async fn told(tx: &mut Tx, t: Lang, mut ticket: Ticket) -> Result<Ticket> {
    if let Some(veil) = Veil::outside(tx, t, &ticket).await? {
        veil.ticket(&mut ticket);
    }
    Ok(ticket)
}

async fn page(
    app: &App,
    shell: Shell,
    (letter, deed, until): (&Letter, Deed, Millis),
    status: StatusCode,
    (words, fault): (String, Option<&'static str>),
) -> Result<HttpResponse> {
    let (agency, ticket, is_used) = app
        .db
        .read(async |tx| {
            let agency = crate::agencies::agency(tx, letter.agency_id).await?;
            let ticket = tickets::get(tx, letter.ticket_id).await?;
            let ticket = told(tx, shell.t, ticket).await?;
            Ok((agency, ticket, agency_mail::is_used(tx, letter.id, deed).await?))
        })
        .await?;
    let step = match deed {
        Deed::Accept => Step::Accept,
        Deed::Decline => Step::Decline,
        Deed::Answered => Step::Answer,
    };
    let state = if is_used {
        "used"
    } else if shell.now > until {
        "over"
    } else if ticket.agency_id != letter.agency_id || step.obstacle(ticket.stage, Actor::System).is_some() {
        "gone"
    } else {
        "ask"
    };
    html(status, &AgencyPage { shell, deed, agency, ticket, state, words, fault })
}

pub async fn ask(app: web::Data<App>, shell: Shell, link: Link) -> Result<HttpResponse> {
    let (letter, deed, until) = letter(&app, &shell, &link).await?;
    page(&app, shell, (&letter, deed, until), StatusCode::OK, (String::new(), None)).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    words: String,
}

pub async fn act(app: web::Data<App>, shell: Shell, link: Link, form: Form<Said>) -> Result<HttpResponse> {
    let (letter, deed, until) = letter(&app, &shell, &link).await?;
    let words: String =
        form.0.words.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let at = (&letter, deed, until);
    if shell.now > until {
        return page(&app, shell, at, StatusCode::OK, (words, None)).await;
    }
    match app.db.write(async |tx| outbox::did_by_mail(tx, &app.zone, &letter, deed, &words).await).await {
        Ok(ticket) => {
            let read = async |tx: &mut Tx| {
                let agency = crate::agencies::agency(tx, letter.agency_id).await?;
                Ok((agency, told(tx, shell.t, ticket.clone()).await?))
            };
            let (agency, ticket) = app.db.read(read).await?;
            let done = AgencyPage { shell, deed, agency, ticket, state: "done", words, fault: None };
            html(StatusCode::OK, &done)
        }
        Err(Error::Problem(problem)) if problem.status == 422 => {
            page(&app, shell, at, StatusCode::UNPROCESSABLE_ENTITY, (words, Some(problem.code))).await
        }
        // Used, or somewhere else meanwhile: the page says which.
        Err(Error::Problem(problem)) if problem.status == 409 => {
            page(&app, shell, at, StatusCode::CONFLICT, (words, None)).await
        }
        Err(error) => Err(error),
    }
}
