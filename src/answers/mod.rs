//! Canned answers: what is said often, written once and well, with blanks for what differs.
//!
//! An answer is one person's own, or shared with an agency and everything below it; shared ones are
//! looked after by supervisors. It has words in one language or both: a citizen is answered in theirs.

mod blanks;
mod store;

pub use blanks::{BLANKS, blanks, sample};

use serde_json::{Value, json};

use crate::audit;
use crate::auth::{self, Staff};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, forbidden, invalid, not_found};
use crate::ids::{AgencyId, AnswerId, StaffId};
use crate::template::{self, Mistake};
use crate::texts::Lang;

/// Characters of a title.
pub const TITLE: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Answer {
    pub id: AnswerId,
    /// Shared with this agency and everything below it.
    pub agency_id: Option<AgencyId>,
    /// One person's own.
    pub staff_id: Option<StaffId>,
    pub title: String,
    body_id: String,
    body_en: String,
    pub updated_at: Millis,
    pub updated_by: StaffId,
    pub removed_at: Option<Millis>,
}

impl Answer {
    /// The template in this language, empty when there is none.
    pub fn body(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.body_id,
            Lang::En => &self.body_en,
        }
    }

    /// The template for a citizen who speaks this language: in the other one if need be.
    pub fn words(&self, lang: Lang) -> &str {
        Some(self.body(lang)).filter(|body| !body.is_empty()).unwrap_or_else(|| self.body(lang.other()))
    }

    /// For the audit: how it was, how it is.
    fn told(&self) -> Value {
        json!({
            "title": self.title, "id": self.body_id, "en": self.body_en,
            "agency": self.agency_id, "staff": self.staff_id,
        })
    }
}

/// What somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAnswer {
    pub title: String,
    pub body_id: String,
    pub body_en: String,
    /// None: for whoever saves it.
    pub agency: Option<AgencyId>,
}

impl NewAnswer {
    pub fn body(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.body_id,
            Lang::En => &self.body_en,
        }
    }
}

/// What the template says with sample data, or what is wrong with it.
pub fn try_out(lang: Lang, body: &str) -> Result<String, Mistake> {
    template::fill(body, &sample(lang))
}

/// Answers for a ticket of this agency: one's own, and those shared with the agency or above it.
pub async fn for_ticket(tx: &mut Tx, staff: StaffId, agency: AgencyId) -> Result<Vec<Answer>> {
    store::for_ticket(tx, staff, agency).await.map(by_title)
}

/// Everything this person can use somewhere: their own, and what is shared with their agencies.
pub async fn within_reach(tx: &mut Tx, staff: StaffId) -> Result<Vec<Answer>> {
    store::within_reach(tx, staff).await.map(by_title)
}

/// Databases order letters differently; people read one order.
fn by_title(mut answers: Vec<Answer>) -> Vec<Answer> {
    answers.sort_by_cached_key(|answer| (answer.title.to_lowercase(), answer.id));
    answers
}

/// One of [`within_reach`], also when it was removed.
pub async fn get(tx: &mut Tx, staff: StaffId, id: AnswerId) -> Result<Answer> {
    store::get(tx, staff, id).await?.ok_or_else(|| not_found("answer"))
}

/// Agencies this person may share answers with.
pub async fn may_share_with(tx: &mut Tx, staff: &Staff) -> Result<Vec<AgencyId>> {
    if staff.role.leads_team() { auth::agencies_in_scope(tx, staff.id).await } else { Ok(Vec::new()) }
}

/// May this person change an answer, if these are the agencies they may share with?
pub fn may_change(staff: StaffId, shares: &[AgencyId], answer: &Answer) -> bool {
    answer.staff_id == Some(staff) || answer.agency_id.is_some_and(|agency| shares.contains(&agency))
}

/// Keeps a new answer, or changes one. Its templates must work with sample data.
pub async fn save(tx: &mut Tx, by: &Staff, id: Option<AnswerId>, new: &NewAnswer) -> Result<AnswerId> {
    let shares = may_share_with(tx, by).await?;
    let before = match id {
        Some(id) => Some(changeable(tx, by, &shares, id).await?),
        None => None,
    };
    let new = checked(new)?;
    if new.agency.is_some_and(|agency| !shares.contains(&agency)) {
        return Err(invalid("agency", "answer-agency"));
    }
    let answer = Answer {
        id: id.unwrap_or_else(|| AnswerId(tx.id())),
        agency_id: new.agency,
        staff_id: new.agency.is_none().then_some(by.id),
        title: new.title,
        body_id: new.body_id,
        body_en: new.body_en,
        updated_at: tx.now(),
        updated_by: by.id,
        removed_at: None,
    };
    store::put(tx, &answer).await?;
    let detail = json!({ "before": before.as_ref().map(Answer::told), "after": answer.told() });
    audit::record(tx, Some(by.id), "answer-saved", ("answer", answer.id), detail).await?;
    Ok(answer.id)
}

/// Takes it out of every list; [`restore`] brings it back.
pub async fn remove(tx: &mut Tx, by: &Staff, id: AnswerId) -> Result<()> {
    set_removed(tx, by, id, true).await
}

pub async fn restore(tx: &mut Tx, by: &Staff, id: AnswerId) -> Result<()> {
    set_removed(tx, by, id, false).await
}

async fn set_removed(tx: &mut Tx, by: &Staff, id: AnswerId, is_removed: bool) -> Result<()> {
    let shares = may_share_with(tx, by).await?;
    let before = changeable(tx, by, &shares, id).await?;
    let removed_at = is_removed.then(|| tx.now());
    store::put(tx, &Answer { removed_at, updated_at: tx.now(), updated_by: by.id, ..before.clone() }).await?;
    let action = if is_removed { "answer-removed" } else { "answer-restored" };
    let (was, is) = (before.removed_at.is_some(), is_removed);
    let detail = json!({ "before": { "removed": was }, "after": { "removed": is }, "title": before.title });
    audit::record(tx, Some(by.id), action, ("answer", id), detail).await
}

async fn changeable(tx: &mut Tx, by: &Staff, shares: &[AgencyId], id: AnswerId) -> Result<Answer> {
    let answer = get(tx, by.id, id).await?;
    if may_change(by.id, shares, &answer) {
        Ok(answer)
    } else {
        Err(forbidden("shared answers are looked after by the agency's supervisors"))
    }
}

fn checked(new: &NewAnswer) -> Result<NewAnswer> {
    let title = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(invalid("title", "answer-title"));
    }
    if title.chars().count() > TITLE {
        return Err(invalid("title", "answer-title-long"));
    }
    let tidy = |body: &str| body.replace("\r\n", "\n").trim().to_owned();
    let new =
        NewAnswer { title, body_id: tidy(&new.body_id), body_en: tidy(&new.body_en), agency: new.agency };
    if new.body_id.is_empty() && new.body_en.is_empty() {
        return Err(invalid("body_id", "answer-body"));
    }
    for (field, lang) in [("body_id", Lang::Id), ("body_en", Lang::En)] {
        try_out(lang, new.body(lang)).map_err(|mistake| invalid(field, mistake.code))?;
    }
    Ok(new)
}
