//! A letter that the server does not give out holds up those behind it: it is tried again alone, in one session after
//! the other, and in the end taken in with what can be had of it.

use std::cell::Cell;

use channels::email::{Cursor, Fetched, ImapError, Mailbox};

/// Tries, each in a session of its own.
const TRIES: u32 = 5;
/// After so many it is given up where no other letter lies there that would tell whose fault it is.
const ALONE: u32 = 12;
/// After so many it is given up although the server gives no other letter either.
const HOPELESS: u32 = 60;

/// The letter that is withheld, if one is. Known across sessions, because most end over it.
#[derive(Debug, Default)]
pub struct Withheld(Cell<Option<One>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct One {
    uid_validity: u32,
    uid: u32,
    tries: u32,
    /// It was asked for whole while the server gave others.
    is_sure: bool,
    /// Asking for its header ended the session.
    is_silent: bool,
}

impl Withheld {
    /// What is next in the mailbox, at most `most` letters. While one is withheld it is asked for alone.
    pub async fn fetch(
        &self,
        mailbox: &mut Mailbox,
        cursor: Option<Cursor>,
        most: usize,
    ) -> Result<Vec<Fetched>, ImapError> {
        // Another node may have read on meanwhile.
        if let Some(cursor) = cursor.filter(|cursor| cursor.uid_validity == mailbox.uid_validity()) {
            self.passed(cursor);
        }
        let generation = mailbox.uid_validity();
        let fetched = match self.0.get().filter(|one| one.uid_validity == generation) {
            Some(one) if one.tries >= TRIES => self.remains(mailbox, one, (cursor, most)).await,
            Some(_) => mailbox.fetch_after(cursor, 1).await,
            None => mailbox.fetch_after(cursor, most).await,
        };
        if let Err(error) = &fetched {
            self.count(error);
        }
        fetched
    }

    /// What can be had of it. It is not the letter's fault when the server gives no other either.
    async fn remains(
        &self,
        mailbox: &mut Mailbox,
        one: One,
        (cursor, most): (Option<Cursor>, usize),
    ) -> Result<Vec<Fetched>, ImapError> {
        let One { uid_validity, uid, tries, is_sure, is_silent } = one;
        if tries < HOPELESS {
            let is_its_fault = mailbox.gives_others(uid).await?.unwrap_or(tries >= ALONE);
            if !is_its_fault {
                let reason = "nor any other letter".to_owned();
                return Err(ImapError::Withheld { uid_validity, uid, reason });
            }
            if !is_sure {
                // What was tried while the server gave nothing says nothing of this letter.
                self.0.set(Some(One { is_sure: true, ..one }));
                return mailbox.fetch_after(cursor, 1).await;
            }
        }
        if is_silent {
            return Ok(vec![Fetched::nothing(uid_validity, uid)]);
        }
        match mailbox.remains(uid).await {
            Ok(Some(letter)) => Ok(vec![letter]),
            Ok(None) => {
                self.0.set(None);
                mailbox.fetch_after(cursor, most).await
            }
            Err(error) => {
                let is_silent = matches!(error, ImapError::Withheld { .. });
                self.0.set(Some(One { is_silent, ..one }));
                Err(error)
            }
        }
    }

    fn count(&self, error: &ImapError) {
        let known = self.0.get();
        let now = match *error {
            ImapError::Withheld { uid_validity, uid, .. } => {
                let same = known.filter(|one| (one.uid_validity, one.uid) == (uid_validity, uid));
                Some(same.unwrap_or(One { uid_validity, uid, tries: 0, is_sure: false, is_silent: false }))
            }
            // What went wrong while its remains were asked for.
            _ => known.filter(|one| one.tries >= TRIES),
        };
        if let Some(one) = now {
            self.0.set(Some(One { tries: one.tries + 1, ..one }));
        }
    }

    /// It was tried as often as it is, a moment ago.
    pub fn is_tried_enough(&self) -> bool {
        self.0.get().is_some_and(|one| one.tries == TRIES)
    }

    /// What is read up to there is withheld no more.
    pub fn passed(&self, cursor: Cursor) {
        let is_ahead = |one: &One| one.uid_validity == cursor.uid_validity && one.uid > cursor.last_uid;
        self.0.set(self.0.get().filter(is_ahead));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(uid_validity: u32, uid: u32) -> ImapError {
        ImapError::Withheld { uid_validity, uid, reason: "sorry".into() }
    }

    #[test]
    fn tries_are_counted_letter_by_letter() {
        let withheld = Withheld::default();
        for _ in 0..4 {
            withheld.count(&refused(7, 2));
        }
        // That a server is away is not this letter's fault.
        withheld.count(&ImapError::Closed);
        assert!(!withheld.is_tried_enough());
        withheld.count(&refused(7, 2));
        assert!(withheld.is_tried_enough());
        // Afterwards every session that ends over it counts.
        withheld.count(&ImapError::Closed);
        assert_eq!(
            withheld.0.get(),
            Some(One { uid_validity: 7, uid: 2, tries: 6, is_sure: false, is_silent: false })
        );
        withheld.passed(Cursor { uid_validity: 7, last_uid: 1 });
        assert!(withheld.0.get().is_some());
        withheld.passed(Cursor { uid_validity: 7, last_uid: 2 });
        assert_eq!(withheld.0.get(), None);
        // Another letter, and the same number in another generation, begin anew.
        for error in [refused(7, 3), refused(7, 3), refused(8, 3)] {
            withheld.count(&error);
        }
        assert_eq!(
            withheld.0.get(),
            Some(One { uid_validity: 8, uid: 3, tries: 1, is_sure: false, is_silent: false })
        );
    }
}
