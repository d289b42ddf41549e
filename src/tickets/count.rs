//! How many tickets are in a view: exact up to a limit, and never dearer for many tickets than for few.

use super::list::{FEW, Filter, SUPPORTED, View, narrow, rest_of};
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};

/// The agencies in a person's reach, read once for all counts of a page.
#[derive(Clone, Debug)]
pub struct Reach {
    viewer: StaffId,
    agencies: Vec<(AgencyId, String)>,
    /// How many agencies there are at all.
    all: usize,
}

impl Reach {
    pub async fn load(tx: &mut Tx, viewer: StaffId) -> Result<Self> {
        #[derive(sqlx::FromRow)]
        struct Place {
            id: AgencyId,
            path: String,
            #[sqlx(rename = "n")]
            all: i64,
        }
        let select = Select::new(
            "SELECT a.id, a.path, (SELECT COUNT(*) FROM agency) AS n
             FROM staff_scope s JOIN agency a ON a.id = s.agency_id WHERE s.staff_id = $1",
            [viewer.0.into()],
        );
        let found: Vec<Place> = select.fetch(tx).await?;
        let all = found.first().map_or(0, |place| place.all as usize);
        Ok(Self { viewer, agencies: found.into_iter().map(|place| (place.id, place.path)).collect(), all })
    }

    /// As [`places`], without asking the database again.
    fn places(&self, filter: &Filter) -> Option<Vec<AgencyId>> {
        let below = |path: &str| filter.agency.is_none_or(|top| path.contains(&format!("/{top}/")));
        let found = self.agencies.iter().filter(|(_, path)| below(path));
        let few: Vec<AgencyId> = found.map(|(id, _)| *id).take(FEW + 1).collect();
        if few.len() > FEW || (few.len() == self.all && filter.agency.is_none() && self.all > 1) {
            return None;
        }
        Some(if few.is_empty() { vec![AgencyId(0)] } else { few })
    }
}

/// Rows that are looked at when no index knows all that is asked for.
const LOOKED_AT: i64 = 2_000;

/// How many there are, and whether that is all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    pub n: i64,
    /// There may be more.
    pub is_least: bool,
}

/// One query. It ends at `at_most`, and after looking at [`LOOKED_AT`] tickets: something rare in a long queue
/// costs no more than something frequent, and is told as "at least".
pub async fn count(tx: &mut Tx, reach: &Reach, view: View, filter: &Filter, at_most: i64) -> Result<Count> {
    let (found, asked) = parted(view, filter);
    let is_plain = asked == Filter::default();
    let looked_at = if is_plain { at_most } else { LOOKED_AT };
    let mut select = Select::new("", [reach.viewer.0.into()]);
    select.with(
        "SELECT CASE WHEN part.n < ? THEN part.n ELSE ? END AS n, part.looked >= ? OR part.n >= ? AS is_least FROM (
            SELECT COUNT(*) AS looked, COUNT(*) FILTER (WHERE TRUE",
        [at_most.into(), at_most.into(), looked_at.into(), at_most.into()],
    );
    rest_of(&mut select, &asked);
    // Nothing but what is asked: the rest lies in the index, and the row need not be fetched (migration 0035).
    let columns = if is_plain { "1" } else { "t.status, t.channel, t.class, t.escalated" };
    select.push(") AS n FROM (SELECT ").push(columns).push(" FROM ticket t WHERE ");
    narrow(&mut select, reach.viewer, view, &found, tx.now());
    if view == View::Supporting {
        select.push(SUPPORTED);
    } else if let Some(places) = reach.places(filter) {
        select.push(" AND t.agency_id").any_of(places.iter().map(|place| place.0));
    } else if matches!(view, View::Open | View::Unassigned) && found == Filter::default() {
        // In the order of the index that knows these and all that is asked of them.
        select.push(" ORDER BY t.rank, t.due_at, t.id");
    }
    select.with(" LIMIT ?) AS t) AS part", [looked_at.into()]);
    Ok(select.fetch::<Count>(tx).await?.pop().unwrap_or_default())
}

/// What an index leads to, and what is then asked of each row that it found. Of two things that have an index
/// each, one leads: the one that is likely to be rarer.
fn parted(view: View, filter: &Filter) -> (Filter, Filter) {
    let mut asked = filter.clone();
    let mut found = Filter {
        agency: asked.agency.take(),
        category: asked.category.take(),
        assignee: asked.assignee.take(),
        ..Filter::default()
    };
    if view == View::Open && found.category.is_none() && found.assignee.is_none() {
        if asked.is_escalated {
            found.is_escalated = std::mem::take(&mut asked.is_escalated);
        } else if asked.class.is_some() {
            found.class = asked.class.take();
        } else if asked.status.is_some() {
            found.status = asked.status.take();
        } else {
            found.channel = asked.channel.take();
        }
    }
    (found, asked)
}
