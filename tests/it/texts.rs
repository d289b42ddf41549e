//! What citizens are told at each step, agencies that help, and agencies that answer by e-mail.

mod admin;
mod by_mail;
mod hidden;
mod life;
mod links;
mod support;
mod to_agencies;
mod words;

use channels::{Channel, Identity, Inbound, Thread};
use sahut::agency_mail::{self, NewSettings};
use sahut::config::Config;
use sahut::conversations::{self, Direction};
use sahut::ids::{AgencyId, StaffId, TicketId};
use sahut::intake::{self, Outcome, Received, Wishes};
use sahut::texts::Lang;
use sahut::tickets::{self, Ticket};
use sahut::{agencies, auth, notices};

use crate::support::city::ADMINISTRATOR;
use crate::support::house::{Answer, Visitor};
use crate::support::{House, inbound};

/// Mails become files in a folder of this house's own.
pub fn into_a_folder(config: &mut Config) {
    config.smtp_url = Some(format!("file://{}/mail", config.data_dir.display()).into());
}

/// The letters that left so far for an address, as whoever reads them sees them.
pub fn letters_to(house: &House, address: &str) -> Vec<Inbound> {
    let Ok(files) = std::fs::read_dir(house.folder.path().join("mail")) else { return Vec::new() };
    let mut letters: Vec<(std::time::SystemTime, Inbound)> = files
        .filter_map(Result::ok)
        .filter(|file| file.path().extension().is_some_and(|end| end == "eml"))
        .map(|file| (file.metadata().unwrap().modified().unwrap(), std::fs::read(file.path()).unwrap()))
        .filter(|(_, raw)| String::from_utf8_lossy(raw).contains(address))
        .map(|(at, raw)| (at, channels::email::parse(&raw, &channels::email::Ours::default())))
        .collect();
    letters.sort_by_key(|(at, _)| *at);
    letters.into_iter().map(|(_, letter)| letter).collect()
}

/// A letter as the mailbox hands it over.
pub fn letter(from: &str, subject: &str, text: &str, thread: Thread) -> Inbound {
    let id = format!("{}@luar.test", &sahut::secret::random_token()[..16]);
    Inbound {
        from_name: Some("Siti Rahma".into()),
        thread,
        subject: Some(subject.into()),
        ..inbound(Channel::Email, Identity::Email(from.into()), &id, text)
    }
}

/// Somebody reports by mail.
async fn report(house: &House, inbound: Inbound, wishes: Wishes) -> Ticket {
    let received = Received { wishes, ..Received::new(inbound, b"raw".to_vec(), "message/rfc822") };
    match intake::receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

fn about(category: &str) -> Wishes {
    Wishes { category: Some(category.into()), ..Wishes::default() }
}

async fn again(house: &House, id: TicketId) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap()
}

/// Everything the citizen was told about a ticket, in order.
async fn told(house: &House, id: TicketId) -> Vec<String> {
    let messages = house.app.db.read(async |tx| conversations::of_ticket(tx, id, 100).await).await.unwrap();
    messages
        .into_iter()
        .filter(|message| message.direction == Direction::Out)
        .map(|message| message.body)
        .collect()
}

async fn agency(house: &House, code: &str) -> AgencyId {
    house.app.db.read(async |tx| agencies::agency_by_code(tx, code).await).await.unwrap().id
}

async fn staff(house: &House, email: &str) -> StaffId {
    house.app.db.read(async |tx| auth::by_email(tx, email).await).await.unwrap().expect("somebody").id
}

/// Kinds of notices somebody has not read.
async fn noticed(house: &House, email: &str) -> Vec<&'static str> {
    let id = staff(house, email).await;
    let all = house.app.db.read(async |tx| notices::of(tx, id, None).await).await.unwrap();
    all.into_iter().filter(|notice| notice.read_at.is_none()).map(|notice| notice.kind.code()).collect()
}

async fn step(who: &Visitor, id: TicketId, step: &str, reason: &str) -> Answer {
    who.post(&format!("/desk/{id}/step"), &[("step", step), ("reason", reason)]).await
}

async fn refer(house: &House, who: &Visitor, id: TicketId, to: &str, reason: &str) -> Answer {
    let to = agency(house, to).await.to_string();
    who.post(&format!("/desk/{id}/refer"), &[("agency", &to), ("reason", reason)]).await
}

/// From now on this agency has no accounts and reads this mailbox.
pub async fn answers_by_mail(house: &House, code: &str, address: &str, passes_on: bool) {
    let id = agency(house, code).await;
    let by = staff(house, ADMINISTRATOR).await;
    house
        .app
        .db
        .write(async |tx| {
            let known = agencies::agency(tx, id).await?;
            let new = agencies::NewAgency {
                code: known.code,
                parent: Some(agencies::ROOT.into()),
                name_id: known.name_id,
                name_en: known.name_en,
                phone: None,
                email: Some(address.to_owned()),
            };
            agencies::save_agency(tx, &new).await?;
            let settings = NewSettings {
                answers_by_mail: true,
                passes_on,
                language: Lang::Id,
                name: Some("Kepala Dinas".into()),
                email: Some(format!("kepala-{address}")),
                phone: None,
            };
            agency_mail::keep(tx, id, &settings, by).await
        })
        .await
        .unwrap();
}
