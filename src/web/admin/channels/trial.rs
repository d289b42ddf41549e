//! The test of a mailbox, step by step. It runs as a job; the page looks again by itself while it does.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::auth;
use crate::error::Result;
use crate::ids::MailboxId;
use crate::lines::{self, Mailbox, Progress, Test};
use crate::web::admin::door::{Administrator, id};
use crate::web::{Form, Nothing, Shell, page, see_other};

/// Seconds until the page looks again.
const AGAIN: &str = "3";

#[derive(Template)]
#[template(path = "web/admin/channels/trial.html")]
struct TrialPage {
    shell: Shell,
    mailbox: Mailbox,
    test: Option<Test>,
    is_running: bool,
}

impl TrialPage {
    fn steps(&self) -> Vec<Line> {
        let t = self.shell.t;
        let Some(test) = &self.test else { return Vec::new() };
        test.steps()
            .iter()
            .map(|noted| Line {
                icon: match noted.progress {
                    Progress::Waits if !self.is_running => "dot",
                    Progress::Waits => "pause",
                    Progress::Runs => "half",
                    Progress::Done => "check",
                    Progress::Failed => "cross",
                },
                is_failed: noted.progress == Progress::Failed,
                step: t.say(&format!("line-step-{}", noted.step)).into_owned(),
                progress: match noted.progress {
                    // What comes behind a failed step is not coming any more.
                    Progress::Waits if !self.is_running => t.say("line-progress-skipped").into_owned(),
                    progress => t.say(&format!("line-progress-{progress}")).into_owned(),
                },
                remedy: noted
                    .remedy
                    .as_ref()
                    .map(|about| t.say(&format!("line-remedy-{about}")).into_owned()),
                said: noted.said.clone().filter(|said| !said.is_empty()),
            })
            .collect()
    }

    fn went_well(&self) -> bool {
        self.test.as_ref().is_some_and(Test::went_well)
    }
}

struct Line {
    icon: &'static str,
    is_failed: bool,
    step: String,
    progress: String,
    remedy: Option<String>,
    said: Option<String>,
}

impl Line {
    const fn has_words(&self) -> bool {
        self.remedy.is_some() || self.said.is_some()
    }
}

pub async fn show(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let (id, by): (MailboxId, _) = (id(&path, "mailbox")?, admin.staff.id);
    let (mailbox, test) = app
        .db
        .read(async |tx| {
            auth::whole_house(tx, by).await?;
            Ok((lines::mailbox(tx, id).await?, lines::test_of(tx, id).await?))
        })
        .await?;
    let is_running = test.as_ref().is_some_and(|test| test.is_running(app.db.clock.now()));
    let mut answer = page(&TrialPage { shell: admin.shell, mailbox, test, is_running })?;
    if is_running {
        let again = actix_web::http::header::HeaderValue::from_static(AGAIN);
        answer.headers_mut().insert(actix_web::http::header::REFRESH, again);
    }
    Ok(answer)
}

pub async fn begin(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id: MailboxId = id(&path, "mailbox")?;
    app.db.write(async |tx| lines::begin_test(tx, id, admin.staff.id).await).await?;
    Ok(see_other(&format!("/admin/channels/mailboxes/{id}/test")))
}
