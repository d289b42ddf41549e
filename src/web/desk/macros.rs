//! Macros: writing them, sharing them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::chrome::{Choice, Names};
use super::macro_words::{self, Titles};
use super::shared::{Done, Room, Visit};
use super::{Agent, parts};
use crate::answers::Answer;
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MacroId;
use crate::macros::{self, Hand, Macro, NewMacro, Work};
use crate::shared;
use crate::texts::Lang;
use crate::tickets::Rest;
use crate::tickets::life::{Refusal, Step};
use crate::web::{Shell, html};

#[derive(Template)]
#[template(path = "web/desk/macros.html")]
struct MacrosPage {
    shell: Shell,
    lines: Vec<Line>,
    /// The macro that is being changed; None: a new one is written.
    id: Option<MacroId>,
    typed: Typed,
    shares: Vec<Choice>,
    answers: Vec<Choice>,
    steps: Vec<Choice>,
    categories: Vec<Choice>,
    hands: Vec<Choice>,
    rests: Vec<Choice>,
    /// Field, and what to do about it.
    trouble: Option<(&'static str, String)>,
    is_read_only: bool,
    done: Done,
    removed: Option<(MacroId, String)>,
}

#[derive(Debug)]
struct Line {
    id: MacroId,
    title: String,
    /// With whom it is shared; None: one's own.
    shared: Option<String>,
    does: String,
    is_current: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    agency: String,
    category: String,
    hand: String,
    answer: String,
    /// `step` or `reject:why`.
    step: String,
    words: String,
    note: String,
    rest: String,
}

impl Typed {
    fn of(one: &Macro) -> Self {
        let work = &one.work.0;
        let code = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let step = work.step.map(|step| match work.refusal {
            Some(why) => format!("{step}:{why}"),
            None => step.to_string(),
        });
        Self {
            title: one.title.clone(),
            agency: code(one.agency_id.map(|id| id.0)),
            category: code(work.category.map(|id| id.0)),
            hand: work.hand.map(|hand| hand.to_string()).unwrap_or_default(),
            answer: code(work.answer.map(|id| id.0)),
            step: step.unwrap_or_default(),
            words: work.words.clone(),
            note: work.note.clone(),
            rest: work.rest.map(|rest| rest.to_string()).unwrap_or_default(),
        }
    }

    fn new_macro(&self) -> NewMacro {
        let (step, refusal) = self.step.split_once(':').unwrap_or((&self.step, ""));
        let work = Work {
            category: self.category.parse().ok(),
            hand: Hand::parse(&self.hand),
            step: Step::parse(step),
            refusal: Refusal::parse(refusal),
            words: self.words.clone(),
            answer: self.answer.parse().ok(),
            note: self.note.clone(),
            rest: Rest::parse(&self.rest),
        };
        NewMacro { title: self.title.clone(), agency: self.agency.parse().ok(), work }
    }
}

impl MacrosPage {
    fn problem(&self, field: &str) -> Option<&str> {
        self.trouble.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }

    /// The choices among the parts: name, what stands for none of them, what there is.
    fn selects(&self) -> [(&'static str, &[Choice]); 5] {
        [
            ("category", &self.categories),
            ("hand", &self.hands),
            ("answer", &self.answers),
            ("step", &self.steps),
            ("rest", &self.rests),
        ]
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/desk/macros".to_owned(), |id| format!("/desk/macros/{id}"))
    }
}

/// Codes as options.
fn codes(t: Lang, prefix: &str, all: impl Iterator<Item = &'static str>, chosen: &str) -> Vec<Choice> {
    all.map(|code| Choice {
        is_chosen: code == chosen,
        value: code.to_owned(),
        word: t.say(&format!("{prefix}-{code}")).into_owned(),
    })
    .collect()
}

pub fn rests(t: Lang, chosen: &str) -> Vec<Choice> {
    codes(t, "rest", Rest::ALL.iter().map(|rest| rest.code()), chosen)
}

impl Room for Macro {
    type Typed = Typed;
    const ROOM: &'static str = "macros";

    async fn save(tx: &mut Tx, by: &Staff, id: Option<i64>, typed: &Typed) -> Result<i64> {
        Ok(macros::save(tx, by, id.map(MacroId), &typed.new_macro()).await?.0)
    }

    fn remedy(t: Lang, code: &str) -> String {
        t.say(&format!("desk-problem-{code}")).into_owned()
    }

    async fn page(app: &App, agent: Agent, visit: Visit<Self>) -> Result<HttpResponse> {
        let Agent { staff, shell, .. } = agent;
        let t = shell.t;
        let (found, names, canned) = app
            .db
            .read(async |tx| {
                let canned: Vec<Answer> = shared::within_reach(tx, staff.id).await?;
                Ok((visit.load(tx, &staff).await?, Names::load(tx, t).await?, canned))
            })
            .await?;
        let typed = visit.typed.unwrap_or_else(|| found.current.as_ref().map(Typed::of).unwrap_or_default());
        let titles: Titles = canned.iter().map(|answer| (answer.id, answer.title.clone())).collect();
        let lines = found
            .all
            .iter()
            .map(|one| Line {
                id: one.id,
                title: one.title.clone(),
                shared: one.agency_id.map(|agency| names.agency(agency)),
                does: macro_words::lines(t, &names, &titles, &one.work).join(" · "),
                is_current: visit.id == Some(one.id.0),
            })
            .collect();
        let status = if visit.trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = MacrosPage {
            lines,
            id: visit.id.map(MacroId),
            shares: names.agency_choices(t, Some(&found.shares), typed.agency.parse().ok()),
            answers: canned
                .into_iter()
                .map(|answer| Choice {
                    is_chosen: answer.id.to_string() == typed.answer,
                    value: answer.id.to_string(),
                    word: answer.title,
                })
                .collect(),
            steps: macro_words::steps(t, &typed.step),
            categories: names.category_choices(t, typed.category.parse().ok()),
            hands: codes(t, "macro-does", Hand::ALL.iter().map(|hand| hand.code()), &typed.hand),
            rests: rests(t, &typed.rest),
            typed,
            trouble: visit.trouble,
            is_read_only: found.is_read_only,
            done: visit.done,
            removed: found.removed.map(|one| (one.id, one.title)),
            shell,
        };
        html(status, &page)
    }
}
