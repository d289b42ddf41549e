//! Looking into a mailbox without reading on: which folders it has, what is newest, whether a letter is there.

use std::collections::HashSet;

use async_imap::types::NameAttribute;
use futures_util::TryStreamExt;

use super::connection;
use super::imap::{Fetched, ImapConfig, ImapError, Mailbox, within};

/// Folders that are told; a mailbox with more has them for its owner.
const FOLDERS: usize = 200;
const NAME: usize = 200;

/// A folder of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// As the server names it.
    pub name: String,
    /// The server puts there what it takes for unwanted.
    pub is_junk: bool,
}

/// The folders that can be read, as the server lists them.
pub async fn folders(config: &ImapConfig) -> Result<Vec<Folder>, ImapError> {
    let (mut session, _) = connection::open(config).await?;
    let found = within("list its folders", async {
        let names: Vec<_> = session.list(None, Some("*")).await?.try_collect().await?;
        Ok(names
            .iter()
            .filter(|name| !name.attributes().contains(&NameAttribute::NoSelect))
            .filter(|name| name.name().len() <= NAME && !name.name().chars().any(char::is_control))
            .map(|name| Folder {
                name: name.name().to_owned(),
                is_junk: is_junk(name.name(), name.attributes()),
            })
            .take(FOLDERS)
            .collect())
    })
    .await;
    // Nothing depends on an answer.
    let _ended: Result<_, _> =
        tokio::time::timeout(std::time::Duration::from_secs(5), session.logout()).await;
    found
}

/// By what the server says (RFC 6154), else by the usual names.
fn is_junk(name: &str, attributes: &[NameAttribute<'_>]) -> bool {
    let last = name.rsplit(['/', '.']).next().unwrap_or(name).to_lowercase();
    attributes.contains(&NameAttribute::Junk)
        || ["junk", "spam", "junk e-mail", "junk email", "bulk mail"].contains(&last.as_str())
}

impl Mailbox {
    /// The UIDs of the newest letters, newest first.
    pub async fn newest(&mut self, at_most: usize) -> Result<Vec<u32>, ImapError> {
        let session = self.session()?;
        let found = within("search", session.uid_search("ALL")).await?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        uids.sort_unstable_by(|a, b| b.cmp(a));
        uids.truncate(at_most);
        Ok(uids)
    }

    /// One letter, left unread; nothing when it is gone.
    pub async fn peek(&mut self, uid: u32) -> Result<Option<Fetched>, ImapError> {
        Ok(self.letters(vec![uid]).await?.pop())
    }

    /// The letters with a Message-ID of ours.
    pub async fn find(&mut self, message_id: &str) -> Result<HashSet<u32>, ImapError> {
        // Into a quoted string goes only what needs no quoting.
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@' | '_');
        if !message_id.chars().all(sound) {
            return Ok(HashSet::new());
        }
        let session = self.session()?;
        // A server tells of new letters when it is asked something.
        within("answer", session.noop()).await?;
        within("search", session.uid_search(format!("HEADER Message-ID \"{message_id}\""))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwanted_letters_lie_where_the_server_says_or_where_they_usually_lie() {
        assert!(is_junk("Aneh", &[NameAttribute::Junk]));
        for name in ["Junk", "INBOX.Spam", "[Gmail]/Spam", "Junk E-mail"] {
            assert!(is_junk(name, &[]), "{name}");
        }
        for name in ["INBOX", "Spam laporan", "Sent"] {
            assert!(!is_junk(name, &[NameAttribute::Marked]), "{name}");
        }
    }
}
