//! A line that has not worked for a while: those who tend the house are told, once for each time it breaks.

use serde_json::json;

use super::lines::every;
use crate::app::App;
use crate::auth;
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::lines::{self, Fare};
use crate::notices::{self, Kind};

/// Shorter ones mend themselves.
const PATIENCE: Millis = 15 * MINUTE;

/// Tells of every line whose trouble has lasted, in reading or in sending, and was not told of yet.
pub async fn tell(app: &App, tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    let mut fares = lines::fares(tx).await?;
    for of in every(app, tx).await?.into_iter().filter(|of| of.is_on) {
        let Some(fare) = fares.remove(&of.line) else { continue };
        let Some(since) = lasting(&fare, now) else { continue };
        tracing::warn!(line = of.line, "a line has not worked for a while");
        let data = json!({ "line": of.channel.code(), "name": of.name, "since": since });
        for staff in auth::tenders(tx).await? {
            notices::tell(tx, staff.id, Kind::Troubled, None, None, data.clone()).await?;
        }
        lines::told(tx, &of.line).await?;
    }
    Ok(())
}

/// Since when it has not worked, where that is to be told.
fn lasting(fare: &Fare, now: Millis) -> Option<Millis> {
    let reading = fare.trouble.as_ref().and(fare.trouble_since);
    let sending = fare.out_trouble.as_ref().and(fare.out_trouble_since);
    let lasts = |since: &Millis| now - since >= PATIENCE && fare.told_at.is_none_or(|told| told < *since);
    [reading, sending].into_iter().flatten().filter(lasts).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_told_once_each_time() {
        let broken = |since, told_at| Fare {
            trouble: Some("the server cannot be reached".into()),
            trouble_since: Some(since),
            told_at,
            ..Fare::default()
        };
        let now = 100 * MINUTE;
        assert_eq!(lasting(&broken(90 * MINUTE, None), now), None, "it may mend itself");
        assert_eq!(lasting(&broken(80 * MINUTE, None), now), Some(80 * MINUTE));
        assert_eq!(lasting(&broken(80 * MINUTE, Some(96 * MINUTE)), now), None, "told");
        assert_eq!(lasting(&broken(80 * MINUTE, Some(70 * MINUTE)), now), Some(80 * MINUTE), "broken anew");
        let mended = Fare { trouble: None, ..broken(80 * MINUTE, None) };
        assert_eq!(lasting(&mended, now), None);
        let sends = Fare { out_trouble: Some("x".into()), out_trouble_since: Some(1), ..mended };
        assert_eq!(lasting(&sends, now), Some(1));
    }
}
