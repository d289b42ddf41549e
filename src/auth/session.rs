//! Server-side sessions: the browser holds a random token, the table its hash.

use serde_json::json;

use super::{Staff, limits, password, store};
use crate::audit;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::{Result, invalid};
use crate::secret::{random_token, token_hash};

/// A working day; after that one signs in again.
const LIFE: Millis = 12 * HOUR;
const TRIES: i64 = 10;
const WINDOW: Millis = 15 * MINUTE;

/// Checks e-mail and password and returns a session token for the cookie. Limited per account and per
/// address; the answer does not tell whether the account exists.
pub async fn sign_in(db: &Db, email: &str, password: String, address: &str) -> Result<(Staff, String)> {
    let email = email.trim().to_lowercase();
    if email.len() > 200 || password.len() > 1_000 {
        return Err(invalid("password", "sign-in-wrong"));
    }
    // A stranger who keeps guessing from one address must not lock the owner out at another.
    let keys = [
        (format!("sign-in:{email}:{address}"), TRIES),
        (format!("sign-in:{email}"), 10 * TRIES),
        (format!("sign-in-from:{address}"), 10 * TRIES),
    ];
    db.write(async |tx| {
        for (key, most) in &keys {
            limits::permit(tx, key, *most, WINDOW).await?;
        }
        Ok(())
    })
    .await?;
    let stored = db.read(async |tx| store::password_of(tx, &email).await).await?;
    let known = password::verify(password, stored).await?;
    db.write(async |tx| {
        let Some(staff) = store::by_email(tx, &email).await?.filter(|staff| known && staff.is_active) else {
            audit::record(tx, None, "sign-in-refused", ("staff", &email), json!({})).await?;
            return Ok(Err(invalid("password", "sign-in-wrong")));
        };
        for (key, _) in &keys {
            limits::forgive(tx, key).await?;
        }
        let token = random_token();
        let expires = tx.now() + LIFE;
        store::insert_session(tx, &token_hash(&token), staff.id, expires).await?;
        audit::record(tx, Some(staff.id), "signed-in", ("staff", staff.id), json!({})).await?;
        Ok(Ok((staff, token)))
    })
    .await?
}

pub async fn sign_out(tx: &mut Tx, token: &str) -> Result<()> {
    store::end_session(tx, &token_hash(token)).await
}

pub async fn staff_of_session(tx: &mut Tx, token: &str) -> Result<Option<Staff>> {
    store::staff_of_session(tx, &token_hash(token)).await
}
