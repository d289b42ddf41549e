//! Working time: which agencies say something of their own.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::agencies::reach;
use super::calendar_words::zone_word;
use super::door::Administrator;
use crate::app::App;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::sla::{self, Layer};
use crate::texts::Lang;
use crate::web::{Shell, page};

struct Line {
    id: AgencyId,
    name: String,
    depth: usize,
    zone: String,
    /// What it says itself: `hours`, `days`, `seasons`.
    own: String,
}

#[derive(Template)]
#[template(path = "web/admin/calendars.html")]
struct CalendarsPage {
    shell: Shell,
    rows: Vec<Line>,
}

pub async fn show(app: web::Data<App>, admin: Administrator) -> Result<HttpResponse> {
    let by = admin.staff.id;
    let (mine, own, book) = app
        .db
        .read(async |tx| Ok((reach(tx, by).await?, sla::with_own(tx).await?, sla::book(tx).await?)))
        .await?;
    let t = admin.shell.t;
    let rows = mine
        .iter()
        .filter(|agency| agency.is_active)
        .map(|agency| Line {
            id: agency.id,
            name: agency.name(t).to_owned(),
            depth: agency.depth().min(6),
            zone: zone_word(t, book.calendar(agency.id).zone().iana_name().unwrap_or_default()),
            own: own
                .get(&agency.id)
                .map_or_else(|| t.say("admin-calendar-as-above").into_owned(), |layer| own_words(t, layer)),
        })
        .collect();
    page(&CalendarsPage { shell: admin.shell, rows })
}

fn own_words(t: Lang, layer: &Layer) -> String {
    let mut words = Vec::new();
    if layer.week.is_some() {
        words.push(t.say("admin-calendar-own-hours").into_owned());
    }
    let days = layer.closures.len() + layer.openings.len();
    if days > 0 {
        words.push(t.with("admin-calendar-own-days", "n", days).into_owned());
    }
    if !layer.seasons.is_empty() {
        words.push(t.with("admin-calendar-own-seasons", "n", layer.seasons.len()).into_owned());
    }
    if words.is_empty() { t.say("admin-calendar-as-above").into_owned() } else { words.join(" · ") }
}
