//! Second page: where? All of it may stay empty; a question has no place.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::what::suggestions;
use super::{keep, rules, sounds_urgent};
use crate::agencies::{self, Area};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::web::portal::help::Answers;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, html, page, see_other};

#[derive(Template)]
#[template(path = "web/portal/report/place.html")]
struct Place {
    shell: Shell,
    draft: Draft,
    slips: Slips,
    areas: Vec<Offer>,
    /// For browsers without scripts, which did not see them while writing.
    answers: Answers,
    is_urgent: bool,
}

/// Areas that a page offers: more would make it heavier than a cheap phone bears.
const OFFERED: usize = 600;

/// An area, and how deep it lies below the highest that is offered.
struct Offer {
    area: Area,
    depth: usize,
}

impl Offer {
    /// Areas below others are set in.
    fn indent(&self) -> String {
        "\u{2003}".repeat(self.depth)
    }
}

/// As many levels from the top as fit: of a whole country its provinces and cities, of a city everything.
/// What was chosen before stays.
fn offers(areas: Vec<Area>, chosen: &str) -> Vec<Offer> {
    let mut depths: HashMap<String, usize> = HashMap::with_capacity(areas.len());
    // Parents stand before their children.
    for area in &areas {
        let above = area.parent_code.as_ref().and_then(|parent| depths.get(parent));
        depths.insert(area.code.clone(), above.map_or(0, |depth| (depth + 1).min(6)));
    }
    let mut levels = [0_usize; 7];
    for depth in depths.values() {
        levels[*depth] += 1;
    }
    let mut sum = 0;
    let fits = levels.iter().take_while(|count| {
        sum += **count;
        sum <= OFFERED
    });
    // The highest level is offered in any case.
    let deepest = fits.count().max(1);
    areas
        .into_iter()
        .map(|area| Offer { depth: depths.get(&area.code).copied().unwrap_or(0), area })
        .filter(|offer| offer.depth < deepest || offer.area.code == chosen)
        .collect()
}

async fn fill(app: &App, shell: Shell, draft: Draft, slips: Slips) -> Result<Place> {
    let areas = offers(app.db.read(async |tx| agencies::areas(tx).await).await?, &draft.area);
    let answers = suggestions(app, &shell, &draft.text).await;
    let is_urgent = sounds_urgent(app, &draft).await?;
    Ok(Place { shell, draft, slips, areas, answers, is_urgent })
}

pub async fn show(app: web::Data<App>, shell: Shell, request: HttpRequest) -> Result<HttpResponse> {
    let Some(kept) = keep::find(&app, &request).await? else { return Ok(see_other("/report")) };
    page(&fill(&app, shell, kept.draft, Slips::default()).await?)
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    area: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    latitude: String,
    #[serde(default)]
    longitude: String,
    #[serde(default)]
    forget_point: String,
}

pub async fn keep(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let said = form.0;
    let mut kept = keep::find_or_begin(&app, &request).await?;
    let area = app.db.read(async |tx| agencies::area(tx, &line(&said.area, 40)).await).await?;
    kept.draft.area = area.map(|area| area.code).unwrap_or_default();
    kept.draft.place = line(&said.place, 4 * rules::PLACE);
    kept.draft.latitude = line(&said.latitude, 20);
    kept.draft.longitude = line(&said.longitude, 20);
    if !said.forget_point.is_empty() || kept.draft.point().is_none() {
        kept.draft.latitude.clear();
        kept.draft.longitude.clear();
    }
    kept.save(&app).await?;
    let slips = rules::place(&kept.draft, shell.t);
    let answer = if slips.is_empty() {
        see_other("/report/files")
    } else {
        html(StatusCode::UNPROCESSABLE_ENTITY, &fill(&app, shell, kept.draft.clone(), slips).await?)?
    };
    Ok(kept.hand_over(&app, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str) -> Area {
        let parent_code = code.rsplit_once('.').map(|(above, _)| above.to_owned());
        let name = code.to_owned();
        Area { code: code.to_owned(), parent_code, name, latitude: None, longitude: None, population: None }
    }

    #[test]
    fn a_country_is_offered_from_the_top() {
        let mut country = Vec::new();
        for province in 11..=48 {
            country.push(area(&province.to_string()));
            for city in 1..=13 {
                country.push(area(&format!("{province}.{city:02}")));
                country.extend((1..=14).map(|part| area(&format!("{province}.{city:02}.{part:02}"))));
            }
        }
        let offered = offers(country.clone(), "11.01.05");
        assert_eq!(offered.len(), 38 + 38 * 13 + 1, "provinces, cities, and what was chosen");
        let city: Vec<Area> = country.into_iter().filter(|area| area.code.starts_with("32.07")).collect();
        let offered = offers(city, "");
        assert_eq!((offered.len(), offered[0].depth, offered[1].depth), (15, 0, 1));
    }
}
