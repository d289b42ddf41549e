//! The form of a mailbox.

use actix_web::HttpResponse;
use askama::Template;

use super::troubles;
use crate::agencies::{self, LONGEST_EMAIL, LONGEST_NAME};
use crate::app::App;
use crate::auth;
use crate::error::Result;
use crate::ids::{AgencyId, MailboxId, StaffId};
use crate::lines::{
    self, LONGEST_HOST, LONGEST_SECRET, LONGEST_SIGNATURE, Mailbox, NewMailbox, Secrets, Security, SignIn,
};
use crate::texts::Lang;
use crate::web::admin::agencies::{choices, status};
use crate::web::admin::door::Administrator;
use crate::web::admin::fields::{Choice, Faults, Fields, Summary, Typed};
use crate::web::admin::kept::{Closed, Kept, Visit};
use crate::web::{Shell, html};

/// Fields whose content is never shown again.
const SECRETS: [&str; 4] = ["imap_password", "smtp_password", "client_secret", "refresh_token"];
/// Fields that only XOAUTH2 asks for.
const TOKEN: [&str; 4] = ["token_url", "client_id", "client_secret", "refresh_token"];
const LINE: usize = 300;

/// Fields that belong together; the heading is the text `line-part-<code>`.
struct Part {
    code: &'static str,
    fields: Fields,
    /// Matters only with one way of signing in: folded away unless it is that one. `Some(true)`: open.
    is_open: Option<bool>,
}

#[derive(Template)]
#[template(path = "web/admin/channels/mailbox.html")]
struct MailboxPage {
    shell: Shell,
    /// None: a new one.
    mailbox: Option<Mailbox>,
    parts: Vec<Part>,
    summary: Summary,
    was_tested: bool,
    /// Why it does not work, with what to do.
    troubles: Vec<String>,
}

impl MailboxPage {
    fn title(&self) -> String {
        let new = || self.shell.t.say("line-new-mailbox").into_owned();
        self.mailbox.as_ref().map_or_else(new, |mailbox| mailbox.name.clone())
    }
}

/// Mailboxes as administrators keep them.
pub struct Mailboxes;

impl Kept for Mailboxes {
    type Id = MailboxId;
    const ROOM: &'static str = "channels/mailboxes";
    const WHAT: &'static str = "mailbox";

    async fn form(app: &App, admin: Administrator, visit: Visit<MailboxId>) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (known, tree, test, troubles) = app
            .db
            .read(async |tx| {
                auth::whole_house(tx, by).await?;
                let (known, test) = match visit.id {
                    Some(id) => (Some(lines::mailbox(tx, id).await?), lines::test_of(tx, id).await?),
                    None => (None, None),
                };
                let troubles = match &known {
                    Some(known) if known.is_on => troubles::of(tx, t, &known.line()).await?,
                    _ => Vec::new(),
                };
                Ok((known, agencies::every_agency(tx).await?, test, troubles))
            })
            .await?;
        let typed = visit.typed.unwrap_or_else(|| typed(known.as_ref())).without(&SECRETS);
        let uses_token = typed.text("sign_in") == SignIn::Xoauth2.code()
            || visit.faults.iter().any(|(field, _)| TOKEN.contains(field));
        let keep: Vec<AgencyId> = known.iter().filter_map(|known| known.agency_id).collect();
        let mut agencies = vec![(String::new(), t.say("line-no-agency").into_owned())];
        agencies.extend(choices(t, &tree, &keep, |agency| agency.id.to_string()));
        let parts = ["who", "in", "token", "out", "words"]
            .map(|code| {
                let fields = Fields::new(t, typed.clone(), visit.faults.clone());
                Part {
                    code,
                    fields: fill(t, code, fields, &agencies, visit.id.is_none()),
                    is_open: (code == "token").then_some(uses_token),
                }
            })
            .into();
        let page = MailboxPage {
            was_tested: test.is_some_and(|test| test.went_well()),
            troubles,
            summary: Summary::named(t, &visit.faults),
            shell: admin.shell,
            mailbox: known,
            parts,
        };
        html(status(&visit.faults), &page)
    }

    async fn keep(
        app: &App,
        by: StaffId,
        id: Option<MailboxId>,
        typed: &Typed,
    ) -> Result<Result<MailboxId, Faults>> {
        let (new, mut faults) = read(typed);
        faults.extend(new.faults(id.is_some()));
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        let kept = app.db.write(async |tx| lines::keep_mailbox(tx, &app.secret, id, &new, by).await).await?;
        app.reload_lines().await?;
        Ok(Ok(kept))
    }
}

impl Closed for Mailboxes {
    async fn set_active(app: &App, by: StaffId, id: MailboxId, is_active: bool) -> Result<()> {
        app.db.write(async |tx| lines::set_mailbox_on(tx, id, is_active, by).await).await?;
        app.reload_lines().await
    }
}

fn fill(t: Lang, code: &str, fields: Fields, agencies: &[Choice], is_new: bool) -> Fields {
    let words = |kind: &str, codes: &[&str]| -> Vec<Choice> {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), t.say(&format!("line-{kind}-{code}")).into_owned()))
            .collect()
    };
    let securities = || words("security", &Security::ALL.iter().map(|one| one.code()).collect::<Vec<_>>());
    // What is known is kept when the field stays empty; of a new mailbox nothing is known.
    let secret = |fields: Fields, name, hint| {
        let fields = fields.input(name, "password", LONGEST_SECRET);
        if is_new { fields.hinted(hint) } else { fields.optional() }
    };
    match code {
        "who" => fields
            .line("line_name", LONGEST_NAME)
            .input("line_address", "email", LONGEST_EMAIL)
            .line("line_aliases", 2_000)
            .optional()
            .line("line_sender", LONGEST_NAME)
            .optional()
            .select("line_agency", agencies.to_vec()),
        "in" => {
            let signs = words("sign-in", &SignIn::ALL.iter().map(|one| one.code()).collect::<Vec<_>>());
            let fields = fields
                .line("imap_host", LONGEST_HOST)
                .input("imap_port", "number", 5)
                .select("imap_security", securities())
                .line("imap_user", LINE)
                .select("sign_in", signs);
            secret(fields, "imap_password", "imap_password-new")
                .line("folders", LINE)
                .line("junk_folder", LINE)
                .optional()
                .select("takes_old", words("old", &["no", "yes"]))
                .line("checked_by", LONGEST_HOST)
                .optional()
        }
        "token" => {
            let fields = fields.line("token_url", 2_000).line("client_id", LINE);
            let fields = secret(fields, "client_secret", "secret-new").optional();
            secret(fields, "refresh_token", "secret-new")
        }
        "out" => {
            let fields = fields
                .line("smtp_host", LONGEST_HOST)
                .input("smtp_port", "number", 5)
                .select("smtp_security", securities())
                .line("smtp_user", LINE)
                .optional();
            let fields = secret(fields, "smtp_password", "smtp_password-new").optional();
            fields.select("has_plus", words("plus", &["no", "yes"]))
        }
        _ => fields
            .area("signature_id", LONGEST_SIGNATURE)
            .optional()
            .area("signature_en", LONGEST_SIGNATURE)
            .optional(),
    }
}

fn typed(known: Option<&Mailbox>) -> Typed {
    let mut typed = Typed::default();
    let Some(known) = known else {
        for (name, value) in [
            ("imap_port", "993"),
            ("imap_security", "tls"),
            ("sign_in", "password"),
            ("folders", "INBOX"),
            ("takes_old", "no"),
            ("smtp_port", "587"),
            ("smtp_security", "starttls"),
            ("has_plus", "no"),
        ] {
            typed.set(name, value);
        }
        return typed;
    };
    let yes = |is_on: bool| if is_on { "yes" } else { "no" };
    typed.set("line_name", &known.name);
    typed.set("line_address", &known.address);
    typed.set("line_aliases", &known.aliases);
    typed.set("line_sender", &known.sender_name);
    typed.set("line_agency", known.agency_id.map(|id| id.to_string()).unwrap_or_default());
    typed.set("imap_host", &known.imap_host);
    typed.set("imap_port", known.imap_port.to_string());
    typed.set("imap_security", known.imap_security.code());
    typed.set("imap_user", &known.imap_user);
    typed.set("sign_in", known.sign_in.code());
    typed.set("token_url", &known.token_url);
    typed.set("client_id", &known.client_id);
    typed.set("folders", known.folders().collect::<Vec<_>>().join(", "));
    typed.set("junk_folder", known.junk_folder.as_deref().unwrap_or_default());
    typed.set("takes_old", yes(known.takes_old));
    typed.set("checked_by", &known.checked_by);
    typed.set("smtp_host", &known.smtp_host);
    typed.set("smtp_port", known.smtp_port.to_string());
    typed.set("smtp_security", known.smtp_security.code());
    typed.set("smtp_user", &known.smtp_user);
    typed.set("has_plus", yes(known.has_plus));
    typed.set("signature_id", &known.signature_id);
    typed.set("signature_en", &known.signature_en);
    typed
}

/// As it was typed, and what cannot be read of it.
fn read(typed: &Typed) -> (NewMailbox, Faults) {
    let text = |name: &str| typed.text(name).to_owned();
    let port = |name: &str| typed.text(name).parse().unwrap_or(-1);
    let mut faults = Faults::new();
    let agency = typed.some("line_agency").map(|id| id.parse::<AgencyId>());
    if matches!(agency, Some(Err(_))) {
        faults.push(("line_agency", "line-agency"));
    }
    let new = NewMailbox {
        name: text("line_name"),
        agency: agency.and_then(Result::ok),
        address: text("line_address"),
        aliases: text("line_aliases"),
        sender_name: text("line_sender"),
        imap_host: text("imap_host"),
        imap_port: port("imap_port"),
        imap_security: Security::parse(typed.text("imap_security")),
        imap_user: text("imap_user"),
        sign_in: SignIn::parse(typed.text("sign_in")),
        token_url: text("token_url"),
        client_id: text("client_id"),
        folders: text("folders"),
        junk_folder: typed.some("junk_folder"),
        takes_old: typed.text("takes_old") == "yes",
        checked_by: text("checked_by"),
        smtp_host: text("smtp_host"),
        smtp_port: port("smtp_port"),
        smtp_security: Security::parse(typed.text("smtp_security")),
        smtp_user: text("smtp_user"),
        has_plus: typed.text("has_plus") == "yes",
        // Browsers send lines ended as in letters.
        signature_id: text("signature_id").replace("\r\n", "\n"),
        signature_en: text("signature_en").replace("\r\n", "\n"),
        secrets: Secrets {
            password: text("imap_password"),
            smtp_password: text("smtp_password"),
            client_secret: text("client_secret"),
            refresh_token: text("refresh_token"),
        },
    };
    (new, faults)
}
