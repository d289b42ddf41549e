//! Who works here as what, who a citizen is, and who may know it.

mod appeal;
mod at_once;
mod card;
mod erase;
mod judged;
mod merge;
mod months;
mod nuisance;
mod roles;
mod spoken;
mod veiled;
mod whistle;

use channels::Identity;
use sahut::auth::{self, PasswordHash, Role};
use sahut::ids::StaffId;
use sahut::tickets::Ticket;

use super::{Report, between, report};
use crate::support::House;
use crate::support::city::PASSWORD;
use crate::support::house::{Answer, Visitor};

/// Somebody new, who works for this agency.
async fn hire(house: &House, email: &str, name: &str, role: Role, agency: &str) -> StaffId {
    let hash = PasswordHash::of(PASSWORD.into()).await.expect("a hash");
    house
        .app
        .db
        .write(async |tx| {
            let agency = sahut::agencies::agency_by_code(tx, agency).await?;
            let id = auth::create(tx, email, name, role, &[agency.id]).await?;
            auth::set_password(tx, id, &hash).await?;
            Ok(id)
        })
        .await
        .expect("somebody new")
}

async fn from_mail(house: &House, address: &str, name: &'static str, text: &str) -> Ticket {
    report(
        house,
        Report {
            from: Identity::Email(address.into()),
            name: Some(name),
            text,
            channel: channels::Channel::Email,
            ..Report::default()
        },
    )
    .await
}

/// A form of the citizen's card.
async fn care(who: &Visitor, ticket: &Ticket, what: &str, fields: &[(&str, &str)]) -> Answer {
    who.post(&format!("/desk/{}/person/{what}", ticket.id), fields).await
}

async fn again(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| sahut::tickets::get(tx, ticket.id).await).await.expect("the ticket")
}

/// The panel beside a ticket.
fn panel(page: &Answer) -> &str {
    between(&page.text, "<aside class=\"desk-person\"", "</aside>")
}
