//! The page itself.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::carrier::{self, Expects, Heard};
use super::left::{self, Left};
use super::telegram::Messages;
use super::{Demo, mail, phone};
use crate::app::App;
use crate::auth::Role;
use crate::cli::demo::bot_api;
use crate::cli::demo::city::{PASSWORD, Person};
use crate::error::Result;
use crate::texts::Lang;
use crate::web::{Shell, page};

/// Keys of a telephone and the letters on them.
const KEYS: [(&str, &str); 12] = [
    ("1", ""),
    ("2", "ABC"),
    ("3", "DEF"),
    ("4", "GHI"),
    ("5", "JKL"),
    ("6", "MNO"),
    ("7", "PQRS"),
    ("8", "TUV"),
    ("9", "WXYZ"),
    ("*", ""),
    ("0", ""),
    ("#", ""),
];
/// Characters of a message that is shown after a form without a script.
const SAID: usize = 300;

#[derive(Default, Deserialize)]
pub struct Query {
    /// A call that goes on, on a page without a script.
    call: Option<String>,
    /// Message-ID of the letter that the composer answers.
    answer: Option<String>,
    /// What came of a form.
    said: Option<String>,
}

#[derive(Template)]
#[template(path = "web/demo/page.html")]
struct DemoPage {
    shell: Shell,
    keys: &'static [(&'static str, &'static str)],
    people: Vec<Person>,
    /// The address to sign in with first.
    agent: String,
    password: &'static str,
    number: &'static str,
    bot: &'static str,
    call: Option<Call>,
    letter: Composer,
    said: Option<String>,
    messages: String,
    any_messages: bool,
    left: String,
    any_left: bool,
}

/// A call on a page without a script.
struct Call {
    id: String,
    lines: Vec<(&'static str, String)>,
    expects: &'static str,
}

struct Composer {
    from: String,
    subject: String,
    body: String,
    answers: String,
}

/// `GET /demo`.
pub async fn show(
    app: web::Data<App>,
    demo: web::Data<Demo>,
    shell: Shell,
    query: web::Query<Query>,
) -> Result<HttpResponse> {
    let call = match &query.call {
        Some(id) => demo.carrier.log(id).await.map(|(log, expects)| called(id, &log, &expects, shell.t)),
        None => None,
    };
    let letter = match &query.answer {
        Some(id) => answering(&app, &demo, id).await,
        None => None,
    };
    let letter = letter.unwrap_or_else(|| Composer {
        from: mail::WRITER.to_owned(),
        subject: shell.t.say("demo-mail-subject-sample").into_owned(),
        body: shell.t.say("demo-mail-body-sample").into_owned(),
        answers: String::new(),
    });
    let messages = Messages::of(&demo, shell.clone());
    let left = Left::look(&app, &demo, shell.clone()).await?;
    page(&DemoPage {
        keys: &KEYS,
        people: demo.people.clone(),
        agent: agent(&demo.people),
        password: PASSWORD,
        number: carrier::NUMBER,
        bot: bot_api::USERNAME,
        call,
        letter,
        said: query.0.said.map(|said| said.chars().take(SAID).collect()),
        any_messages: !messages.lines.is_empty(),
        messages: rendered(&messages)?,
        any_left: !left.items.is_empty(),
        left: rendered(&left)?,
        shell,
    })
}

/// Somebody who answers citizens.
fn agent(people: &[Person]) -> String {
    let agent = people.iter().find(|person| person.role == Role::Agent).or(people.first());
    agent.map(|person| person.email.clone()).unwrap_or_default()
}

fn rendered(template: &impl Template) -> Result<String> {
    template.render().map_err(|error| crate::error::internal(format!("rendering a list: {error}")))
}

fn called(id: &str, log: &[Heard], expects: &Expects, lang: Lang) -> Call {
    let kind = |heard: &Heard| match heard {
        Heard::Voice(_) => "",
        Heard::Caller(_) => "is-pressed",
        Heard::Line(_) => "is-state",
    };
    let expects = match expects {
        Expects::Digits(_) => "digits",
        Expects::Record => "record",
        Expects::Nothing | Expects::Ended => "ended",
    };
    let lines = log.iter().map(|heard| (kind(heard), phone::heard_text(heard, lang))).collect();
    Call { id: id.to_owned(), lines, expects }
}

async fn answering(app: &App, demo: &Demo, id: &str) -> Option<Composer> {
    let (subject, to) = left::letter(app, demo, id).await?;
    let subject = if subject.starts_with("Re: ") { subject } else { format!("Re: {subject}") };
    Some(Composer { from: to, subject, body: String::new(), answers: id.to_owned() })
}
