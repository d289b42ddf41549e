//! Bringing letters over, so that one which the server does not give out holds up no other.
//!
//! Servers refuse a letter (a file that is broken there), hang up over it, say what nobody can read, or take for
//! ever. What came before it is handed on, and it is named, so that the house can try it again alone and in the end
//! take in what can be had of it.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use async_imap::Session;
use futures_util::TryStreamExt;
use tokio::time::timeout;

use super::connection::Connection;
use super::imap::{Fetched, ImapError, Mailbox, failed, set, within};
use crate::limits;

/// Longest wait for letters that are brought in one go.
const LETTER: Duration = Duration::from_mins(5);
/// Bytes of letters in one go, so that memory stays flat; a larger letter comes alone.
const TOGETHER: u64 = 8 * 1024 * 1024;
/// What the header of a letter that is too large may be counted as.
const HEADER: u64 = 64 * 1024;
/// PEEK: reading must not set \Seen before the letter is stored.
const WHOLE: &str = "BODY.PEEK[]";
const HEAD: &str = "BODY.PEEK[HEADER]";
/// Letters that are tried to find out whether the server gives any.
const OTHERS: usize = 3;

type Imap = Session<Box<dyn Connection>>;

/// What became of asking for one letter.
enum One {
    /// With its size.
    Given(Vec<u8>, u32),
    /// It is not there any more.
    Gone,
    /// It is there, and is not given.
    Refused,
}

impl Mailbox {
    /// The letters with these UIDs, in their order, up to the first one that is not given out; the last ones are left
    /// out when they are large together.
    pub(super) async fn letters(&mut self, mut uids: Vec<u32>) -> Result<Vec<Fetched>, ImapError> {
        let Some(first) = uids.first().copied() else { return Ok(Vec::new()) };
        let uid_validity = self.uid_validity();
        let session = self.session()?;
        let sizes = match sizes(session, &uids).await {
            Ok(sizes) => sizes,
            Err(error) => return Err(self.broke(first, &error)),
        };
        let size_of = |uid: &u32| sizes.get(uid).copied().map_or(0, u64::from);
        let is_large = |uid: &u32| sizes.get(uid).is_some_and(|size| is_oversize(*size));
        let mut bytes = 0;
        let fit = uids.iter().take_while(|uid| {
            let is_first = bytes == 0;
            bytes += if is_large(uid) { HEADER } else { size_of(uid) };
            is_first || bytes <= TOGETHER
        });
        let fit = fit.count();
        uids.truncate(fit);
        let whole: Vec<u32> =
            uids.iter().copied().filter(|uid| sizes.contains_key(uid) && !is_large(uid)).collect();
        let mut found = HashMap::with_capacity(whole.len());
        let mut broken = fetch(session, &whole, WHOLE, &mut found).await.err();
        let mut letters = Vec::with_capacity(uids.len());
        let mut stop = None;
        let mut here = 0;
        for uid in uids {
            // Sizes that were not told show only now; what is left comes next.
            if here > TOGETHER {
                break;
            }
            let size = sizes.get(&uid).copied();
            if broken.is_none() && is_large(&uid) {
                broken = fetch(session, &[uid], HEAD, &mut found).await.err();
            }
            let one = match (found.remove(&uid), &broken) {
                (Some(raw), _) => Ok(One::Given(raw, size.unwrap_or_default())),
                (None, Some(error)) => Err(error.clone()),
                (None, None) => alone(session, uid, size).await,
            };
            match one {
                Ok(One::Given(raw, size)) => {
                    here += raw.len() as u64;
                    let oversize = Some(size).filter(|size| is_oversize(*size));
                    letters.push(Fetched { uid_validity, uid, raw, oversize, is_withheld: false });
                }
                Ok(One::Gone) => {}
                Ok(One::Refused) => {
                    stop = Some(withheld(uid_validity, uid, "it lies there and is not given"));
                    break;
                }
                Err(error) => {
                    stop = Some(self.broke(uid, &error));
                    break;
                }
            }
        }
        match stop {
            Some(error) if letters.is_empty() => Err(error),
            _ => Ok(letters),
        }
    }

    /// What can be had of a letter that is not given out: its header, or nothing of it. None: it is gone by now.
    pub async fn remains(&mut self, uid: u32) -> Result<Option<Fetched>, ImapError> {
        let nothing = Fetched::nothing(self.uid_validity(), uid);
        let session = self.session()?;
        if is_gone(session, uid).await? {
            return Ok(None);
        }
        let mut found = HashMap::new();
        let asked = fetch(session, &[uid], HEAD, &mut found).await;
        match (found.remove(&uid), asked) {
            (Some(raw), _) => Ok(Some(Fetched { raw, ..nothing })),
            // The end of the connection looks like a refusal: is it one?
            (None, Ok(())) => match is_there(session).await {
                Ok(()) => Ok(Some(nothing)),
                Err(error) => Err(self.broke(uid, &error)),
            },
            (None, Err(error)) => Err(self.broke(uid, &error)),
        }
    }

    /// Is it this letter, or is it the server? True when another letter is given; None: there is no other.
    pub async fn gives_others(&mut self, uid: u32) -> Result<Option<bool>, ImapError> {
        let session = self.session()?;
        let all = within("search", session.uid_search("ALL")).await?;
        is_there(session).await?;
        let mut others: Vec<u32> = all.into_iter().filter(|other| *other != uid).collect();
        // Those before it were given once.
        others.sort_unstable_by_key(|other| (*other > uid, other.abs_diff(uid)));
        others.truncate(OTHERS);
        for other in &others {
            if matches!(alone(session, *other, None).await?, One::Given(..)) {
                return Ok(Some(true));
            }
        }
        Ok((!others.is_empty()).then_some(false))
    }

    /// The session ended over this letter.
    fn broke(&mut self, uid: u32, error: &ImapError) -> ImapError {
        self.drop_session();
        let said = error.to_string();
        withheld(self.uid_validity(), uid, said.strip_prefix("incoming mail: ").unwrap_or(&said))
    }
}

/// async-imap takes the end of a connection for an empty answer; this one must be given.
async fn is_there(session: &mut Imap) -> Result<(), ImapError> {
    within("answer", session.run_command_and_check_ok("NOOP")).await
}

fn withheld(uid_validity: u32, uid: u32, reason: &str) -> ImapError {
    ImapError::Withheld { uid_validity, uid, reason: reason.to_owned() }
}

fn is_oversize(size: u32) -> bool {
    u64::from(size) > limits::MESSAGE as u64
}

/// One letter on its own, after it did not come with others: a server may refuse all of them for one.
async fn alone(session: &mut Imap, uid: u32, size: Option<u32>) -> Result<One, ImapError> {
    if is_gone(session, uid).await? {
        return Ok(One::Gone);
    }
    let size = match size {
        Some(size) => Some(size),
        None => sizes(session, &[uid]).await?.remove(&uid),
    };
    let Some(size) = size else { return Ok(One::Refused) };
    let mut found = HashMap::new();
    let section = if is_oversize(size) { HEAD } else { WHOLE };
    fetch(session, &[uid], section, &mut found).await?;
    Ok(found.remove(&uid).map_or(One::Refused, |raw| One::Given(raw, size)))
}

/// A letter that is not given must be gone: async-imap ends a refused FETCH as an empty one, and stepping over a
/// letter that is still there would lose it.
async fn is_gone(session: &mut Imap, uid: u32) -> Result<bool, ImapError> {
    let search = format!("UID {uid}");
    if within("search", session.uid_search(&search)).await?.contains(&uid) {
        return Ok(false);
    }
    // A refusal and the end of the connection look like an empty answer: is it one?
    within("search", session.run_command_and_check_ok(format!("UID SEARCH {search}"))).await?;
    Ok(true)
}

/// Letters by their UIDs, as far as they come; an error says that the session is over.
async fn fetch(
    session: &mut Imap,
    uids: &[u32],
    section: &'static str,
    found: &mut HashMap<u32, Vec<u8>>,
) -> Result<(), ImapError> {
    if uids.is_empty() {
        return Ok(());
    }
    let read = async {
        let answers = session.uid_fetch(set(uids), format!("(UID {section})")).await?;
        let mut answers = pin!(answers);
        while let Some(answer) = answers.try_next().await? {
            if let (Some(uid), Some(raw)) = (answer.uid, answer.body().or_else(|| answer.header())) {
                found.insert(uid, raw.to_vec());
            }
        }
        Ok(())
    };
    match timeout(LETTER, read).await {
        Ok(read) => read.map_err(failed),
        Err(_) => Err(ImapError::TimedOut("send a letter")),
    }
}

async fn sizes(session: &mut Imap, uids: &[u32]) -> Result<HashMap<u32, u32>, ImapError> {
    let ask = async {
        let answers = session.uid_fetch(set(uids), "(UID RFC822.SIZE)").await?;
        let mut answers = pin!(answers);
        let mut sizes = HashMap::with_capacity(uids.len());
        // Other letters' flags may come in between, as they change; those name no size.
        while let Some(answer) = answers.try_next().await? {
            if let (Some(uid), Some(size)) = (answer.uid, answer.size) {
                sizes.insert(uid, size);
            }
        }
        Ok(sizes)
    };
    within("tell the letters' sizes", ask).await
}
