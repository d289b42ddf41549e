//! Where a matter is: area, place in words and a point, set or put right by those who work on the ticket. An area may be
//! typed by its code or its name; of several of one name one is chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Agent, parts, ticket_id};
use crate::agencies::Area;
use crate::agencies::areas::{self, Found};
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::people::{self, Veil};
use crate::texts::Lang;
use crate::tickets::whereabouts::{self, LONGEST, Whereabouts};
use crate::tickets::{self, Ticket};
use crate::web::{Form, Shell, html, see_other};

/// Characters of an area or a point, as typed.
const TYPED: usize = 200;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    /// A code, a name, or both.
    area: String,
    /// Code of the one that was chosen of several.
    pick: String,
    place: String,
    /// `-6.91, 107.61`.
    point: String,
    /// Code of the area that the page showed, and the place and the point.
    seen: String,
    seen_place: String,
    seen_point: String,
    /// The area that was read from the words is right.
    right: String,
    /// Takes the last change back.
    back: String,
}

impl Said {
    /// Where it was when the page was made.
    fn seen(&self) -> Whereabouts {
        let some = |text: &str| Some(lines(text)).filter(|text| !text.is_empty());
        Whereabouts {
            area: some(&self.seen),
            place: some(&self.seen_place),
            point: point(&self.seen_point).unwrap_or_default(),
        }
    }
}

/// What must be mended: field and code of the remedy.
type Faults = Vec<(&'static str, &'static str)>;

#[derive(Template)]
#[template(path = "web/desk/whereabouts.html")]
struct PlacePage {
    shell: Shell,
    ticket: Ticket,
    said: Said,
    faults: Faults,
    /// Areas of the name that was typed: code and words.
    choices: Vec<(String, String)>,
    /// The area was only read from the words.
    is_read: bool,
}

impl PlacePage {
    /// The remedy for a field.
    fn fault(&self, field: &str) -> Option<String> {
        let (_, code) = self.faults.iter().find(|(known, _)| *known == field)?;
        Some(self.shell.t.say(&format!("place-problem-{code}")).into_owned())
    }

    /// Attributes that tie a field to its hint and its fault.
    fn described(&self, field: &str) -> String {
        if self.fault(field).is_some() {
            format!(" aria-describedby=\"{field}-hint {field}-error\" aria-invalid=\"true\"")
        } else {
            format!(" aria-describedby=\"{field}-hint\"")
        }
    }
}

/// `GET /desk/{id}/place`.
pub async fn show(app: web::Data<App>, agent: Agent, path: web::Path<String>) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    form(&app, agent, id, None, (Faults::new(), Vec::new())).await
}

async fn form(
    app: &App,
    agent: Agent,
    id: TicketId,
    typed: Option<Said>,
    (faults, several): (Faults, Vec<Area>),
) -> Result<HttpResponse> {
    let Agent { staff, shell, .. } = agent;
    let (ticket, area, is_read, choices) = app
        .db
        .read(async |tx| {
            let ticket = tickets::visible(tx, staff.id, id).await?;
            let is_read = whereabouts::is_guess(tx, &ticket).await?;
            let area = match &ticket.area_code {
                Some(code) => crate::agencies::area(tx, code).await?,
                None => None,
            };
            let choices = choices(tx, &several).await?;
            Ok((Veil::row(tx, shell.t, &staff, ticket).await?, area, is_read, choices))
        })
        .await?;
    if ticket.is_anonymous || ticket.is_confidential {
        app.db.write(async |tx| people::looked(tx, &staff, &ticket, "place").await).await?;
    }
    let place = ticket.place.clone().unwrap_or_default();
    let point = ticket.latitude.zip(ticket.longitude).map(point_words).unwrap_or_default();
    let said = typed.unwrap_or_else(|| Said {
        area: area.as_ref().map(Area::line).unwrap_or_default(),
        place: place.clone(),
        point: point.clone(),
        seen_place: place,
        seen_point: point,
        seen: ticket.area_code.clone().unwrap_or_default(),
        ..Said::default()
    });
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &PlacePage { shell, ticket, said, faults, choices, is_read })
}

/// Areas of one name differ by what they lie in.
async fn choices(tx: &mut Tx, several: &[Area]) -> Result<Vec<(String, String)>> {
    let above = areas::above(tx, several).await?;
    let words = |area: &Area| {
        let outer = area.parent_code.as_ref().and_then(|code| above.get(code));
        outer.map_or_else(|| area.line(), |outer| format!("{}, {outer}", area.line()))
    };
    Ok(several.iter().map(|area| (area.code.clone(), words(area))).collect())
}

/// `POST /desk/{id}/place`.
pub async fn act(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let (me, said, t) = (agent.staff.id, form.0, agent.shell.t);
    let seen = Some(said.seen.as_str()).filter(|code| !code.is_empty());
    let done = if !said.back.is_empty() {
        app.db
            .write(async |tx| {
                tickets::visible(tx, me, id).await?;
                let after = whereabouts::take_back(tx, id, me).await?;
                // Whoever asked to stay unknown meanwhile stays so.
                people::cover_row(tx, after, None).await
            })
            .await?;
        "place-back"
    } else if !said.right.is_empty() {
        app.db
            .write(async |tx| {
                tickets::visible(tx, me, id).await?;
                whereabouts::confirm(tx, id, seen, me).await
            })
            .await?;
        "area-right"
    } else {
        let odd = app.db.write(async |tx| keep(tx, t, &agent.staff, id, &said).await).await?;
        if !odd.0.is_empty() {
            return self::form(&app, agent, id, Some(said), odd).await;
        }
        "place"
    };
    Ok(see_other(&format!("/desk/{id}?done={done}")))
}

/// Keeps what was typed, or says what must be mended first, with the areas it may mean.
async fn keep(tx: &mut Tx, t: Lang, staff: &Staff, id: TicketId, said: &Said) -> Result<(Faults, Vec<Area>)> {
    tickets::visible(tx, staff.id, id).await?;
    // As it is now: whoever asked to stay unknown a moment ago stays so.
    let before = tickets::lock(tx, id).await?;
    let (mut faults, mut several) = (Faults::new(), Vec::new());
    let area = match area(tx, said).await? {
        Ok(area) => area,
        Err(choices) => {
            let code = if choices.is_empty() { "area-unknown" } else { "area-several" };
            faults.push(("area", code));
            several = choices;
            None
        }
    };
    let place = lines(&said.place);
    if place.chars().count() > LONGEST || place.chars().any(|c| c.is_control() && c != '\n') {
        faults.push(("place", "place-long"));
    }
    let point = point(&said.point);
    if point.is_err() {
        faults.push(("point", "point-shape"));
    }
    if !faults.is_empty() {
        return Ok((faults, several));
    }
    // Whoever reads the place with names covered says nothing of it by leaving it so.
    let shown = Veil::row(tx, t, staff, before.clone()).await?;
    let is_left = lines(shown.place.as_deref().unwrap_or_default()) == place;
    let place = match place {
        _ if is_left => before.place.clone(),
        place if place.is_empty() => None,
        // What it is called stands in row, history and audit, which others read.
        place if before.is_anonymous => Some(people::covered(tx, &before, None, &place).await?),
        place => Some(place),
    };
    let new = Whereabouts { area, place, point: point.unwrap_or_default() };
    whereabouts::set(tx, before, &new, (&now(&shown), &said.seen()), staff.id).await?;
    Ok((faults, several))
}

/// Where it is now, as its reader may know it.
fn now(shown: &Ticket) -> Whereabouts {
    let at = Whereabouts::of(shown);
    Whereabouts { place: at.place.map(|place| lines(&place)).filter(|place| !place.is_empty()), ..at }
}

/// As a form brings words back.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Code of the area that was typed, none when the field is empty; or those that it may be.
async fn area(tx: &mut Tx, said: &Said) -> Result<Result<Option<String>, Vec<Area>>> {
    let typed: String = said.area.trim().chars().take(TYPED).collect();
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    Ok(match areas::find(tx, &typed).await? {
        Found::One(area) => Ok(Some(area.code)),
        Found::Several(choices) => match choices.iter().find(|area| area.code == said.pick) {
            Some(area) => Ok(Some(area.code.clone())),
            None => Err(choices),
        },
        Found::None => Err(Vec::new()),
    })
}

fn point_words((latitude, longitude): (f64, f64)) -> String {
    format!("{latitude}, {longitude}")
}

/// Latitude and longitude in degrees; nothing of an empty field.
fn point(typed: &str) -> Result<Option<(f64, f64)>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    if typed.len() > TYPED {
        return Err(());
    }
    let parts: Vec<&str> =
        typed.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [latitude, longitude] = parts[..] else { return Err(()) };
    let number = |text: &str, most: f64| {
        let number: f64 = text.parse().map_err(|_| ())?;
        if number.is_finite() && number.abs() <= most { Ok(number) } else { Err(()) }
    };
    Ok(Some((number(latitude, 90.0)?, number(longitude, 180.0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_two_numbers_on_the_earth() {
        assert_eq!(point("  "), Ok(None));
        for good in ["-6.2, 106.8", "-6.2 106.8", "-6.2;106.8", " -6.2,106.8 "] {
            assert_eq!(point(good), Ok(Some((-6.2, 106.8))), "{good}");
        }
        for bad in ["-6.2", "106.8, -6.2", "-6,2, 106,8", "x, y", "NaN, 1", "1, inf", "-6.2, 190"] {
            assert_eq!(point(bad), Err(()), "{bad}");
        }
        assert_eq!(point(&point_words((-6.910_01, 107.6))), Ok(Some((-6.910_01, 107.6))));
    }
}
