//! Who is at work, what they can do, and how much at once: what handing out tickets asks of people.
//!
//! *Skills* are preferred, never required: a ticket somebody has the skill for counts as having waited longer
//! for them ([`crate::tickets::take_next`]). *Limits* are tickets in work at once, of a channel or of all;
//! emergencies are never limited. *Status* is what a person says: available, away, or nothing.

mod store;

use channels::Channel;
use serde_json::{Value, json};

use crate::agencies;
use crate::audit;
use crate::auth;
use crate::bus::Event;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, CategoryId, StaffId, codes};
use crate::queue::{self, Job};
use crate::texts::Lang;

codes! {
    /// What somebody says of themselves.
    Status { Available = "available", Away = "away" }
}

/// Most topics of a person: each is a range of an index that is looked at.
pub const TOPICS: usize = 20;
/// Most tickets a limit can say.
pub const MOST: i64 = 1_000;
/// Whoever used the desk within a working day is around.
const AROUND: Millis = 12 * HOUR;
/// Whoever used it within this time sits before it: to them tickets are handed out.
const AT_DESK: Millis = 15 * MINUTE;
/// People that one look for somebody reads at a time.
const CONSIDERED: i64 = 50;

/// What somebody can do. Nothing said means everything alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    pub languages: Vec<Lang>,
    /// Categories with everything below them.
    pub topics: Vec<CategoryId>,
    /// Tickets in work at once, all channels together.
    pub most: Option<i64>,
    /// Tickets in work at once, by channel.
    pub most_by: Vec<(Channel, i64)>,
}

impl Abilities {
    pub fn has_skills(&self) -> bool {
        !self.languages.is_empty() || !self.topics.is_empty()
    }

    pub fn has_limits(&self) -> bool {
        self.most.is_some() || !self.most_by.is_empty()
    }

    fn told(&self) -> Value {
        let limits: serde_json::Map<String, Value> =
            self.most_by.iter().map(|(channel, most)| (channel.code().to_owned(), json!(most))).collect();
        json!({
            "languages": self.languages.iter().map(|lang| lang.code()).collect::<Vec<_>>(),
            "topics": self.topics, "most": self.most, "most_by": limits,
        })
    }
}

pub async fn abilities(tx: &mut Tx, staff: StaffId) -> Result<Abilities> {
    store::abilities(tx, staff).await
}

/// Sets what somebody can do; only within the reach of whoever sets it.
pub async fn set_abilities(tx: &mut Tx, id: StaffId, new: &Abilities, by: StaffId) -> Result<()> {
    auth::within_reach(tx, by, id).await?;
    if new.topics.len() > TOPICS {
        return Err(invalid("topic", "duty-topics-many"));
    }
    for topic in &new.topics {
        agencies::category(tx, *topic).await?;
    }
    let limits = new.most.iter().chain(new.most_by.iter().map(|(_, most)| most));
    if limits.into_iter().any(|most| !(1..=MOST).contains(most)) {
        return Err(invalid("most", "duty-limit"));
    }
    let before = store::abilities(tx, id).await?;
    store::set_abilities(tx, id, new).await?;
    let after = store::abilities(tx, id).await?;
    audit::changed(tx, by, "duty-changed", ("staff", id), &before.told(), &after.told()).await?;
    Ok(())
}

/// What somebody said of themselves last.
pub async fn status(tx: &mut Tx, staff: StaffId) -> Result<Option<Status>> {
    store::status(tx, staff).await
}

/// Somebody comes or goes. Whoever comes may be handed what waits.
pub async fn set_status(tx: &mut Tx, staff: StaffId, status: Status) -> Result<()> {
    store::set_status(tx, staff, status).await?;
    // Their other pages show it, too.
    tx.publish(Event::Notice { staff });
    if status == Status::Available {
        for agency in store::agencies_handing_out_to(tx, staff).await? {
            ask(tx, agency).await?;
        }
    }
    Ok(())
}

/// Will they see it soon? They work here, did not say that they are away, and used the desk or the API within
/// a working day.
pub async fn is_around(tx: &mut Tx, staff: StaffId) -> Result<bool> {
    let since = tx.now() - AROUND;
    store::is_around(tx, staff, since).await
}

/// One after the other: two requests of one person do not pass their limit together.
pub async fn hold(tx: &mut Tx, staff: StaffId) -> Result<()> {
    store::hold(tx, staff).await
}

/// They were given a ticket just now: others have been idle for longer.
pub async fn given(tx: &mut Tx, staff: StaffId) -> Result<()> {
    store::given(tx, staff).await
}

/// Are this agency's tickets handed out by themselves?
pub async fn hands_out(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    store::hands_out(tx, agency).await
}

pub async fn set_hands_out(tx: &mut Tx, agency: AgencyId, is_on: bool, by: StaffId) -> Result<()> {
    auth::within(tx, by, &[agency]).await?;
    let was = store::hands_out(tx, agency).await?;
    store::set_hands_out(tx, agency, is_on).await?;
    let (before, after) = (json!({ "hands_out": was }), json!({ "hands_out": is_on }));
    audit::changed(tx, by, "hand-out-set", ("agency", agency), &before, &after).await?;
    if is_on { ask(tx, agency).await } else { Ok(()) }
}

/// Something of this agency may have become free, or somebody's hands: looks for somebody, where that is
/// wanted.
pub async fn stir(tx: &mut Tx, agency: AgencyId) -> Result<()> {
    if store::hands_out(tx, agency).await? { ask(tx, agency).await } else { Ok(()) }
}

/// Looks for what was missed, of every agency that hands out.
pub async fn round(tx: &mut Tx) -> Result<()> {
    for agency in store::agencies_handing_out(tx).await? {
        ask(tx, agency).await?;
    }
    Ok(())
}

/// One such job an agency waits at a time; it looks at what is free when it runs.
async fn ask(tx: &mut Tx, agency: AgencyId) -> Result<()> {
    let now = tx.now();
    queue::enqueue_at(tx, &Job::HandOut { agency }, now, Some(&format!("hand-out:{agency}"))).await
}

/// Takes the turn of handing out this agency's tickets until the transaction ends; false when it no longer
/// hands out.
pub async fn turn(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    store::turn(tx, agency).await
}

/// Somebody who waits for work, and since when: their place in the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Idle {
    pub id: StaffId,
    given_at: Millis,
    since: Millis,
}

/// Who may be handed a ticket of this agency: available, at the desk, and idle for longest first. Behind `after`
/// come the next; none end the row. Without `with_full` those are left out who have as much in work as
/// they may: they would stand in front for ever.
pub async fn idle(tx: &mut Tx, agency: AgencyId, with_full: bool, after: Option<Idle>) -> Result<Vec<Idle>> {
    let since = tx.now() - AT_DESK;
    store::idle(tx, agency, since, with_full, after, CONSIDERED).await
}
