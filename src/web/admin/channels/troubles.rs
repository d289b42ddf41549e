//! What troubles a line, and what to do about it, in the reader's words.

use crate::db::Tx;
use crate::error::Result;
use crate::lines;
use crate::texts::Lang;

/// What troubles one line right now.
pub async fn of(tx: &mut Tx, t: Lang, line: &str) -> Result<Vec<String>> {
    let fare = lines::fares(tx).await?.remove(line).unwrap_or_default();
    Ok(in_words(t, line, fare.trouble.as_deref(), fare.out_trouble.as_deref()))
}

/// Of coming and of leaving. What it is about stands in front of what was said.
pub fn in_words(t: Lang, line: &str, trouble: Option<&str>, out_trouble: Option<&str>) -> Vec<String> {
    let kind = if line.starts_with("bot:") { "bot" } else { "mail" };
    let coming = trouble.map(|said| remedied(t, said, "line-remedy-").unwrap_or_else(|| said.to_owned()));
    let leaving = out_trouble.map(|said| {
        let own = remedied(t, said, &format!("line-out-{kind}-"));
        own.unwrap_or_else(|| t.with("line-out-other", "said", said).into_owned())
    });
    coming.into_iter().chain(leaving).collect()
}

fn remedied(t: Lang, said: &str, remedies: &str) -> Option<String> {
    let (about, said) = said.split_once(": ")?;
    let remedy = format!("{remedies}{about}");
    t.has(&remedy).then(|| format!("{} ({said})", t.say(&remedy)))
}

#[cfg(test)]
mod tests {
    use channels::Outage;

    use super::*;

    #[test]
    fn whatever_keeps_a_line_from_sending_has_a_remedy() {
        for t in [Lang::Id, Lang::En] {
            let outages =
                [Outage::Connect, Outage::Certificate, Outage::Login, Outage::Silent, Outage::Server];
            for outage in outages {
                assert!(t.has(&format!("line-out-mail-{}", outage.code())), "{outage:?}");
            }
            for outage in [Outage::Connect, Outage::Silent, Outage::Server, Outage::Token] {
                assert!(t.has(&format!("line-out-bot-{}", outage.code())), "{outage:?}");
            }
            assert_eq!(in_words(t, "mailbox:0", Some("login: no"), Some("what is this")).len(), 2);
        }
        let said = in_words(Lang::En, "bot:0", None, Some("token: Telegram does not accept it"));
        assert!(said[0].contains("@BotFather") && said[0].contains("does not accept it"), "{said:?}");
    }
}
