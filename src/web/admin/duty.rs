//! What somebody can do and how much at once; and whether an agency's tickets are handed out by themselves.

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;

use super::agencies::status;
use super::categories::category_choices;
use super::door::{Active, Administrator, id, mendable};
use super::fields::{Faults, Fields, Typed};
use crate::agencies::{self, Agency};
use crate::app::App;
use crate::auth::{self, Staff};
use crate::duty::{self, Abilities};
use crate::error::{Result, not_found};
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;
use crate::web::{Form, Shell, html, page, see_other};

/// Digits of a limit.
const DIGITS: usize = 4;

/// Channels that can be limited; calls by telephone are one at a time by themselves.
const LIMITED: [(&str, Channel); 5] = [
    ("most_email", Channel::Email),
    ("most_telegram", Channel::Telegram),
    ("most_chat", Channel::Chat),
    ("most_form", Channel::Form),
    ("most_voice", Channel::Voice),
];

#[derive(Template)]
#[template(path = "web/admin/duty.html")]
struct DutyPage {
    shell: Shell,
    person: Staff,
    fields: Fields,
    saved: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct Done {
    saved: String,
}

pub async fn open(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Result<HttpResponse> {
    let id = id(&path, "member of staff")?;
    answer(&app, admin, id, None, Faults::new(), done.saved == "1").await
}

async fn answer(
    app: &App,
    admin: Administrator,
    id: StaffId,
    typed: Option<Typed>,
    faults: Faults,
    saved: bool,
) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (person, known, categories) = app
        .db
        .read(async |tx| {
            let person = auth::get(tx, id).await?;
            auth::within_reach(tx, by, id).await.map_err(|_| not_found("member of staff"))?;
            Ok((person, duty::abilities(tx, id).await?, agencies::every_category(tx).await?))
        })
        .await?;
    let typed = typed.unwrap_or_else(|| stands(&known));
    let languages = Lang::ALL
        .iter()
        .map(|lang| (lang.code().to_owned(), t.say(&format!("admin-language-{}", lang.code())).into_owned()));
    let topics = category_choices(t, &categories, &known.topics, |category| category.id.to_string());
    let status = status(&faults);
    let mut fields = Fields::new(t, typed, faults)
        .ticks("language", "duty-languages", languages.collect())
        .ticks("topic", "duty-topics", topics)
        .input("most", "text", DIGITS)
        .optional();
    for (name, _) in LIMITED {
        fields = fields.input(name, "text", DIGITS).optional();
    }
    html(status, &DutyPage { shell: admin.shell, person, fields, saved })
}

fn stands(known: &Abilities) -> Typed {
    let mut typed = Typed::default();
    for lang in &known.languages {
        typed.set("language", lang.code());
    }
    for topic in &known.topics {
        typed.set("topic", topic.to_string());
    }
    if let Some(most) = known.most {
        typed.set("most", most.to_string());
    }
    for (name, channel) in LIMITED {
        if let Some((_, most)) = known.most_by.iter().find(|(by, _)| *by == channel) {
            typed.set(name, most.to_string());
        }
    }
    typed
}

/// A limit as it was typed; nothing is no limit.
fn limit(typed: &Typed, name: &'static str, faults: &mut Faults) -> Option<i64> {
    let text = typed.some(name)?;
    let most = text.parse().ok().filter(|most| (1..=duty::MOST).contains(most));
    if most.is_none() {
        faults.push((name, "duty-limit"));
    }
    most
}

pub async fn change(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id: StaffId = id(&path, "member of staff")?;
    let typed = Typed::new(form.0);
    let mut faults = Faults::new();
    let new = Abilities {
        languages: typed.all("language").filter_map(Lang::parse).collect(),
        topics: typed.all("topic").filter_map(|id| id.parse().ok()).collect(),
        most: limit(&typed, "most", &mut faults),
        most_by: LIMITED
            .into_iter()
            .filter_map(|(name, channel)| Some((channel, limit(&typed, name, &mut faults)?)))
            .collect(),
    };
    if faults.is_empty() {
        let by = admin.staff.id;
        match app.db.write(async |tx| duty::set_abilities(tx, id, &new, by).await).await {
            Ok(()) => return Ok(see_other(&format!("/admin/staff/{id}/duty?saved=1"))),
            Err(error) => faults.push(mendable(error)?),
        }
    }
    answer(&app, admin, id, Some(typed), faults, false).await
}

#[derive(Template)]
#[template(path = "web/admin/hand_out.html")]
struct HandOutPage {
    shell: Shell,
    agency: Agency,
    name: String,
    is_on: bool,
}

pub async fn show_hand_out(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let by = admin.staff.id;
    let (agency, is_on) = app
        .db
        .read(async |tx| {
            auth::within(tx, by, &[id]).await.map_err(|_| not_found("agency"))?;
            Ok((agencies::agency(tx, id).await?, duty::hands_out(tx, id).await?))
        })
        .await?;
    let name = agency.name(admin.shell.t).to_owned();
    page(&HandOutPage { shell: admin.shell, agency, name, is_on })
}

pub async fn set_hand_out(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let (by, is_on) = (admin.staff.id, form.0.is_on());
    app.db.write(async |tx| duty::set_hands_out(tx, id, is_on, by).await).await?;
    Ok(see_other(&format!("/admin/agencies/{id}/hand-out")))
}
