//! Work-through: one ticket of a list after the other, in its order, without going back to the list.
//!
//! The list and the place in it travel in the address: `/desk/42?view=late&work=4` is the fourth ticket of that
//! walk. Whatever one does to the ticket, [`stay`] keeps the walk in the address one comes back to, and a form that must
//! be mended comes back on it ([`Came`]).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, LOCATION, REFERER};
use actix_web::middleware::Next;
use actix_web::{Error as WebError, HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::Agent;
use super::rows::Ask;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{StaffId, TicketId};
use crate::texts::Lang;
use crate::tickets::{self, Cursor, Ticket};
use crate::web::see_other;

/// What is left is counted up to here.
const COUNTED: i64 = 100;
/// A walk is not longer than this; a larger number in an address is nonsense.
const LONGEST: i64 = 10_000;

/// The bar above a ticket on a walk.
#[derive(Debug)]
pub struct Bar {
    /// The how manieth it is.
    pub n: i64,
    /// "Ticket 4, 23 left".
    pub words: String,
    pub skip: String,
    pub leave: String,
}

/// The number in an address, if it means a walk.
pub fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|n| (1..=LONGEST).contains(n))
}

/// Where this ticket stands in the list.
pub fn place(ticket: &Ticket) -> Cursor {
    Cursor { rank: ticket.rank, due_at: ticket.due_at, id: ticket.id }
}

/// Adds to an address query that may be empty.
pub fn and(query: &str, more: &str) -> String {
    if query.is_empty() { format!("?{more}") } else { format!("{query}&{more}") }
}

/// The query of a ticket's address: the list beside it, and on a walk its number.
pub fn query(ask: &Ask, n: Option<i64>) -> String {
    match n {
        Some(n) => and(&ask.carry(None), &format!("work={n}")),
        None => ask.carry(ask.cursor()),
    }
}

/// `here`: the place of this ticket in the list.
pub async fn bar(tx: &mut Tx, t: Lang, viewer: StaffId, ask: &Ask, here: Cursor, n: i64) -> Result<Bar> {
    let behind = tickets::list(tx, viewer, ask.view(), &ask.filter(), Some(here), COUNTED).await?;
    let left = behind.len() as i64;
    let left = if left >= COUNTED { format!("{}+", COUNTED - 1) } else { left.to_string() };
    Ok(Bar {
        n,
        words: t.with2("work-bar", ("n", n), ("left", left)).into_owned(),
        skip: next_of(ask, Some(here), n + 1),
        leave: format!("/desk{}", ask.carry(None)),
    })
}

/// The address that finds the next one of the list.
pub fn next_of(ask: &Ask, after: Option<Cursor>, n: i64) -> String {
    format!("/desk/work{}", and(&ask.carry(after), &format!("work={n}")))
}

/// A ticket on a walk.
pub fn ticket(id: TicketId, ask: &Ask, n: i64) -> String {
    format!("/desk/{id}{}", query(ask, Some(n)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Walk {
    work: String,
}

/// Begins at the first ticket of a list, or goes on behind `after`.
pub async fn go(
    app: web::Data<App>,
    agent: Agent,
    ask: web::Query<Ask>,
    walk: web::Query<Walk>,
) -> Result<HttpResponse> {
    let n = number(&walk.work).unwrap_or(1);
    let found = app
        .db
        .read(async |tx| tickets::list(tx, agent.staff.id, ask.view(), &ask.filter(), ask.cursor(), 1).await)
        .await?;
    Ok(match found.first() {
        Some(row) => see_other(&ticket(row.id, &ask, n)),
        None => see_other(&format!("/desk{}", and(&ask.carry(None), &format!("worked={}", n - 1)))),
    })
}

/// The ticket's page that somebody did something on: the list beside it, and the walk they are on.
#[derive(Clone, Debug, Default)]
pub struct Came {
    /// `/desk/42`; empty when it was no ticket's page.
    here: String,
    pub ask: Ask,
    /// The number of the walk.
    pub n: Option<i64>,
}

impl Came {
    /// On a walk the forms say it in the address they are sent to, so that it also stands in the address of the page
    /// that comes back to be mended; else the address of the page they were sent from does.
    pub fn of(request: &HttpRequest) -> Self {
        let own = Self::read(request.path(), request.query_string());
        if let Some(own) = own.filter(|own| own.n.is_some()) {
            return own;
        }
        let page = request.headers().get(REFERER).and_then(|from| from.to_str().ok());
        page.and_then(Self::at).unwrap_or_default()
    }

    /// From the address of a page.
    fn at(address: &str) -> Option<Self> {
        let address = Url::parse(address).ok()?;
        Self::read(address.path(), address.query().unwrap_or_default())
    }

    fn read(path: &str, query: &str) -> Option<Self> {
        // `/desk/42/step` is about `/desk/42`.
        let id: TicketId = path.strip_prefix("/desk/")?.split('/').next()?.parse().ok()?;
        let mut fields = form_urlencoded::parse(query.as_bytes());
        let n = fields.find(|(name, _)| name == "work").and_then(|(_, n)| number(&n));
        Some(Self { here: format!("/desk/{id}"), ask: Ask::of(query), n })
    }

    /// Was it the page of this ticket?
    pub fn is_at(&self, id: TicketId) -> bool {
        self.here == format!("/desk/{id}")
    }

    /// `view=late&work=4`, on a walk.
    fn walk(&self) -> Option<String> {
        let query = query(&self.ask, Some(self.n?));
        Some(query.trim_start_matches('?').to_owned())
    }
}

/// Whoever is on a walk and does something to a ticket comes back to it on the walk. Which walk it is stands in
/// the address of the form or of the page they came from; without that they simply come back to the ticket.
pub async fn stay<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, WebError> {
    let came = Came::of(request.request());
    let mut response = next.call(request).await?;
    let Some(walk) = came.walk() else { return Ok(response) };
    let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    if let Some(to) = to.and_then(|to| kept(&to, &came.here, &walk))
        && let Ok(to) = HeaderValue::from_str(&to)
    {
        response.headers_mut().insert(LOCATION, to);
    }
    Ok(response)
}

/// The address with the walk in it, when it is the same ticket and no list of its own is named.
fn kept(to: &str, here: &str, walk: &str) -> Option<String> {
    let rest = to.strip_prefix(here)?;
    let is_plain = rest.is_empty() || (rest.starts_with('?') && !rest.contains("view="));
    is_plain.then(|| format!("{here}{}", and(rest, walk)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_survives_what_one_does() {
        let walk_of = |address: &str| {
            let came = Came::at(address)?;
            Some((came.here.clone(), came.walk()?))
        };
        let (here, walk) = walk_of("http://kota.test/desk/42?view=late&agency=7&work=4&done=step").unwrap();
        assert_eq!((here.as_str(), walk.as_str()), ("/desk/42", "view=late&agency=7&work=4"));
        // A form that had to be mended stands at its own address.
        let mended = walk_of("http://kota.test/desk/42/step?view=late&agency=7&work=4").unwrap();
        assert_eq!(mended, (here.clone(), walk.clone()));
        assert_eq!(kept("/desk/42", &here, &walk).unwrap(), "/desk/42?view=late&agency=7&work=4");
        let done = kept("/desk/42?done=assign&was=", &here, &walk).unwrap();
        assert_eq!(done, "/desk/42?done=assign&was=&view=late&agency=7&work=4");
        assert_eq!(kept("/desk?referred=1", &here, &walk), None);
        assert_eq!(kept("/desk/421", &here, &walk), None);
        assert_eq!(walk_of("http://kota.test/desk/42?view=late"), None);
        assert_eq!(walk_of("http://kota.test/desk/42?work=-1"), None);
        assert_eq!(walk_of("http://kota.test/desk/work?view=late&work=4"), None);
    }
}
