//! Looking into a mailbox: its folders, and what would become of the newest letters of each. Nothing is written and
//! nobody is answered; a letter or a folder that fails says so in its place.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::email::{self, Folder, Mailbox};
use channels::{Identity, Inbound, InboundKind};
use tokio::time::{Instant, timeout_at};

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

/// Letters of a folder that are looked at, and the longest time for all of them and for one.
const NEWEST: usize = 20;
const PATIENCE: Duration = Duration::from_secs(40);
const LETTER: Duration = Duration::from_secs(10);
/// How often a folder is opened anew because the session ended over a letter.
const ANEW: usize = 3;
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
    looked: Option<Vec<Looked>>,
    /// Letters from before it was switched on come in, too.
    takes_old: bool,
}

/// A folder with its newest letters.
struct Looked {
    name: String,
    is_junk: bool,
    letters: Vec<Line>,
    /// Why it could not be looked at to its end, in the reader's words and the server's.
    trouble: Option<(String, String)>,
    /// The time was up.
    is_cut: bool,
}

impl Looked {
    fn new(name: &str, is_junk: bool) -> Self {
        Self { name: name.to_owned(), is_junk, letters: Vec::new(), trouble: None, is_cut: false }
    }

    fn is_empty(&self) -> bool {
        self.letters.is_empty() && self.is_whole()
    }

    fn is_whole(&self) -> bool {
        self.trouble.is_none() && !self.is_cut
    }
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
    let found = Box::pin(newest(&app, &line, t)).await;
    show(admin, &line, found.map(|looked| (None, Some(looked))))
}

async fn within<T>(look: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| Err(silent()))
}

fn silent() -> Trouble {
    Trouble { about: About::Silent, said: "the server took too long".into() }
}

async fn line(app: &App, admin: &Administrator, id: MailboxId) -> Result<Arc<MailLine>> {
    let by: StaffId = admin.staff.id;
    app.db.read(async |tx| auth::whole_house(tx, by).await).await?;
    app.reload_lines().await?;
    app.lines().mailbox(id).cloned().ok_or_else(|| not_found("mailbox"))
}

type Found = (Option<Vec<Folder>>, Option<Vec<Looked>>);

fn show(admin: Administrator, line: &MailLine, found: Result<Found, Trouble>) -> Result<HttpResponse> {
    let t = admin.shell.t;
    let ((folders, looked), trouble) = match found {
        Ok(found) => (found, None),
        Err(trouble) => ((None, None), Some(words(t, trouble))),
    };
    let (name, id) = (line.mailbox.name.clone(), line.mailbox.id);
    let takes_old = line.mailbox.takes_old;
    page(&LookPage { shell: admin.shell, name, id, trouble, folders, looked, takes_old })
}

fn words(t: Lang, trouble: Trouble) -> (String, String) {
    (t.say(&format!("line-remedy-{}", trouble.about)).into_owned(), trouble.said)
}

/// The newest letters of every folder that is read. An error when not even one could be looked at.
async fn newest(app: &App, line: &MailLine, t: Lang) -> Result<Vec<Looked>, Trouble> {
    let of = &line.mailbox;
    let folders = of.folders().map(|name| (name, false));
    let folders = folders.chain(of.junk_folder.as_deref().map(|name| (name, true)));
    let until = Instant::now() + PATIENCE;
    let (mut all, mut first) = (Vec::new(), None);
    for (name, is_junk) in folders {
        let mut folder = Looked::new(name, is_junk);
        if let Err(trouble) = Box::pin(look(app, line, t, until, &mut folder)).await {
            // Without a connection there is none for the next folder either, and servers count refused sign-ins.
            if all.is_empty() && folder.letters.is_empty() && trouble.about != About::Server {
                return Err(trouble);
            }
            folder.trouble = Some(words(t, trouble.clone()));
            first.get_or_insert(trouble);
        }
        all.push(folder);
    }
    match first {
        Some(trouble) if all.iter().all(|folder| folder.letters.is_empty() && !folder.is_whole()) => {
            Err(trouble)
        }
        _ => Ok(all),
    }
}

async fn open(app: &App, line: &MailLine, folder: &str) -> Result<Mailbox, Trouble> {
    let config = line.imap(&app.db, &app.secret, folder).await?;
    Ok(Mailbox::open(&config).await?)
}

/// The newest letters of a folder, one after the other: large ones are not held all at once.
async fn look(
    app: &App,
    line: &MailLine,
    t: Lang,
    until: Instant,
    folder: &mut Looked,
) -> Result<(), Trouble> {
    if Instant::now() >= until {
        folder.is_cut = true;
        return Ok(());
    }
    let mut mailbox = timeout_at(until, open(app, line, &folder.name)).await.map_err(|_| silent())??;
    let newest = timeout_at(until, mailbox.newest(NEWEST)).await.map_err(|_| silent())??;
    let mut anew = 0;
    for uid in newest {
        let now = Instant::now();
        if now >= until {
            folder.is_cut = true;
            break;
        }
        let (why, is_open) = match timeout_at(until.min(now + LETTER), mailbox.peek(uid)).await {
            Ok(Ok(Some(letter))) => {
                let arrival = Arrival { mailbox: Some(line.mailbox.id), is_junk: folder.is_junk };
                let Some(mut received) = intake::letter(app, letter.raw, arrival) else { continue };
                if let Some(size) = letter.oversize {
                    received.too_large(u64::from(size));
                }
                let became = match intake::rehearse(app, &received).await {
                    Ok(outcome) => became(t, &received.inbound, &outcome),
                    Err(error) => t.with("line-look-failed", "said", error.to_string()).into_owned(),
                };
                folder.letters.push(told(&received.inbound, became));
                continue;
            }
            Ok(Ok(None)) => continue,
            Ok(Err(error)) => (error.to_string(), mailbox.is_open()),
            // All of the time is up: nothing is wrong with this letter.
            Err(_) if Instant::now() >= until => {
                folder.is_cut = true;
                return Ok(());
            }
            Err(_) => (silent().said, false),
        };
        let became = t.with("line-look-withheld", "said", why).into_owned();
        folder.letters.push(Line { from: format!("UID {uid}"), subject: String::new(), at: None, became });
        if is_open {
            continue;
        }
        anew += 1;
        if anew > ANEW {
            folder.is_cut = true;
            return Ok(());
        }
        mailbox = timeout_at(until, open(app, line, &folder.name)).await.map_err(|_| silent())??;
    }
    mailbox.close().await;
    Ok(())
}

fn became(t: Lang, inbound: &Inbound, outcome: &Outcome) -> String {
    let became = match outcome {
        Outcome::Opened { .. } if inbound.kind == InboundKind::Automatic => t.say("line-became-automatic"),
        Outcome::Opened { .. } => t.say("line-became-new"),
        Outcome::Joined { ticket, .. } => t.with("line-became-joined", "number", ticket.number.to_string()),
        Outcome::Noted if matches!(inbound.kind, InboundKind::Bounce(_)) => t.say("line-became-bounce"),
        Outcome::Noted => t.say("line-became-noted"),
        Outcome::Repeat => t.say("line-became-repeat"),
        Outcome::Rejected => t.say("line-became-rejected"),
    };
    became.into_owned()
}

fn told(inbound: &Inbound, became: String) -> Line {
    let address = match &inbound.from {
        Identity::Email(address) => address.as_str(),
        _ => "",
    };
    let from = match &inbound.from_name {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    };
    Line {
        from: from.chars().take(WORDS).collect(),
        subject: inbound.subject.as_deref().unwrap_or_default().chars().take(WORDS).collect(),
        at: inbound.sent_at,
        became,
    }
}
