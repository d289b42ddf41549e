//! Canned answers: writing them, trying them out, sharing them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::chrome::{Choice, Names};
use super::shared::{Done, Room, Visit};
use super::{Agent, parts};
use crate::answers::{self, Answer, BLANKS, NewAnswer};
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AnswerId;
use crate::template::{self, Mistake};
use crate::texts::Lang;
use crate::web::{Shell, html};

#[derive(Template)]
#[template(path = "web/desk/answers.html")]
struct AnswersPage {
    shell: Shell,
    lines: Vec<Line>,
    /// The answer that is being changed; None: a new one is written.
    id: Option<AnswerId>,
    typed: Typed,
    shares: Vec<Choice>,
    trouble: Vec<Trouble>,
    /// Language and what the template says with sample data.
    tried: Vec<(Lang, String)>,
    /// Only to be read: somebody else looks after it.
    is_read_only: bool,
    done: Done,
    removed: Option<(AnswerId, String)>,
}

#[derive(Debug)]
struct Line {
    id: AnswerId,
    title: String,
    /// With whom it is shared; None: one's own.
    shared: Option<String>,
    languages: String,
    is_current: bool,
}

/// A field that must be mended, and how.
#[derive(Debug)]
struct Trouble {
    field: &'static str,
    words: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    agency: String,
    body_id: String,
    body_en: String,
    /// `try`: only show what it says.
    #[serde(rename = "do")]
    what: String,
}

impl Typed {
    fn new_answer(&self) -> NewAnswer {
        NewAnswer {
            title: self.title.clone(),
            body_id: self.body_id.clone(),
            body_en: self.body_en.clone(),
            agency: self.agency.parse().ok(),
        }
    }
}

impl AnswersPage {
    fn problem(&self, field: &str) -> Option<&str> {
        self.trouble.iter().find(|trouble| trouble.field == field).map(|trouble| trouble.words.as_str())
    }

    /// Each blank as it is written, what it is, and how it may look.
    fn blanks(&self) -> Vec<(String, String, String)> {
        let t = self.shell.t;
        let say = |what: &str, name: &str| t.say(&format!("answer-{what}-{name}")).into_owned();
        BLANKS
            .iter()
            .map(|name| (format!("{{{{ {name} }}}}"), say("blank", name), say("sample", name)))
            .collect()
    }

    /// The two languages with what was typed in each.
    fn bodies(&self) -> [(Lang, &'static str, &str); 2] {
        [(Lang::Id, "body_id", &self.typed.body_id), (Lang::En, "body_en", &self.typed.body_en)]
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/desk/answers".to_owned(), |id| format!("/desk/answers/{id}"))
    }
}

/// What each template says; what is wrong with those that say nothing.
fn try_out(shell: &Shell, typed: &Typed) -> (Vec<(Lang, String)>, Vec<Trouble>) {
    let (mut tried, mut trouble) = (Vec::new(), Vec::new());
    let bodies = [(Lang::Id, "body_id", &typed.body_id), (Lang::En, "body_en", &typed.body_en)];
    for (lang, field, body) in bodies {
        match answers::try_out(lang, body.trim()) {
            Ok(words) if words.is_empty() => {}
            Ok(words) => tried.push((lang, words)),
            Err(mistake) => trouble.push(Trouble { field, words: mistaken(shell, &mistake) }),
        }
    }
    (tried, trouble)
}

/// The mistake as a sentence that says where it is and what to do.
fn mistaken(shell: &Shell, mistake: &Mistake) -> String {
    let t = shell.t;
    let what = t.with2(
        &format!("answer-problem-{}", mistake.code),
        ("word", mistake.word.as_str()),
        ("most", template::LONGEST),
    );
    if mistake.line == 0 {
        return what.into_owned();
    }
    format!("{} {what}", t.with("answer-problem-line", "n", mistake.line))
}

impl Room for Answer {
    type Typed = Typed;
    const ROOM: &'static str = "answers";

    async fn save(tx: &mut Tx, by: &Staff, id: Option<i64>, typed: &Typed) -> Result<i64> {
        Ok(answers::save(tx, by, id.map(AnswerId), &typed.new_answer()).await?.0)
    }

    fn is_try(typed: &Typed) -> bool {
        typed.what == "try"
    }

    fn remedy(t: Lang, code: &str) -> String {
        t.say(&format!("answer-problem-{code}")).into_owned()
    }

    async fn page(app: &App, agent: Agent, visit: Visit<Self>) -> Result<HttpResponse> {
        let Agent { staff, shell, .. } = agent;
        let t = shell.t;
        let (found, names) =
            app.db.read(async |tx| Ok((visit.load(tx, &staff).await?, Names::load(tx, t).await?))).await?;
        let typed = visit.typed.unwrap_or_else(|| match &found.current {
            Some(answer) => Typed {
                title: answer.title.clone(),
                agency: answer.agency_id.map(|agency| agency.to_string()).unwrap_or_default(),
                body_id: answer.body(Lang::Id).to_owned(),
                body_en: answer.body(Lang::En).to_owned(),
                what: String::new(),
            },
            None => Typed::default(),
        });
        let (tried, mut trouble) = try_out(&shell, &typed);
        if let Some((field, words)) = visit.trouble
            && !trouble.iter().any(|known| known.field == field)
        {
            trouble.push(Trouble { field, words });
        }
        let languages = |answer: &Answer| {
            let has = |lang: &Lang| !answer.body(*lang).is_empty();
            let words = [Lang::Id, Lang::En].iter().filter(|lang| has(lang)).map(|lang| lang.code());
            words.collect::<Vec<_>>().join(" · ")
        };
        let lines = found
            .all
            .iter()
            .map(|answer| Line {
                id: answer.id,
                title: answer.title.clone(),
                shared: answer.agency_id.map(|agency| names.agency(agency)),
                languages: languages(answer),
                is_current: visit.id == Some(answer.id.0),
            })
            .collect();
        let status = if trouble.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = AnswersPage {
            lines,
            id: visit.id.map(AnswerId),
            shares: names.agency_choices(t, Some(&found.shares), typed.agency.parse().ok()),
            typed,
            trouble,
            tried,
            is_read_only: found.is_read_only,
            done: visit.done,
            removed: found.removed.map(|answer| (answer.id, answer.title)),
            shell,
        };
        html(status, &page)
    }
}
