//! What officials see, from the sums alone.
//!
//! Everything here reads `ticket_sum`, which every change of a ticket moves in its own transaction, and
//! names of agencies and categories; the cost grows with weeks and agencies, not with tickets. The one exception is [`Trends::late`], a capped count of what is late at this moment.
//!
//! Everybody sees the sums of the agencies in their scope; what else is asked for is cut with that in SQL.

mod groups;
mod period;
mod store;
mod stretch;
mod sums;

pub use groups::Group;
pub use period::{Period, date_of};
pub use store::ExportRow;
pub use stretch::Stretch;
pub use sums::{ENOUGH, Sums};

pub use crate::tickets::rollup::monday;
pub use crate::tickets::times::Times;

use std::collections::BTreeMap;

use channels::Channel;

use crate::agencies::{Agency, Category};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId};
use crate::tickets::Class;

/// What a report is about. Without filters: everything in the viewer's scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub period: Period,
    /// This agency and everything below it.
    pub agency: Option<AgencyId>,
    pub class: Option<Class>,
    pub channel: Option<Channel>,
}

impl Query {
    /// Everything of a period.
    pub fn of(period: Period) -> Self {
        Self { period, agency: None, class: None, channel: None }
    }
}

/// One day's sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Day {
    pub day: i64,
    #[serde(flatten)]
    pub sums: Sums,
}

/// Open tickets past their due time at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Late {
    pub count: i64,
    /// Of these, emergencies.
    pub emergencies: i64,
    /// Counting stopped here: there may be more.
    pub at_most: i64,
}

/// Everything the trends page shows.
#[derive(Clone, Debug)]
pub struct Trends {
    pub query: Query,
    /// Whether the hotline was there for the whole period before; if not, everything "before" is nought:
    /// a comparison with a half-empty period would be a lie.
    pub is_comparable: bool,
    /// Agencies in the viewer's scope, parents before children, closed ones too.
    pub agencies: Vec<Agency>,
    pub categories: Vec<Category>,
    /// The whole, as one group.
    pub all: Group<()>,
    /// Every day of the period before and then of the period itself, also those on which nothing happened.
    pub days: Vec<Day>,
    /// Most opened first.
    pub by_category: Vec<Group<CategoryId>>,
    pub by_agency: Vec<Group<AgencyId>>,
    pub by_channel: Vec<Group<Channel>>,
    /// Tickets open at the end of the period, by agency.
    pub open: BTreeMap<AgencyId, i64>,
    pub late: Late,
}

impl Trends {
    /// Did anything happen in the period?
    pub fn is_empty(&self) -> bool {
        self.all.now.opened == 0 && self.all.now.resolved == 0
    }

    /// The days of the period itself.
    pub fn days_now(&self) -> &[Day] {
        let from = self.days.len().saturating_sub(self.query.period.days() as usize);
        &self.days[from..]
    }

    /// Tickets open at the end of the period.
    pub fn open_at_end(&self) -> i64 {
        self.open.values().sum()
    }

    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.id == id)
    }

    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }
}

/// Late tickets are counted up to here.
const LATE: i64 = 10_000;

/// All of it, as this member of staff may see it; one state of the database.
pub async fn everything(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Trends> {
    let is_comparable =
        store::first_day(tx).await?.is_some_and(|first| first <= query.period.before().from_day);
    let mut cells = store::cells(tx, viewer, query).await?;
    cells.retain(|cell| is_comparable || cell.is_now == 1);
    Ok(Trends {
        query: query.clone(),
        is_comparable,
        agencies: store::agencies(tx, viewer).await?,
        categories: store::categories(tx).await?,
        all: groups::whole(&cells),
        days: volume_by_day(tx, viewer, query).await?,
        by_category: groups::by(&cells, |cell| Some(CategoryId(cell.category_id))),
        by_agency: groups::by(&cells, |cell| Some(AgencyId(cell.agency_id))),
        // The column is only written from `Channel::code`.
        by_channel: groups::by(&cells, |cell| Channel::parse(&cell.channel)),
        open: store::still_open(tx, viewer, query)
            .await?
            .into_iter()
            .filter(|row| row.open != 0)
            .map(|row| (AgencyId(row.key), row.open))
            .collect(),
        late: store::late(tx, viewer, query, LATE).await?,
    })
}

/// Every day of the period before and of the period, in order.
async fn volume_by_day(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Day>> {
    let found = store::by_day(tx, viewer, query).await?;
    let mut found = found.into_iter().peekable();
    let days = query.period.before().from_day..=query.period.to_day;
    Ok(days
        .map(|day| {
            let sums = found.next_if(|row| row.day == day).map_or(Sums::default(), |row| row.sums);
            Day { day, sums }
        })
        .collect())
}

/// Agencies and categories by name, for filters and exports.
pub async fn names(tx: &mut Tx, viewer: StaffId) -> Result<(Vec<Agency>, Vec<Category>)> {
    Ok((store::agencies(tx, viewer).await?, store::categories(tx).await?))
}

/// The sums themselves, day × agency × category × channel × class, for the days `from..=to` of the
/// query's period; an export asks piece by piece.
pub async fn rows(tx: &mut Tx, viewer: StaffId, query: &Query, from: i64, to: i64) -> Result<Vec<ExportRow>> {
    let period = query.period;
    store::rows(tx, viewer, query, from.max(period.from_day), to.min(period.to_day)).await
}
