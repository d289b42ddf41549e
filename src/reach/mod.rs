//! Which addresses of mail do not take our letters, and whose owners want no letters that they did not ask for.
//!
//! Kept by address, not by contact: an address is lost whoever it belongs to, whichever report they come with.

mod store;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;

/// Characters kept of what another server said.
const WHY: usize = 300;

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reach {
    pub address: String,
    /// Letters to it come back, since then.
    pub lost_at: Option<Millis>,
    /// What the other server said.
    pub why: Option<String>,
    /// Its owner told their provider that our letters are unwanted.
    pub unwanted_at: Option<Millis>,
}

/// A letter to this address came back for good.
pub async fn lost(tx: &mut Tx, address: &str, why: &str) -> Result<()> {
    let why: String = why.chars().filter(|c| !c.is_control()).take(WHY).collect();
    store::set_lost(tx, &address.to_lowercase(), &why).await
}

/// A letter came from there: it is somebody's.
pub async fn heard(tx: &mut Tx, address: &str) -> Result<()> {
    store::set_found(tx, &address.to_lowercase()).await
}

/// Its owner complained to their provider.
pub async fn unwanted(tx: &mut Tx, address: &str) -> Result<()> {
    store::set_unwanted(tx, &address.to_lowercase()).await
}

/// Its owner wants to hear from us after all. False when nobody had complained.
pub async fn wanted(tx: &mut Tx, address: &str) -> Result<bool> {
    store::set_wanted(tx, &address.to_lowercase()).await
}

/// What is known of an address; mostly nothing.
pub async fn of(tx: &mut Tx, address: &str) -> Result<Option<Reach>> {
    store::of(tx, &address.to_lowercase()).await
}

/// Does this address take no letters?
pub async fn is_lost(tx: &mut Tx, address: &str) -> Result<bool> {
    Ok(of(tx, address).await?.is_some_and(|reach| reach.lost_at.is_some()))
}

/// Does its owner want no news from us?
pub async fn wants_none(tx: &mut Tx, address: &str) -> Result<bool> {
    Ok(of(tx, address).await?.is_some_and(|reach| reach.unwanted_at.is_some()))
}

/// Does this status (RFC 3463) say that the address is at fault, and not this one letter, a full mailbox or a
/// server's opinion of us?
pub fn blames_the_address(status: Option<&str>) -> bool {
    let Some(status) = status else { return true };
    status.starts_with("5.")
        && !["5.2.2", "5.2.3", "5.3.", "5.6.", "5.7."].iter().any(|other| status.starts_with(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_is_to_blame() {
        for status in [None, Some("5.1.1"), Some("5.0.0"), Some("5.2.1"), Some("5.4.4")] {
            assert!(blames_the_address(status), "{status:?}");
        }
        for status in ["5.7.1", "5.2.2", "5.3.4", "5.6.0", "4.1.1", "2.0.0"] {
            assert!(!blames_the_address(Some(status)), "{status}");
        }
    }
}
