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
use crate::answers::Answer;
use crate::audit;
use crate::auth::Staff;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result, invalid};
use crate::ids::{AgencyId, AnswerId, CategoryId, MacroId, StaffId, codes};
use crate::letters;
use crate::shared::{self, Shared};
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
        // Taking a new report in hand verifies it.
        if self.hand == Some(Hand::Me) && letters::tells(tx, Step::Verify, None).await? {
            return Ok(true);
        }
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

impl Shared for Macro {
    const TABLE: &'static str = "macro";
    const WHAT: &'static str = "macro";

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
pub struct NewMacro {
    pub title: String,
    /// None: for whoever saves it.
    pub agency: Option<AgencyId>,
    pub work: Work,
}

/// Keeps a new macro, or changes one.
pub async fn save(tx: &mut Tx, by: &Staff, id: Option<MacroId>, new: &NewMacro) -> Result<MacroId> {
    let shares = shared::may_share_with(tx, by).await?;
    let before = match id {
        Some(id) => Some(shared::changeable::<Macro>(tx, by, &shares, id.0).await?),
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
        let answer = match shared::get::<Answer>(tx, by.id, answer.0).await {
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
