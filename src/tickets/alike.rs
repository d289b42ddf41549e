//! Open tickets that may be about the same, by what an index knows: a few categories, the place, the last weeks.
//! At most a few hundred, whatever is in the table; how like they are [`crate::cases`] says.

use super::TicketNumber;
use super::life::Stage;
use crate::auth::VISIBLE;
use crate::clock::Millis;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, ContactId, StaffId, TicketId};

/// Candidates that are compared, of each place.
const COMPARED: i64 = 150;
/// Half the side of the square around a point, in millionths of a degree: 900 m north and south, 900 m or
/// a little less east and west, since Indonesia lies at the equator.
const AROUND: i64 = 8_000;

/// Where and what to look for.
#[derive(Clone, Debug)]
pub struct Where<'a> {
    /// One of these; a few.
    pub categories: &'a [CategoryId],
    pub area: Option<&'a str>,
    pub point: Option<(f64, f64)>,
    pub since: Millis,
    /// The ticket itself, which is like nothing else.
    pub but: Option<TicketId>,
}

/// A ticket that may be about the same.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Candidate {
    pub id: TicketId,
    pub number: TicketNumber,
    pub category_id: CategoryId,
    pub subject: String,
    /// The beginning of its words.
    pub opening: String,
    pub place: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub stage: Stage,
    pub agency_id: AgencyId,
    pub contact_id: ContactId,
    pub created_at: Millis,
    pub is_anonymous: bool,
    pub is_confidential: bool,
}

const CANDIDATE: &str =
    "SELECT t.id, t.number, t.category_id, t.subject, substr(t.body, 1, 400) AS opening, t.place, t.latitude,
    t.longitude, t.stage, t.agency_id, t.contact_id, t.created_at, t.is_anonymous, t.is_confidential
    FROM ticket t WHERE ";

/// Open tickets near enough to be looked at. `viewer` None: the public, who knows of cases only.
pub async fn candidates(tx: &mut Tx, viewer: Option<StaffId>, at: &Where<'_>) -> Result<Vec<Candidate>> {
    let mut found: Vec<Candidate> = by_area(viewer, at).fetch(tx).await?;
    if let Some(point) = at.point {
        let near: Vec<Candidate> = by_point(viewer, at, point).fetch(tx).await?;
        let fresh = near.into_iter().filter(|one| !found.iter().any(|known| known.id == one.id));
        let fresh: Vec<Candidate> = fresh.collect();
        found.extend(fresh);
    }
    Ok(found)
}

fn begin(viewer: Option<StaffId>, at: &Where<'_>) -> Select {
    let mut select = Select::new(CANDIDATE, viewer.map(|viewer| viewer.0.into()));
    match viewer {
        Some(_) => select.push(VISIBLE),
        None => select.push("t.is_public AND NOT t.is_confidential"),
    };
    select.push(" AND t.is_open AND t.category_id").any_of(at.categories.iter().map(|category| category.0));
    if let Some(but) = at.but {
        select.with(" AND t.id <> ?", [but.0.into()]);
    }
    select
}

/// In the same area, or in one that holds it.
fn by_area(viewer: Option<StaffId>, at: &Where<'_>) -> Select {
    let mut select = begin(viewer, at);
    match at.area {
        None => {
            select.push(" AND t.area_code IS NULL");
        }
        Some(code) => {
            select.with(" AND t.area_code IN (?", [code.into()]);
            for (end, _) in code.match_indices('.') {
                select.with(", ?", [code[..end].into()]);
            }
            select.push(")");
        }
    }
    select.with(
        " AND t.created_at >= ? ORDER BY t.created_at DESC LIMIT ?",
        [at.since.into(), COMPARED.into()],
    );
    select
}

/// In a square around the point.
fn by_point(viewer: Option<StaffId>, at: &Where<'_>, (latitude, longitude): (f64, f64)) -> Select {
    let mut select = begin(viewer, at);
    let millionths = |degrees: f64| (degrees * 1_000_000.0).round() as i64;
    for (part, degrees) in [
        (" AND t.latitude BETWEEN CAST(? AS bigint) / 1000000.0 AND CAST(? AS bigint) / 1000000.0", latitude),
        (
            " AND t.longitude BETWEEN CAST(? AS bigint) / 1000000.0 AND CAST(? AS bigint) / 1000000.0",
            longitude,
        ),
    ] {
        let middle = millionths(degrees);
        select.with(part, [(middle - AROUND).into(), (middle + AROUND).into()]);
    }
    select.with(
        " AND t.created_at >= ? ORDER BY t.created_at DESC LIMIT ?",
        [at.since.into(), COMPARED.into()],
    );
    select
}
