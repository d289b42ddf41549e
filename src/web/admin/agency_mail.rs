//! How an agency is reached that has no accounts, and whom to go to when it does not act.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::agencies::{reach, status};
use super::door::{Administrator, id, mendable};
use super::fields::{Faults, Fields, Typed};
use super::kept::Just;
use crate::agencies::{Agency, LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE};
use crate::agency_mail::{self, NewSettings, Settings};
use crate::app::App;
use crate::error::{Result, not_found};
use crate::ids::AgencyId;
use crate::texts::Lang;
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/agency_mail.html")]
struct MailPage {
    shell: Shell,
    agency: Agency,
    fields: Fields,
    is_kept: bool,
}

impl MailPage {
    fn name(&self) -> &str {
        self.agency.name(self.shell.t)
    }
}

pub async fn open(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    ask: web::Query<Just>,
) -> Result<HttpResponse> {
    show(&app, admin, id(&path, "agency")?, None, Faults::new(), ask.kept == "1").await
}

async fn show(
    app: &App,
    admin: Administrator,
    id: AgencyId,
    sent: Option<Typed>,
    faults: Faults,
    is_kept: bool,
) -> Result<HttpResponse> {
    let t = admin.shell.t;
    let (agency, settings) = app
        .db
        .read(async |tx| {
            let known = reach(tx, admin.staff.id).await?.into_iter().find(|agency| agency.id == id);
            Ok((known.ok_or_else(|| not_found("agency"))?, agency_mail::settings(tx, id).await?))
        })
        .await?;
    let status = status(&faults);
    let ways = ["answers_by_mail", "passes_on"]
        .map(|way| (way.to_owned(), t.say(&format!("agency-mail-way-{way}")).into_owned()));
    let languages = [Lang::Id, Lang::En]
        .map(|lang| (lang.code().to_owned(), t.say(&format!("admin-language-{lang}")).into_owned()));
    let fields = Fields::new(t, sent.unwrap_or_else(|| typed(&settings)), faults)
        .ticks("mail_ways", "mail_ways", ways.to_vec())
        .select("mail_language", languages.to_vec())
        .line("escalation_name", LONGEST_NAME)
        .optional()
        .input("escalation_email", "email", LONGEST_EMAIL)
        .optional()
        .input("escalation_phone", "tel", LONGEST_PHONE)
        .optional();
    html(status, &MailPage { shell: admin.shell, agency, fields, is_kept })
}

fn typed(settings: &Settings) -> Typed {
    let mut typed = Typed::default();
    if settings.answers_by_mail {
        typed.set("mail_ways", "answers_by_mail");
    }
    if settings.passes_on {
        typed.set("mail_ways", "passes_on");
    }
    typed.set("mail_language", settings.language.code());
    typed.set("escalation_name", settings.escalation_name.as_deref().unwrap_or_default());
    typed.set("escalation_email", settings.escalation_email.as_deref().unwrap_or_default());
    typed.set("escalation_phone", settings.escalation_phone.as_deref().unwrap_or_default());
    typed
}

pub async fn change(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let typed = Typed::new(form.0);
    let is_on = |way: &str| typed.all("mail_ways").any(|ticked| ticked == way);
    let new = NewSettings {
        answers_by_mail: is_on("answers_by_mail"),
        passes_on: is_on("passes_on"),
        language: Lang::parse(typed.text("mail_language")).unwrap_or(Lang::Id),
        name: typed.some("escalation_name"),
        email: typed.some("escalation_email"),
        phone: typed.some("escalation_phone"),
    };
    let by = admin.staff.id;
    let known = app
        .db
        .read(async |tx| Ok(reach(tx, by).await?.into_iter().find(|agency| agency.id == id)))
        .await?
        .ok_or_else(|| not_found("agency"))?;
    let mut faults = new.faults(known.email.as_deref());
    if faults.is_empty() {
        match app.db.write(async |tx| agency_mail::keep(tx, id, &new, by).await).await {
            Ok(()) => return Ok(see_other(&format!("/admin/agencies/{id}/mail?kept=1"))),
            Err(error) => faults.push(mendable(error)?),
        }
    }
    show(&app, admin, id, Some(typed), faults, false).await
}
