//! What officials see, from the sums alone.
//!
//! Everything here reads `ticket_rollup` and `ticket_rollup_time`, which every change of a ticket moves in
//! its own transaction, and names of agencies and categories; the cost grows with days and agencies, not
//! with tickets. The one exception is [`Trends::late`], a capped count of what is late at this moment.
//!
//! Everybody sees the sums of the agencies in their scope; what else is asked for is cut with that in SQL.

mod period;
mod store;
mod sums;

pub use period::{Period, date_of, monday};
pub use store::ExportRow;
pub use sums::{ENOUGH, Sums, Times};

use std::collections::BTreeMap;

use channels::Channel;

use crate::agencies::{Agency, Category};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId};
use crate::tickets::Class;
use store::Key;

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

/// One agency, category or channel, in the period and in the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<K> {
    pub key: K,
    pub now: Sums,
    pub before: Sums,
    pub times: Times,
    pub times_before: Times,
}

impl<K> Group<K> {
    /// Share resolved in time, 0 to 1; None when there are too few to say.
    pub fn share_in_time(&self) -> Option<f64> {
        self.now.share_in_time()
    }

    /// Half were resolved within this time; None when there are too few to say.
    pub fn median_time(&self) -> Option<Millis> {
        self.times.median()
    }

    fn forget_before(&mut self) {
        (self.before, self.times_before) = (Sums::default(), Times::default());
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
    let mut by_agency = by_agency(tx, viewer, query).await?;
    let mut by_category = by_category(tx, viewer, query).await?;
    let mut by_channel = by_channel(tx, viewer, query).await?;
    if !is_comparable {
        by_agency.iter_mut().for_each(Group::forget_before);
        by_category.iter_mut().for_each(Group::forget_before);
        by_channel.iter_mut().for_each(Group::forget_before);
    }
    let mut all = Group {
        key: (),
        now: by_agency.iter().map(|group| group.now).sum(),
        before: by_agency.iter().map(|group| group.before).sum(),
        times: Times::default(),
        times_before: Times::default(),
    };
    for group in &by_agency {
        all.times.merge(&group.times);
        all.times_before.merge(&group.times_before);
    }
    Ok(Trends {
        query: query.clone(),
        is_comparable,
        agencies: store::agencies(tx, viewer).await?,
        categories: store::categories(tx).await?,
        all,
        days: volume_by_day(tx, viewer, query).await?,
        by_category,
        by_agency,
        by_channel,
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
pub async fn volume_by_day(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Day>> {
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

/// Most opened first.
pub async fn by_category(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Group<CategoryId>>> {
    by_id(tx, viewer, query, Key::Category, CategoryId).await
}

/// The agency that holds the ticket now; most opened first.
pub async fn by_agency(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Group<AgencyId>>> {
    by_id(tx, viewer, query, Key::Agency, AgencyId).await
}

async fn by_id<K>(
    tx: &mut Tx,
    viewer: StaffId,
    query: &Query,
    key: Key,
    wrap: impl Fn(i64) -> K,
) -> Result<Vec<Group<K>>> {
    let mut times: BTreeMap<i64, (Times, Times)> = BTreeMap::new();
    for row in store::times(tx, viewer, query, key).await? {
        let (now, before) = times.entry(row.key).or_default();
        now.add(row.bucket, row.count);
        before.add(row.bucket, row.count_before);
    }
    let mut rows = store::by_id(tx, viewer, query, key).await?;
    rows.retain(|row| row.pair.now() != Sums::default() || row.pair.before() != Sums::default());
    rows.sort_by_key(|row| (-row.pair.now().opened, -row.pair.now().resolved, row.key));
    Ok(rows
        .into_iter()
        .map(|row| {
            let (times, times_before) = times.remove(&row.key).unwrap_or_default();
            Group { key: wrap(row.key), now: row.pair.now(), before: row.pair.before(), times, times_before }
        })
        .collect())
}

/// The channel the first message came by; most opened first, without resolving times.
pub async fn by_channel(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Group<Channel>>> {
    let mut groups: Vec<Group<Channel>> = store::by_channel(tx, viewer, query)
        .await?
        .into_iter()
        // The column is only written from `Channel::code`.
        .filter_map(|row| Some((Channel::parse(&row.key)?, row.pair)))
        .filter(|(_, pair)| pair.now() != Sums::default() || pair.before() != Sums::default())
        .map(|(key, pair)| Group {
            key,
            now: pair.now(),
            before: pair.before(),
            times: Times::default(),
            times_before: Times::default(),
        })
        .collect();
    groups.sort_by_key(|group| (-group.now.opened, group.key.code()));
    Ok(groups)
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
