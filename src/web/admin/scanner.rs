//! How the virus scanner is, beside the channels: does it answer, what waits for it, what it found.

use crate::app::App;
use crate::checks::{self, State};
use crate::conversations::checked;
use crate::error::Result;
use crate::web::Shell;
use crate::web::number::whole;

pub struct Scanner {
    /// `off`, `fine` or `away`.
    pub state: &'static str,
    /// How to dress it.
    pub look: &'static str,
    pub icon: &'static str,
    pub words: String,
    /// What it means, and what to do.
    pub todo: String,
    pub facts: Vec<(String, String)>,
}

impl Scanner {
    pub async fn load(app: &App, shell: &Shell) -> Result<Self> {
        let t = shell.t;
        let (waiting, found) = app.db.read(checked::counts).await?;
        let check = checks::virus_scanner(&app.config).await;
        let (state, look, icon) = match check.state {
            State::Ok => ("fine", "success", "check"),
            State::Off => ("off", "plain", "pause"),
            State::Warn | State::Fail => ("away", "danger", "warning"),
        };
        let mut facts = Vec::new();
        let mut say = |key: &str, words: String| facts.push((t.say(key).into_owned(), words));
        // What answers there; why nothing does is for the doctor, who may name hosts.
        if check.state == State::Ok {
            say("scanner-version", check.found);
        }
        if check.state != State::Off || waiting > 0 || found > 0 {
            say("scanner-waiting", whole(waiting, t));
            say("scanner-found", whole(found, t));
        }
        Ok(Self {
            state,
            look,
            icon,
            words: t.say(&format!("scanner-{state}")).into_owned(),
            todo: t.say(&format!("scanner-{state}-text")).into_owned(),
            facts,
        })
    }
}
