//! Looking into a mailbox: its folders, and what would become of its newest letters. Nothing is written and nobody
//! is answered.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::email::{self, Folder};
use channels::{Identity, Inbound, InboundKind};

use crate::app::App;
use crate::auth;
use crate::clock::Millis;
use crate::error::{Result, not_found};
use crate::ids::{MailboxId, StaffId};
use crate::intake::{self, Outcome};
use crate::lines::connected::MailLine;
use crate::lines::{About, Arrival, Trouble};
use crate::texts::Lang;
use crate::web::admin::door::{Administrator, id};
use crate::web::{Form, Nothing, Shell, page};

/// Letters that are looked at, and the longest time for all of them.
const NEWEST: usize = 20;
const PATIENCE: Duration = Duration::from_secs(40);
const WORDS: usize = 120;

#[derive(Template)]
#[template(path = "web/admin/channels/look.html")]
struct LookPage {
    shell: Shell,
    name: String,
    id: MailboxId,
    /// Why nothing is shown, in the reader's words and the server's.
    trouble: Option<(String, String)>,
    folders: Option<Vec<Folder>>,
    letters: Option<Vec<Line>>,
    /// Letters from before it was switched on come in, too.
    takes_old: bool,
}

struct Line {
    from: String,
    subject: String,
    at: Option<Millis>,
    became: String,
}

pub async fn folders(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let line = line(&app, &admin, id(&path, "mailbox")?).await?;
    let found = within(async {
        let config = line.imap(&app.db, &app.secret, "INBOX").await?;
        Ok(email::folders(&config).await?)
    })
    .await;
    show(admin, &line, found.map(|folders| (Some(folders), None)))
}

pub async fn rehearse(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let line = line(&app, &admin, id(&path, "mailbox")?).await?;
    let t = admin.shell.t;
    let found = within(Box::pin(newest(&app, &line, t))).await;
    show(admin, &line, found.map(|letters| (None, Some(letters))))
}

async fn within<T>(look: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let silent = || Trouble { about: About::Silent, said: "the server took too long".into() };
    tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| Err(silent()))
}

async fn line(app: &App, admin: &Administrator, id: MailboxId) -> Result<Arc<MailLine>> {
    let by: StaffId = admin.staff.id;
    app.db.read(async |tx| auth::whole_house(tx, by).await).await?;
    app.reload_lines().await?;
    app.lines().mailbox(id).cloned().ok_or_else(|| not_found("mailbox"))
}

type Found = (Option<Vec<Folder>>, Option<Vec<Line>>);

fn show(admin: Administrator, line: &MailLine, found: Result<Found, Trouble>) -> Result<HttpResponse> {
    let t = admin.shell.t;
    let ((folders, letters), trouble) = match found {
        Ok(found) => (found, None),
        Err(trouble) => {
            let remedy = t.say(&format!("line-remedy-{}", trouble.about)).into_owned();
            ((None, None), Some((remedy, trouble.said)))
        }
    };
    let (name, id) = (line.mailbox.name.clone(), line.mailbox.id);
    let takes_old = line.mailbox.takes_old;
    page(&LookPage { shell: admin.shell, name, id, trouble, folders, letters, takes_old })
}

/// The newest letters of the first folder, one after the other: large ones are not held all at once.
async fn newest(app: &App, line: &MailLine, t: Lang) -> Result<Vec<Line>, Trouble> {
    let folder = line.mailbox.folders().next().unwrap_or("INBOX");
    let config = line.imap(&app.db, &app.secret, folder).await?;
    let mut mailbox = email::Mailbox::open(&config).await?;
    let mut letters = Vec::new();
    for uid in mailbox.newest(NEWEST).await? {
        let Some(letter) = mailbox.peek(uid).await? else { continue };
        let arrival = Arrival { mailbox: Some(line.mailbox.id), is_junk: false };
        let Some(received) = intake::letter(app, letter.raw, arrival) else { continue };
        let outcome = intake::rehearse(app, &received).await?;
        letters.push(told(t, &received.inbound, &outcome));
    }
    mailbox.close().await;
    Ok(letters)
}

fn told(t: Lang, inbound: &Inbound, outcome: &Outcome) -> Line {
    let address = match &inbound.from {
        Identity::Email(address) => address.as_str(),
        _ => "",
    };
    let from = match &inbound.from_name {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    };
    let became = match outcome {
        Outcome::Opened { .. } if inbound.kind == InboundKind::Automatic => t.say("line-became-automatic"),
        Outcome::Opened { .. } => t.say("line-became-new"),
        Outcome::Joined { ticket, .. } => t.with("line-became-joined", "number", ticket.number.to_string()),
        Outcome::Noted if matches!(inbound.kind, InboundKind::Bounce(_)) => t.say("line-became-bounce"),
        Outcome::Noted => t.say("line-became-noted"),
        Outcome::Repeat => t.say("line-became-repeat"),
        Outcome::Rejected => t.say("line-became-rejected"),
    };
    Line {
        from: from.chars().take(WORDS).collect(),
        subject: inbound.subject.as_deref().unwrap_or_default().chars().take(WORDS).collect(),
        at: inbound.sent_at,
        became: became.into_owned(),
    }
}
