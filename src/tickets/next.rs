//! "Take next": the most urgent ticket that nobody holds goes to whoever asks, and to nobody else.
//!
//! Emergencies strictly first. Then whoever waited longest, where a higher priority counts as having waited
//! longer by a fixed stretch, and so does a ticket one has the skill for ([`crate::duty`]), and one of a citizen whom
//! one knows already ([`super::familiar`]): two tickets change places only if they came within that stretch, so
//! nothing starves, however much comes in above it.
//!
//! Whoever has as many in work as they may take no more of them; emergencies they may always take.

use channels::Channel;

use super::{Ticket, change, familiar, list, visible};
use crate::agencies::{self, Category};
use crate::auth::{RESPONSIBLE, Staff};
use crate::db::select::{Arg, Select};
use crate::db::{Tx, on};
use crate::duty::{self, Abilities};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId, TicketId};
use crate::texts::Lang;

/// The order, as in the indexes `ticket_next…` (migration 0029), letter by letter: 72, 24 and 8 hours of
/// waiting as a gift for priorities 1, 2 and 3.
const ORDER: &str = " ORDER BY t.rank, (t.created_at - CASE t.priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), t.id";
/// What may be taken: open, nobody's, not waiting for the citizen, not put aside.
const FREE: &str =
    " AND t.is_open AND t.assignee_id IS NULL AND t.status <> 'waiting' AND t.asleep_until IS NULL";
/// So many of the most urgent are looked at. On PostgreSQL colleagues who ask in the same moment hold
/// some of them, and those are skipped.
const LOOKED_AT: i64 = 100;
/// Index ranges looked at for somebody's topics.
const RANGES: usize = 40;

/// How much somebody has in work, and where they may take no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// In work, without emergencies and what waits or is put aside.
    pub held: i64,
    /// Most of all channels together.
    pub most: Option<i64>,
    /// Nothing but emergencies.
    pub is_full: bool,
    /// Channels of which they may take no more.
    pub full: Vec<Channel>,
}

impl Load {
    /// Is there a limit that stands in the way of something?
    pub fn stops(&self) -> bool {
        self.is_full || !self.full.is_empty()
    }
}

/// What this person has in work against what they may have.
pub async fn load_of(tx: &mut Tx, staff: StaffId) -> Result<Load> {
    let abilities = duty::abilities(tx, staff).await?;
    load(tx, staff, &abilities).await
}

async fn load(tx: &mut Tx, staff: StaffId, abilities: &Abilities) -> Result<Load> {
    if !abilities.has_limits() {
        return Ok(Load::default());
    }
    let held = on!(tx, c => sqlx::query_as::<_, (String, i64)>(
        "SELECT channel, COUNT(*) FROM ticket WHERE is_open AND assignee_id = $1 AND rank > 0
         AND status <> 'waiting' AND asleep_until IS NULL GROUP BY channel")
        .bind(staff).fetch_all(c).await)?;
    let of = |wanted: &Channel| held.iter().find(|(code, _)| code == wanted.code()).map_or(0, |(_, n)| *n);
    let all = held.iter().map(|(_, n)| n).sum();
    Ok(Load {
        held: all,
        most: abilities.most,
        is_full: abilities.most.is_some_and(|most| all >= most),
        full: abilities.most_by.iter().filter(|(by, most)| of(by) >= *most).map(|(by, _)| *by).collect(),
    })
}

/// Gives the most urgent free ticket in this person's reach to them. None: nothing is free that they may take;
/// [`load_of`] says whether that is because of how much they have. That it was looked at, the desk says.
pub async fn take_next(tx: &mut Tx, by: &Staff) -> Result<Option<Ticket>> {
    let Some(id) = claim(tx, by.id, None).await? else { return Ok(None) };
    super::assign(tx, id, (by.id, &by.name), by.id, None).await?;
    duty::given(tx, by.id).await?;
    visible(tx, by.id, id).await.map(Some)
}

/// Hands the most urgent free ticket of this agency to this person, by nobody. Nobody has looked at it yet.
/// None: there is none that they may have.
pub async fn hand_out(tx: &mut Tx, to: &Staff, agency: AgencyId) -> Result<Option<TicketId>> {
    let Some(id) = claim(tx, to.id, Some(agency)).await? else { return Ok(None) };
    change::hand(tx, id, (to.id, &to.name), None, None).await?;
    duty::given(tx, to.id).await?;
    Ok(Some(id))
}

/// Is there anything to hand out?
pub async fn is_any_free(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    let mut select = Select::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ticket t WHERE TRUE", []);
    select.push(FREE).with(" AND t.agency_id = ? LIMIT 1) AS free", [agency.0.into()]);
    Ok(select.number(tx).await? > 0)
}

/// Is there an emergency among it? Those are limited for nobody.
pub async fn is_emergency_free(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    let mut select = Select::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ticket t WHERE t.rank = 0", []);
    select.push(FREE).with(" AND t.agency_id = ? LIMIT 1) AS free", [agency.0.into()]);
    Ok(select.number(tx).await? > 0)
}

/// What a claim looks for.
struct Wanted {
    /// None: whichever the viewer sees.
    places: Option<Vec<AgencyId>>,
    /// Only these, of those in reach.
    agency: Option<AgencyId>,
    languages: Vec<Lang>,
    topics: Vec<CategoryId>,
    /// Of citizens of whom they have another one in hand.
    familiar: Vec<TicketId>,
    load: Load,
}

/// SQLite has one writer, and it is us. On PostgreSQL the row is locked, or skipped when a colleague has
/// locked it; a row that was taken since the statement began is looked at again and left out.
async fn claim(tx: &mut Tx, viewer: StaffId, agency: Option<AgencyId>) -> Result<Option<TicketId>> {
    #[derive(sqlx::FromRow)]
    struct Free {
        id: TicketId,
    }
    let abilities = duty::abilities(tx, viewer).await?;
    if abilities.has_limits() {
        duty::hold(tx, viewer).await?;
    }
    let load = load(tx, viewer, &abilities).await?;
    let topics = if abilities.topics.is_empty() {
        Vec::new()
    } else {
        below(&agencies::every_category(tx).await?, &abilities.topics)
    };
    let places = match agency {
        Some(agency) => Some(vec![agency]),
        None => list::places(tx, viewer, &list::Filter::default()).await?,
    };
    let has_skills = abilities.has_skills();
    let familiar = familiar::of(tx, viewer).await?;
    let wanted = Wanted { places, agency, languages: abilities.languages, topics, familiar, load };
    let mut select =
        Select::new("SELECT t.id FROM ticket t WHERE t.id IN (SELECT u.id FROM (", [viewer.0.into()]);
    wanted.most_urgent(&mut select);
    select.push(") AS u");
    if has_skills {
        wanted.most_fit(&mut select);
    }
    if !wanted.familiar.is_empty() {
        select.push(" UNION ALL SELECT k.id FROM ticket k WHERE k.id");
        select.any_of(wanted.familiar.iter().map(|id| id.0));
    }
    // Asked of the locked row once more: meanwhile it may have been taken, or gone to another agency.
    select.push(") AND ").push(RESPONSIBLE).push(FREE);
    wanted.narrow(&mut select);
    if has_skills || !wanted.familiar.is_empty() {
        wanted.order(&mut select, has_skills);
    } else {
        select.push(ORDER);
    }
    select.push(" LIMIT 1");
    if tx.is_postgres() {
        select.push(" FOR UPDATE OF t SKIP LOCKED");
    }
    Ok(select.fetch::<Free>(tx).await?.pop().map(|free| free.id))
}

/// These categories and everything below them.
fn below(all: &[Category], tops: &[CategoryId]) -> Vec<CategoryId> {
    let mut found: Vec<CategoryId> = tops.to_vec();
    let mut at = 0;
    while at < found.len() && found.len() < RANGES {
        let here = found[at];
        let children = all.iter().filter(|category| category.parent_id == Some(here));
        let fresh: Vec<CategoryId> =
            children.map(|category| category.id).filter(|id| !found.contains(id)).collect();
        found.extend(fresh);
        at += 1;
    }
    found.truncate(RANGES);
    found
}

/// ` AND column IN (…)`, one placeholder a value.
fn any_of(select: &mut Select, column: &'static str, values: impl IntoIterator<Item = Arg>) {
    select.push(column);
    for (n, value) in values.into_iter().enumerate() {
        select.push(if n == 0 { " IN (" } else { ", " }).with("?", [value]);
    }
    select.push(")");
}

impl Wanted {
    /// One range of an index: the most urgent of it.
    fn part(&self, select: &mut Select, range: &'static str, value: Option<Arg>) {
        select.push("SELECT t.id, t.rank, t.created_at, t.priority FROM ticket t WHERE ").push(RESPONSIBLE);
        select.push(FREE);
        self.narrow(select);
        if let Some(value) = value {
            select.with(range, [value]);
        }
    }

    /// What limits leave, and one agency if only that is wanted.
    fn narrow(&self, select: &mut Select) {
        if let Some(agency) = self.agency {
            select.with(" AND t.agency_id = ?", [agency.0.into()]);
        }
        if self.load.is_full {
            select.push(" AND t.rank = 0");
        } else if !self.load.full.is_empty() {
            select.push(" AND (t.rank = 0 OR t.channel");
            for (n, channel) in self.load.full.iter().enumerate() {
                select.push(if n == 0 { " NOT IN (" } else { ", " }).with("?", [channel.code().into()]);
            }
            select.push("))");
        }
    }

    /// Ids of the most urgent free tickets, from one index range an agency when these are few.
    fn most_urgent(&self, select: &mut Select) {
        select.push("SELECT t.id FROM (");
        match &self.places {
            None => {
                self.part(select, "", None);
                select.push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]);
            }
            Some(places) => {
                for (n, place) in places.iter().enumerate() {
                    select.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                    self.part(select, " AND t.agency_id = ?", Some(place.0.into()));
                    select.push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]).push(") AS part");
                }
            }
        }
        select.push(") AS t").push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]);
    }

    /// The most urgent of those the person has the skill for, from one index range a topic, or a language.
    fn most_fit(&self, select: &mut Select) {
        let ranges: Vec<(&'static str, Arg)> = if self.topics.is_empty() {
            self.languages.iter().map(|lang| (" AND t.language = ?", lang.code().into())).collect()
        } else {
            self.topics.iter().map(|topic| (" AND t.category_id = ?", topic.0.into())).collect()
        };
        select.push(" UNION ALL SELECT f.id FROM (");
        for (n, (range, value)) in ranges.into_iter().enumerate() {
            select.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            self.part(select, range, Some(value));
            if !self.topics.is_empty() && !self.languages.is_empty() {
                any_of(select, " AND t.language", self.languages.iter().map(|lang| lang.code().into()));
            }
            select.push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]).push(") AS part");
        }
        select.push(") AS f");
    }

    /// [`ORDER`] with the gifts for skills and for who is known: four hours each.
    fn order(&self, select: &mut Select, has_skills: bool) {
        select.push(" ORDER BY t.rank, (t.created_at - CASE t.priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END");
        if has_skills {
            select.push(" - CASE WHEN TRUE");
            if !self.topics.is_empty() {
                any_of(select, " AND t.category_id", self.topics.iter().map(|topic| topic.0.into()));
            }
            if !self.languages.is_empty() {
                any_of(select, " AND t.language", self.languages.iter().map(|lang| lang.code().into()));
            }
            select.push(" THEN 14400000 ELSE 0 END");
        }
        if !self.familiar.is_empty() {
            select.push(" - CASE WHEN t.id").any_of(self.familiar.iter().map(|id| id.0));
            select.push(" THEN 14400000 ELSE 0 END");
        }
        select.push("), t.id");
    }
}
