//! Testing a mailbox of ours: connect, look at the folders, send a letter to itself, read it back.

use std::time::Duration;

use channels::email::{self, ImapConfig, Mailbox};
use channels::{Channel, Identity, Outbound, SendError};
use tokio::time::Instant;

use crate::app::App;
use crate::error::Result;
use crate::ids::MailboxId;
use crate::lines::connected::MailLine;
use crate::lines::{self, About, Progress, Step, Trouble};
use crate::queue::{self, Claimed};
use crate::texts::Lang;

/// A letter to oneself is back by then, or something is wrong.
const BACK: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_secs(2);
/// Longest wait for a server in any one step.
const STEP: Duration = Duration::from_secs(45);

/// Runs a `TestMailbox` job. Whatever goes wrong is the test's result, not the job's failure.
pub async fn test_mailbox(app: &App, claimed: &Claimed, id: MailboxId, run: i64) -> Result<()> {
    app.reload_lines().await?;
    if let Some(line) = app.lines().mailbox(id).cloned() {
        Trial { app, line: &line, run }.all().await?;
    }
    app.db.write(async |tx| queue::done(tx, claimed).await).await
}

struct Trial<'a> {
    app: &'a App,
    line: &'a MailLine,
    run: i64,
}

/// What stopped a test: the remedy's code, and what was said.
type Stop = (String, String);
/// What a step that went well found: the code of its words, and what was said.
type Found = (Option<String>, String);

fn stop(trouble: Trouble) -> Stop {
    (trouble.about.code().to_owned(), trouble.said)
}

impl Trial<'_> {
    async fn all(&self) -> Result<()> {
        for step in Step::ALL {
            self.note(*step, Progress::Runs, None).await?;
            let patience = if *step == Step::Back { BACK + STEP } else { STEP };
            let outcome = tokio::time::timeout(patience, self.take(*step)).await.unwrap_or_else(|_| {
                Err((About::Silent.code().to_owned(), "the server took too long".to_owned()))
            });
            match outcome {
                Ok(found) => self.note(*step, Progress::Done, found).await?,
                Err((remedy, said)) => {
                    return self.note(*step, Progress::Failed, Some((Some(remedy), said))).await;
                }
            }
        }
        Ok(())
    }

    async fn note(&self, step: Step, progress: Progress, said: Option<Found>) -> Result<()> {
        let (remedy, said) = match &said {
            Some((remedy, said)) => (remedy.as_deref(), Some(said.as_str())),
            None => (None, None),
        };
        let (id, run) = (self.line.mailbox.id, self.run);
        self.app.db.write(async |tx| lines::note_step(tx, id, run, step, progress, remedy, said).await).await
    }

    async fn take(&self, step: Step) -> Result<Option<Found>, Stop> {
        match step {
            Step::Fetch => {
                let config = self.imap(self.first()).await?;
                let there = email::imap::check(&config).await.map_err(|error| stop(error.into()))?;
                let told = if there.tells { "tells" } else { "asked" };
                Ok(Some((Some(told.to_owned()), format!("{}: {}", there.folder, there.letters))))
            }
            Step::Folders => Ok(Some((None, self.folders().await?))),
            Step::Send => {
                let smtp = self.smtp().await?;
                smtp.check().await.map(|()| None).map_err(|not| (not.about.code().to_owned(), not.said))
            }
            Step::Leave => self.leave().await.map(|()| None),
            Step::Back => Ok(Some((None, self.back().await?))),
        }
    }

    fn first(&self) -> &str {
        self.line.mailbox.folders().next().unwrap_or("INBOX")
    }

    async fn imap(&self, folder: &str) -> Result<ImapConfig, Stop> {
        self.line.imap(&self.app.db, &self.app.secret, folder).await.map_err(stop)
    }

    async fn smtp(&self) -> Result<email::Smtp, Stop> {
        self.line.smtp(&self.app.db, &self.app.secret).await.map_err(stop)
    }

    async fn folders(&self) -> Result<String, Stop> {
        let there =
            email::folders(&self.imap(self.first()).await?).await.map_err(|error| stop(error.into()))?;
        let of = &self.line.mailbox;
        let known = |wanted: &str| {
            // INBOX is written as one likes (RFC 3501 §5.1).
            there.iter().any(|folder| folder.name == wanted) || wanted.eq_ignore_ascii_case("INBOX")
        };
        let missing: Vec<&str> =
            of.folders().chain(of.junk_folder.as_deref()).filter(|folder| !known(folder)).collect();
        let names: Vec<&str> = there.iter().map(|folder| folder.name.as_str()).take(20).collect();
        if missing.is_empty() {
            Ok(names.join(", "))
        } else {
            Err(("folder".to_owned(), format!("{}; {}", missing.join(", "), names.join(", "))))
        }
    }

    fn letter_id(&self) -> String {
        lines::test_letter(&self.app.secret, self.run, &self.app.config.mail_domain())
    }

    async fn leave(&self) -> Result<(), Stop> {
        let smtp = self.smtp().await?;
        let address = self.line.mailbox.address.clone();
        let letter = Outbound {
            channel: Channel::Email,
            to: Identity::Email(address),
            to_name: None,
            thread_key: None,
            subject: Some(Lang::Id.say("line-test-subject").into_owned()),
            text: format!("{}\n\n{}", Lang::Id.say("line-test-text"), Lang::En.say("line-test-text")),
            attachments: Vec::new(),
            message_id: self.letter_id(),
            references: Vec::new(),
            reply_to: None,
            return_path: None,
            automatic: true,
            unsubscribe: None,
            language: Lang::Id.code().to_owned(),
        };
        let sender = self.line.sender(&self.app.config.city_name);
        match smtp.send(&letter, &sender, self.app.db.clock.now()).await {
            Ok(_) => Ok(()),
            Err(
                SendError::Later { reason: said, .. }
                | SendError::Refused { reason: said }
                | SendError::Gone { reason: said },
            ) => Err(("refused".to_owned(), said)),
            Err(SendError::Moved { .. }) => Err(("refused".to_owned(), String::new())),
        }
    }

    /// It may lie in any folder that we read, or where nobody would look.
    async fn back(&self) -> Result<String, Stop> {
        let id = self.letter_id();
        let of = &self.line.mailbox;
        let folders: Vec<&str> = of.folders().chain(of.junk_folder.as_deref()).collect();
        let mut open = Vec::with_capacity(folders.len());
        for folder in folders {
            let mailbox =
                Mailbox::open(&self.imap(folder).await?).await.map_err(|error| stop(error.into()))?;
            open.push((folder, mailbox));
        }
        let until = Instant::now() + BACK;
        let mut found = None;
        'looking: while Instant::now() < until {
            for (folder, mailbox) in &mut open {
                let uids: Vec<u32> =
                    mailbox.find(&id).await.map_err(|error| stop(error.into()))?.into_iter().collect();
                if !uids.is_empty() {
                    // People who look into the mailbox need not read it.
                    let _: Result<(), _> = mailbox.mark_seen(&uids).await;
                    found = Some((*folder).to_owned());
                    break 'looking;
                }
            }
            tokio::time::sleep(LOOK).await;
        }
        for (_, mailbox) in open {
            mailbox.close().await;
        }
        match found {
            Some(folder) => Ok(folder),
            None => Err(("back".to_owned(), String::new())),
        }
    }
}
