//! People that stories need beside those of the city, and what they hold in their hands.

use sahut::auth::{self, PasswordHash, Role};
use sahut::ids::{StaffId, TicketId};
use sahut::{agencies, tickets};

use super::House;
use super::city::PASSWORD;

/// Reads everything and may know nobody, once they are hired ([`hire_reader`]).
pub const QA: &str = "mutu@kota.test";

pub async fn hire_reader(house: &House) -> StaffId {
    let hash = PasswordHash::of(PASSWORD.into()).await.expect("a hash");
    house
        .app
        .db
        .write(async |tx| {
            let root = agencies::root(tx).await?.id;
            let id = auth::create(tx, QA, "Mira Mutu", Role::Qa, &[root]).await?;
            auth::set_password(tx, id, &hash).await?;
            Ok(id)
        })
        .await
        .expect("a quality reader")
}

/// A token with which a program speaks for somebody.
pub async fn token(house: &House, email: &str) -> String {
    house
        .app
        .db
        .write(async |tx| {
            let staff = auth::by_email(tx, email).await?.expect("staff");
            auth::create_token(tx, staff.id, "test").await
        })
        .await
        .expect("a token")
}

/// Number and PIN of a report, as its citizen was told them.
pub async fn number_and_pin(house: &House, ticket: TicketId) -> (String, String) {
    house
        .app
        .db
        .write(async |tx| {
            let number = tickets::get(tx, ticket).await?.number.to_string();
            let pin = tickets::renew_pin(tx, &house.app.secret, ticket).await?;
            Ok((number, pin.tell().to_owned()))
        })
        .await
        .expect("a PIN")
}
