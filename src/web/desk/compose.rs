//! Answers and notes, with files.

use actix_multipart::{Field, Multipart};
use actix_web::{HttpResponse, web};
use channels::{Channel, limits};
use futures_util::StreamExt;

use super::rows::Ask;
use super::ticket::{Composer, FILE, FILES, Trouble, Visit};
use super::{Agent, insert, meanwhile, next, ticket_id, work};
use crate::app::App;
use crate::conversations::{self, NewAttachment};
use crate::copies::COPIES;
use crate::db::Tx;
use crate::drafts::reply;
use crate::error::{Error, Result, bad_request, forbidden, invalid, too_large};
use crate::ids::{MessageId, TicketId};
use crate::outbox;
use crate::outbox::elsewhere::{self, Other};
use crate::people::Veil;
use crate::scan;
use crate::tickets::life::Step;
use crate::tickets::{self, Cursor, Taken};
use crate::web::{Shell, see_other};

/// Bytes of a field that is no file: 20,000 characters and then some.
const FIELD: usize = 128 * 1024;
/// Bytes of the whole form.
const FORM: usize = FILES * limits::TELEGRAM + 8 * FIELD;
/// Bytes of its files, which are in memory until all is read.
const KEPT: usize = FILES * FILE;
/// Bytes of the files of one letter: written down for mail they grow by a third, and servers commonly take 25 MB.
const LETTER: usize = 18 * 1024 * 1024;
/// Characters of a reply that stand as the reason of a pause.
const REASON: usize = 300;
/// Characters of a file's name.
const NAME: usize = 120;

#[derive(Default)]
struct Posted {
    is_note: bool,
    text: String,
    then: String,
    /// Wants the words of a canned answer, not to send.
    inserts: bool,
    /// Who gets a copy.
    copies: Vec<String>,
    /// Another way than the usual one.
    via: String,
    /// The canned answer that is chosen.
    answer: String,
    /// Then wants the next ticket: of the walk through a list, or the most urgent that is free.
    goes_on: bool,
    /// The walk: number, list, and the ticket's place in it.
    work: String,
    list: String,
    place: String,
    /// The last answer of a colleague that stood on the page; None: the form did not say.
    seen: Option<MessageId>,
    files: Vec<(String, Vec<u8>)>,
    /// Bytes of the largest file, also of one that was not kept because no way takes it.
    largest: usize,
    /// The files were too large together, or there were too many: said on the form, the words are kept.
    trouble: Option<&'static str>,
}

pub async fn post(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Multipart,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = agent.staff.id;
    // Before a byte of the form is kept: is it their ticket at all?
    app.db.read(async |tx| tickets::readable(tx, me, id).await).await?;
    let mut posted = read(&app, &agent.shell, form).await?;
    let done = if posted.inserts {
        let words = insert::filled(&app, &agent.staff, id, &posted.answer).await;
        words.map(|words| posted.text = insert::appended(&posted.text, &words))
    } else {
        keep(&app, &agent, id, &posted).await
    };
    let trouble = match done {
        Ok(()) if posted.goes_on => return next(&app, &agent, &posted).await,
        Ok(()) if !posted.inserts => return Ok(see_other(&format!("/desk/{id}"))),
        // A page cannot give files back to the browser: they must be chosen again, and are asked for.
        Ok(()) if posted.files.is_empty() => Trouble::default(),
        Ok(()) => Trouble { form: "message", code: "files-again", ..Trouble::default() },
        Err(Error::Problem(problem)) if problem.status == 422 => {
            Trouble { form: "message", code: problem.code, ..Trouble::default() }
        }
        Err(error) => return Err(error),
    };
    let composer = Composer {
        is_note: posted.is_note,
        text: posted.text,
        then: posted.then,
        answer: posted.answer,
        via: posted.via,
        copies: Some(posted.copies),
        seen: posted.seen,
        ..Composer::default()
    };
    // The walk goes on from the mended form where it would have gone on from the first.
    let place = Cursor::parse(&posted.place);
    let visit = Visit::beside(Ask::of(&posted.list), &posted.work);
    Visit { composer, trouble, place, ..visit }.answer(&app, agent, id).await
}

/// On to the next: of the walk, or the most urgent that is free.
async fn next(app: &App, agent: &Agent, posted: &Posted) -> Result<HttpResponse> {
    if let Some(n) = work::number(&posted.work) {
        let after = Cursor::parse(&posted.place);
        return Ok(see_other(&work::next_of(&Ask::of(&posted.list), after, n + 1)));
    }
    let taken = next::taken(app, &agent.staff).await?;
    next::given(app, &agent.staff, taken).await
}

async fn keep(app: &App, agent: &Agent, id: TicketId, posted: &Posted) -> Result<()> {
    if let Some(code) = posted.trouble {
        return Err(invalid("files", code));
    }
    if posted.text.trim().is_empty() {
        return Err(invalid("text", "text-needed"));
    }
    let me = agent.staff.id;
    let way = app.db.read(async |tx| way(tx, id, posted).await).await?;
    fits(way, posted)?;
    let mut files = Vec::with_capacity(posted.files.len());
    for (name, bytes) in &posted.files {
        files.push(store(app, name, bytes).await?);
    }
    let then = match posted.then.as_str() {
        "waiting" => Some(Step::AskCitizen),
        "resolved" => Some(Step::Answer),
        _ => None,
    };
    app.db
        .write(async |tx| {
            // Again, in the transaction that writes: it may have been referred away meanwhile.
            reply::forget(tx, me, id).await?;
            if posted.is_note {
                tickets::readable(tx, me, id).await?;
                let note = outbox::note(tx, id, me, &posted.text).await?;
                return conversations::attach(tx, note, &files).await;
            }
            let ticket = tickets::visible(tx, me, id).await?;
            if let Some(seen) = posted.seen {
                meanwhile::check(tx, id, me, seen).await?;
            }
            let (through, usual) = match Other::parse(&posted.via) {
                Some(Other::Chat) if !posted.copies.is_empty() => {
                    return Err(invalid("copy", "copies-by-mail"));
                }
                Some(way) => {
                    // Only looked at: the other way holds the contact first, as everybody does.
                    let usual = match conversations::shown_through(tx, id).await? {
                        Some(usual) => usual,
                        None => outbox::answer_conversation(tx, id).await?,
                    };
                    (elsewhere::conversation(tx, &ticket, &usual, way).await?, usual.id)
                }
                None => {
                    let usual = outbox::answer_conversation(tx, id).await?;
                    let id = usual.id;
                    (usual, id)
                }
            };
            // It may go another way by now.
            fits(Some(through.channel()), posted)?;
            let message = outbox::reply_in(tx, &app.zone, &through, id, me, &posted.text, &files).await?;
            // Who may not know the citizen, or whose report is nobody's business, copies to nobody.
            if ticket.is_anonymous || Veil::is_needed(&agent.staff, &ticket) {
                if !posted.copies.is_empty() {
                    return Err(invalid("copy", "copies-hidden"));
                }
            } else {
                outbox::copy_to(tx, (&ticket, usual), message, &posted.copies).await?;
            }
            if let Some(step) = then {
                // The answer itself tells the citizen; a second message would only say it again.
                // What they are asked is why it waits.
                let why = if step == Step::AskCitizen { shortened(&posted.text) } else { String::new() };
                let taken = Taken::by_system(step, &why);
                tickets::take_if_possible(tx, &app.zone, id, Some(me), &taken).await?;
            }
            Ok(())
        })
        .await
}

/// By which channel it will go, as far as it shows before anything is written; None: a note goes nowhere.
async fn way(tx: &mut Tx, id: TicketId, posted: &Posted) -> Result<Option<Channel>> {
    if posted.is_note {
        return Ok(None);
    }
    Ok(Some(match Other::parse(&posted.via) {
        Some(Other::Chat) => Channel::Telegram,
        Some(Other::Mail) => Channel::Email,
        None => conversations::shown_through(tx, id).await?.map_or(Channel::Api, |usual| usual.channel()),
    }))
}

/// Every way takes only so much, and it is said before a file is kept.
fn fits(way: Option<Channel>, posted: &Posted) -> Result<()> {
    let all = posted.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    let (is_too_much, code) = match way {
        // Who reported by a form or a call is answered by mail, too.
        Some(Channel::Email | Channel::Form | Channel::Voice | Channel::Api) => {
            (posted.largest.max(all) > LETTER, "files-heavy")
        }
        Some(Channel::Telegram) => (posted.largest > limits::TELEGRAM, "files-large-telegram"),
        Some(Channel::Chat) | None => (posted.largest > FILE, "files-large"),
    };
    if is_too_much { Err(invalid("files", code)) } else { Ok(()) }
}

/// The beginning of what was written, as a reason.
fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(REASON) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

async fn store(app: &App, name: &str, bytes: &[u8]) -> Result<NewAttachment> {
    let media_type = infer::get(bytes).map_or("application/octet-stream", |kind| kind.mime_type());
    let key = app.files.put(bytes.to_vec()).await?;
    Ok(NewAttachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size: Some(bytes.len() as i64),
        state: scan::state_of_new(&app.config),
        file_key: Some(key),
        remote: None,
        point: None,
    })
}

async fn read(app: &App, shell: &Shell, mut form: Multipart) -> Result<Posted> {
    let mut posted = Posted::default();
    let mut is_ours = false;
    let (mut left, mut room) = (FORM, KEPT);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| bad_request("the form cannot be read"))?;
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.content_disposition().and_then(|it| it.get_filename()).map(file_name);
        let most = if file.is_some() { room.min(limits::TELEGRAM) } else { FIELD };
        let (bytes, size) = gather(&mut field, most, &mut left).await?;
        if let Some(file) = file {
            // The token stands before the files in our form; a form without it gets no further.
            if !is_ours {
                return Err(forbidden("the form's token is missing or wrong"));
            }
            posted.largest = posted.largest.max(size);
            if size > most {
                // What no way takes is said when it is known which way the others go.
                if size <= limits::TELEGRAM {
                    posted.trouble = Some("files-together");
                }
            } else if posted.files.len() >= FILES {
                posted.trouble = Some("files-many");
            } else if !bytes.is_empty() {
                room -= size;
                posted.files.push((file, bytes));
            }
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "csrf" => is_ours = shell.csrf_matches(app, &text),
            "kind" => posted.is_note = text == "note",
            "body" => posted.text = text.replace("\r\n", "\n"),
            "then" => posted.then = text,
            "do" => (posted.inserts, posted.goes_on) = (text == "insert", text == "next"),
            "work" => posted.work = text,
            "list" => posted.list = text,
            "place" => posted.place = text,
            "answer" => posted.answer = text,
            "via" => posted.via = text,
            "copy" if posted.copies.len() <= COPIES => posted.copies.push(text),
            "seen" => posted.seen = text.parse().ok().map(MessageId),
            _ => {}
        }
    }
    if is_ours { Ok(posted) } else { Err(forbidden("the form's token is missing or wrong")) }
}

/// Reads a field to its end and says how many bytes it has; where these are more than `most`, none are kept.
async fn gather(field: &mut Field, most: usize, left: &mut usize) -> Result<(Vec<u8>, usize)> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|_| bad_request("the form was cut off"))?;
        *left = left.checked_sub(chunk.len()).ok_or_else(|| too_large("the form is too large"))?;
        size += chunk.len();
        if size > most {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((bytes, size))
}

/// The last part of what the browser calls it, without anything unprintable.
fn file_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(NAME).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        assert_eq!(file_name("C:\\Users\\x\\foto 1.jpg"), "foto 1.jpg");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("a\r\nb.txt"), "ab.txt");
        assert_eq!(file_name(""), "file");
    }
}
