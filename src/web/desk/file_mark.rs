//! What the virus scanner said of a file, in words beside its name.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::parts::{self, Icon};
use super::thread::File;
use super::{Agent, file_id};
use crate::app::App;
use crate::audit;
use crate::conversations::checked::{self, Scan};
use crate::conversations::{self, Attachment};
use crate::error::{Result, forbidden, not_found};
use crate::tickets;
use crate::web::{Form, Nothing, Shell, see_other};

/// Nothing where nobody asked a scanner. What was found is named to those who answer for the desk: to everybody else
/// the name says nothing, and to whoever sent it that it was noticed.
pub fn of(shell: &Shell, file: &Attachment) -> Option<(Icon, String)> {
    let t = shell.t;
    let note = file.scan_note.as_deref().unwrap_or_default();
    let why = |note: &str| {
        let key = format!("file-note-{note}");
        if t.has(&key) { t.say(&key).into_owned() } else { String::new() }
    };
    let (icon, words) = match file.scan? {
        Scan::Clean => ("check", t.say("file-mark-clean").into_owned()),
        // The state beside its name says that it waits.
        Scan::Waiting => ("clock", Some(why(note)).filter(|why| !why.is_empty())?),
        Scan::Skipped => ("warning", t.with("file-mark-skipped", "why", why(note)).into_owned()),
        Scan::Found if may_know(shell) => ("warning", t.with("file-mark-found", "name", note).into_owned()),
        Scan::Found => ("lock", t.say("file-mark-locked").into_owned()),
    };
    Some((parts::icon(icon), words))
}

/// What is said of several files alike is said once, below all of them, and names those it is about where it is not
/// about all.
pub fn once(files: &mut [File]) -> Vec<(Icon, String)> {
    let mut said: Vec<(Icon, String)> = Vec::new();
    let marks: Vec<Option<(Icon, String)>> = files.iter().map(|file| file.mark.clone()).collect();
    for (icon, words) in marks.iter().flatten() {
        let is_same = |mark: &Option<(Icon, String)>| mark.as_ref().is_some_and(|(_, said)| said == words);
        let count = marks.iter().filter(|mark| is_same(mark)).count();
        if count < 2 || said.iter().any(|(_, known)| known.ends_with(words.as_str())) {
            continue;
        }
        let mut names = Vec::new();
        for file in files.iter_mut().filter(|file| is_same(&file.mark)) {
            file.mark = None;
            names.push(file.name.as_str());
        }
        let whole =
            if count == marks.len() { words.clone() } else { format!("{}: {words}", names.join(", ")) };
        said.push((*icon, whole));
    }
    said
}

/// Those who read what was found may also have a file looked at again.
pub fn may_ask(shell: &Shell, file: &Attachment) -> bool {
    file.scan == Some(Scan::Found) && shell.may_work() && may_know(shell)
}

fn may_know(shell: &Shell) -> bool {
    shell.staff.as_ref().is_some_and(|staff| staff.role.leads_team() || staff.role.tends_queues())
}

/// `POST /desk/file/{id}/check`: the scanner may be wrong, and know better by now.
pub async fn check_again(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = file_id(&path)?;
    if !may_know(&agent.shell) {
        return Err(forbidden("a supervisor may have a file checked again"));
    }
    let ticket = app
        .db
        .write(async |tx| {
            let file = conversations::attachment(tx, id).await?;
            let message = conversations::message(tx, file.message_id).await?;
            let ticket = message.ticket_id.ok_or_else(|| not_found("file"))?;
            tickets::readable(tx, agent.staff.id, ticket).await?;
            checked::look_again(tx, id).await?;
            let detail = json!({ "file": id, "found": file.scan_note });
            audit::record(tx, Some(agent.staff.id), "file-checked-again", ("ticket", ticket), detail).await?;
            tickets::touch(tx, ticket).await?;
            Ok(ticket)
        })
        .await?;
    Ok(see_other(&format!("/desk/{ticket}")))
}
