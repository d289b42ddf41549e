//! Macros: several things one does to a ticket, under a name, done with one click.
//!
//! A macro is one person's own, or shared with an agency and everything below it, as canned answers are
//! ([`crate::answers`]). It holds what to do; doing it is [`crate::bulk`]'s, through the verbs and rights of
//! whoever does it.

mod store;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::agencies;
use crate::answers;
use crate::audit;
use crate::auth::{self, Staff};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result, forbidden, invalid, not_found};
use crate::ids::{AgencyId, AnswerId, CategoryId, MacroId, StaffId, codes};
use crate::letters;
use crate::tickets::Rest;
use crate::tickets::life::{Need, Refusal, Step};

/// Characters of a title.
pub const TITLE: usize = 80;
/// Characters of a note, and of the words of a step.
pub const LONGEST: usize = 2_000;

/// Steps a macro can take: those that need no agency and are not about one ticket alone.
pub const STEPS: [Step; 9] = [
    Step::Verify,
    Step::Accept,
    Step::Start,
    Step::AskCitizen,
    Step::AwaitOther,
    Step::Resume,
    Step::Answer,
    Step::Reopen,
    Step::Reject,
];

codes! {
    /// In whose hands it goes.
    Hand {
        Me = "me",
        /// Back into the queue.
        Release = "release",
    }
}

/// What a macro does; every part may be missing, not all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    pub category: Option<CategoryId>,
    pub hand: Option<Hand>,
    pub step: Option<Step>,
    pub refusal: Option<Refusal>,
    /// What goes with the step: why, or what the citizen is told.
    pub words: String,
    /// A canned answer that is sent.
    pub answer: Option<AnswerId>,
    /// An internal note.
    pub note: String,
    /// Put aside until then.
    pub rest: Option<Rest>,
}

impl Work {
    /// Does it say something to citizens, which cannot be unsaid?
    pub async fn tells_citizens(&self, tx: &mut Tx) -> Result<bool> {
        match self.step {
            _ if self.answer.is_some() => Ok(true),
            Some(step) => letters::tells(tx, step, self.refusal).await,
            None => Ok(false),
        }
    }

    /// Is the step said by the canned answer, so that it needs no words of its own?
    pub fn answer_says_it(&self) -> bool {
        self.answer.is_some() && matches!(self.step, Some(Step::Answer | Step::AskCitizen))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Macro {
    pub id: MacroId,
    /// Shared with this agency and everything below it.
    pub agency_id: Option<AgencyId>,
    /// One person's own.
    pub staff_id: Option<StaffId>,
    pub title: String,
    pub work: Json<Work>,
    pub updated_at: Millis,
    pub updated_by: StaffId,
    pub removed_at: Option<Millis>,
}

impl Macro {
    /// For the audit: how it was, how it is.
    fn told(&self) -> Value {
        json!({ "title": self.title, "work": self.work.0, "agency": self.agency_id, "staff": self.staff_id })
    }
}

/// What somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMacro {
    pub title: String,
    /// None: for whoever saves it.
    pub agency: Option<AgencyId>,
    pub work: Work,
}

/// Macros for a ticket of this agency: one's own, and those shared with the agency or above it.
pub async fn for_ticket(tx: &mut Tx, staff: StaffId, agency: AgencyId) -> Result<Vec<Macro>> {
    store::for_ticket(tx, staff, agency).await.map(by_title)
}

/// Everything this person can use somewhere.
pub async fn within_reach(tx: &mut Tx, staff: StaffId) -> Result<Vec<Macro>> {
    store::within_reach(tx, staff).await.map(by_title)
}

fn by_title(mut macros: Vec<Macro>) -> Vec<Macro> {
    macros.sort_by_cached_key(|one| (one.title.to_lowercase(), one.id));
    macros
}

/// One of [`within_reach`], also when it was removed.
pub async fn get(tx: &mut Tx, staff: StaffId, id: MacroId) -> Result<Macro> {
    store::get(tx, staff, id).await?.ok_or_else(|| not_found("macro"))
}

/// Agencies this person may share macros with: those they may share answers with.
pub async fn may_share_with(tx: &mut Tx, staff: &Staff) -> Result<Vec<AgencyId>> {
    if staff.role.tends_queues() { auth::agencies_in_scope(tx, staff.id).await } else { Ok(Vec::new()) }
}

/// May this person change a macro, if these are the agencies they may share with?
pub fn may_change(staff: StaffId, shares: &[AgencyId], one: &Macro) -> bool {
    one.staff_id == Some(staff) || one.agency_id.is_some_and(|agency| shares.contains(&agency))
}

/// Keeps a new macro, or changes one.
pub async fn save(tx: &mut Tx, by: &Staff, id: Option<MacroId>, new: &NewMacro) -> Result<MacroId> {
    let shares = may_share_with(tx, by).await?;
    let before = match id {
        Some(id) => Some(changeable(tx, by, &shares, id).await?),
        None => None,
    };
    if new.agency.is_some_and(|agency| !shares.contains(&agency)) {
        return Err(invalid("agency", "macro-agency"));
    }
    let title = title(&new.title)?;
    let work = checked(tx, by, new).await?;
    let one = Macro {
        id: id.unwrap_or_else(|| MacroId(tx.id())),
        agency_id: new.agency,
        staff_id: new.agency.is_none().then_some(by.id),
        title,
        work: Json(work),
        updated_at: tx.now(),
        updated_by: by.id,
        removed_at: None,
    };
    store::put(tx, &one).await?;
    let detail = json!({ "before": before.as_ref().map(Macro::told), "after": one.told() });
    audit::record(tx, Some(by.id), "macro-saved", ("macro", one.id), detail).await?;
    Ok(one.id)
}

/// Takes it out of every list; [`restore`] brings it back.
pub async fn remove(tx: &mut Tx, by: &Staff, id: MacroId) -> Result<()> {
    set_removed(tx, by, id, true).await
}

pub async fn restore(tx: &mut Tx, by: &Staff, id: MacroId) -> Result<()> {
    set_removed(tx, by, id, false).await
}

async fn set_removed(tx: &mut Tx, by: &Staff, id: MacroId, is_removed: bool) -> Result<()> {
    let shares = may_share_with(tx, by).await?;
    let before = changeable(tx, by, &shares, id).await?;
    let was = before.removed_at.is_some();
    let detail =
        json!({ "before": { "removed": was }, "after": { "removed": is_removed }, "title": before.title });
    let removed_at = is_removed.then(|| tx.now());
    store::put(tx, &Macro { removed_at, updated_at: tx.now(), updated_by: by.id, ..before }).await?;
    let action = if is_removed { "macro-removed" } else { "macro-restored" };
    audit::record(tx, Some(by.id), action, ("macro", id), detail).await
}

async fn changeable(tx: &mut Tx, by: &Staff, shares: &[AgencyId], id: MacroId) -> Result<Macro> {
    let one = get(tx, by.id, id).await?;
    if may_change(by.id, shares, &one) {
        Ok(one)
    } else {
        Err(forbidden("shared macros are looked after by the agency's supervisors"))
    }
}

fn title(typed: &str) -> Result<String> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(invalid("title", "macro-title"));
    }
    if title.chars().count() > TITLE {
        return Err(invalid("title", "macro-title-long"));
    }
    Ok(title)
}

/// What makes no sense for any ticket is refused here, with the field.
async fn checked(tx: &mut Tx, by: &Staff, new: &NewMacro) -> Result<Work> {
    let mut work = new.work.clone();
    let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    (work.words, work.note) = (tidy(&work.words), tidy(&work.note));
    for (field, text) in [("words", &work.words), ("note", &work.note)] {
        if text.chars().count() > LONGEST {
            return Err(invalid(field, "macro-long"));
        }
    }
    if work == Work::default() {
        return Err(invalid("step", "macro-nothing"));
    }
    match work.step {
        None if !work.words.is_empty() => return Err(invalid("words", "macro-words-alone")),
        None => {}
        Some(step) if !STEPS.contains(&step) => return Err(invalid("step", "macro-step")),
        Some(Step::Reject) if work.refusal.is_none() => return Err(invalid("step", "macro-step")),
        Some(step) => {
            if step.rule().need != Need::Nothing && work.words.is_empty() && !work.answer_says_it() {
                return Err(invalid("words", "macro-words"));
            }
            if work.rest.is_some() && !step.rule().to.status().is_open() {
                return Err(invalid("rest", "macro-rest"));
            }
        }
    }
    if let Some(answer) = work.answer {
        let answer = match answers::get(tx, by.id, answer).await {
            Ok(answer) if answer.removed_at.is_none() => answer,
            Ok(_) | Err(Error::Problem(_)) => return Err(invalid("answer", "macro-answer-gone")),
            Err(error) => return Err(error),
        };
        if new.agency.is_some() && answer.agency_id.is_none() {
            return Err(invalid("answer", "macro-answer-own"));
        }
    }
    if let Some(category) = work.category
        && !agencies::category(tx, category).await.is_ok_and(|category| category.is_active)
    {
        return Err(invalid("category", "macro-category"));
    }
    Ok(work)
}
