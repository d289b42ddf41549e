//! Administrators at work in the browser: agencies, categories, areas, people, rights, and the audit that
//! tells of it.

mod agencies;
mod areas;
mod calendars;
mod categories;
pub mod covers;
mod holidays;
mod levels;
mod parts;
mod people;
mod rights;
mod rules;

use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, ROADS, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

/// None of these may look, or send the form; without its token nobody may.
async fn is_for_administrators(house: &House, administrator: &Visitor, looks: &[&str], sends: &[&str]) {
    for email in [AGENT, ROADS, SUPERVISOR, OFFICIAL] {
        let who = house.staff(email).await;
        for path in looks {
            assert_eq!(who.get(path).await.status, 403, "{email} at {path}");
        }
        for path in sends {
            assert_eq!(who.post(path, &[]).await.status, 403, "{email} sends {path}");
        }
    }
    let stranger = house.visitor();
    for path in looks {
        assert_eq!(stranger.get(path).await.path, "/sign-in", "{path}");
    }
    for path in sends {
        let guessed = administrator.client.post(format!("{}{path}", house.url)).form(&[("csrf", "guessed")]);
        assert_eq!(administrator.answer(guessed).await.status, 403, "{path} without the token");
        let bare = administrator.client.post(format!("{}{path}", house.url)).form(&[("name", "x")]);
        assert_eq!(administrator.answer(bare).await.status, 403, "{path} with no token");
    }
}

/// The field was marked, named in the summary, and what was typed is still there.
fn must_be_mended(answer: &Answer, field: &str, kept: &str) {
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert!(answer.text.contains(&format!("<li><a href=\"#{field}\">")), "{field}: {}", answer.text);
    assert!(answer.text.contains(&format!("id=\"{field}-error\"")), "{field}: {}", answer.text);
    assert!(answer.text.contains(kept), "{field}: what was typed is gone: {}", answer.text);
}

async fn agency_id(house: &House, code: &str) -> String {
    let found = house.app.db.read(async |tx| sahut::agencies::agency_by_code(tx, code).await).await;
    found.expect("an agency").id.to_string()
}

async fn category_id(house: &House, code: &str) -> String {
    let found = house.app.db.read(async |tx| sahut::agencies::category_by_code(tx, code).await).await;
    found.expect("a category").id.to_string()
}

async fn staff_id(house: &House, email: &str) -> String {
    let found = house.app.db.read(async |tx| sahut::auth::by_email(tx, email).await).await;
    found.expect("a database").expect("somebody").id.to_string()
}

/// Somebody who administers the waterworks and nothing else.
async fn water_administrator(house: &House) -> Visitor {
    let administrator = house.staff(crate::support::city::ADMINISTRATOR).await;
    let fields = [
        ("name", "Putri PDAM"),
        ("role", "administrator"),
        ("language", "id"),
        ("agency", &agency_id(house, "pdam").await),
    ];
    let id = staff_id(house, crate::support::city::WATER).await;
    let made = administrator.post(&format!("/admin/staff/{id}"), &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    house.staff(crate::support::city::WATER).await
}
