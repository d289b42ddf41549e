//! What goes into the blanks of an answer: facts of the ticket, in the citizen's language.

use jiff::tz::TimeZone;

use crate::auth::{Right, Staff};
use crate::db::Tx;
use crate::error::Result;
use crate::letters;
use crate::template::Blanks;
use crate::texts::Lang;
use crate::tickets::Ticket;
use crate::when;

/// All blanks, in the order in which they are explained. `answer-blank-<name>` says what each is,
/// `answer-sample-<name>` how it may look.
pub const BLANKS: [&str; 11] =
    ["number", "name", "subject", "agency", "category", "place", "status", "due", "today", "agent", "link"];

/// The blanks as they may look, for trying out a template.
pub fn sample(lang: Lang) -> Blanks {
    BLANKS.iter().map(|name| (*name, lang.say(&format!("answer-sample-{name}")).into_owned())).collect()
}

/// The blanks of a ticket. `follow` is the address of the page where citizens follow their reports.
///
/// The name of somebody who asked to stay anonymous is never put in, whoever asks: the answer is read by
/// colleagues who may not know it.
pub async fn blanks(
    tx: &mut Tx,
    zone: &TimeZone,
    follow: &str,
    ticket: &Ticket,
    by: &Staff,
) -> Result<Blanks> {
    let lang = ticket.language;
    let mut all = letters::facts(tx, zone, ticket, by.role.may(Right::SeeContact)).await?;
    all.extend([
        ("status", lang.say(&format!("status-{}", ticket.stage.told())).into_owned()),
        ("due", when::moment(ticket.due_at, zone, lang)),
        ("agent", by.name.clone()),
        ("link", follow.to_owned()),
    ]);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_is_explained_and_has_a_sample() {
        for lang in [Lang::Id, Lang::En] {
            for name in BLANKS {
                assert!(lang.has(&format!("answer-blank-{name}")), "{name}");
                assert!(lang.has(&format!("answer-sample-{name}")), "{name}");
            }
            assert_eq!(sample(lang).len(), BLANKS.len());
        }
    }
}
