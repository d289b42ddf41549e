//! Canned answers: what is said often, written once and well, with blanks for what differs.
//!
//! An answer is one person's own, or shared with an agency and everything below it; shared ones are
//! looked after by supervisors. It has words in one language or both: a citizen is answered in theirs.

mod blanks;
mod store;

use blanks::blanks;
pub use blanks::{BLANKS, sample};

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::audit;
use crate::auth::Staff;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, AnswerId, StaffId};
use crate::shared::{self, Shared};
use crate::template::{self, Mistake};
use crate::texts::Lang;
use crate::tickets::Ticket;

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

impl Shared for Answer {
    const TABLE: &'static str = "answer";
    const WHAT: &'static str = "answer";

    fn id(&self) -> i64 {
        self.id.0
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn staff(&self) -> Option<StaffId> {
        self.staff_id
    }

    fn agency(&self) -> Option<AgencyId> {
        self.agency_id
    }

    fn removed_at(&self) -> Option<Millis> {
        self.removed_at
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

/// The words of an answer for a ticket, with its facts in the blanks; `follow` is the address where the citizen
/// follows it. 404 when the answer is not offered there.
pub async fn words(
    tx: &mut Tx,
    zone: &TimeZone,
    follow: &str,
    ticket: &Ticket,
    by: &Staff,
    id: AnswerId,
) -> Result<String> {
    let offered: Vec<Answer> = shared::for_ticket(tx, by.id, ticket.agency_id).await?;
    let answer = offered.into_iter().find(|answer| answer.id == id).ok_or_else(|| not_found("answer"))?;
    let blanks = blanks(tx, zone, follow, ticket, by).await?;
    template::fill(answer.words(ticket.language), &blanks).map_err(|mistake| {
        // It worked when it was saved: a blank was taken away, or a ticket's words are very long.
        tracing::warn!(%answer.id, ?mistake, "a canned answer no longer works");
        invalid("answer", "answer-spoilt")
    })
}

/// Keeps a new answer, or changes one. Its templates must work with sample data.
pub async fn save(tx: &mut Tx, by: &Staff, id: Option<AnswerId>, new: &NewAnswer) -> Result<AnswerId> {
    let shares = shared::may_share_with(tx, by).await?;
    let before = match id {
        Some(id) => Some(shared::changeable::<Answer>(tx, by, &shares, id.0).await?),
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
