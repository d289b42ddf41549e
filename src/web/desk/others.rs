//! Who else a letter went to: told beside the citizen, ticked above an answer, named below it.

use std::collections::HashMap;

use super::chrome::Choice;
use crate::contacts;
use crate::conversations::Conversation;
use crate::copies::{self, Copied, Other, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MessageId;
use crate::tickets::Ticket;
use crate::web::Shell;

/// What stands above the reply box.
#[derive(Debug, Default)]
pub struct Others {
    /// Whom the answer can go to as well.
    pub choices: Vec<Choice>,
    /// They reported letters of ours as unwanted: nothing goes there.
    pub refusing: Vec<String>,
    /// Nobody but the citizen and us should know of this report.
    pub is_delicate: bool,
    /// The form came back: what was ticked is seen again.
    pub is_back: bool,
    /// Where their letter asks for answers (Reply-To), if it is not theirs as far as we know.
    pub asked: Option<String>,
}

impl Others {
    /// How many are ticked.
    pub fn chosen(&self) -> usize {
        self.choices.iter().filter(|choice| choice.is_chosen).count()
    }

    /// Must be seen before the answer leaves.
    pub fn is_open(&self) -> bool {
        self.chosen() > 0 && (self.is_delicate || self.is_back)
    }
}

/// Those in the citizen's own letters. Whoever may not know the citizen learns of nobody else either; from an
/// anonymous report nothing goes to others.
pub async fn load(
    tx: &mut Tx,
    ticket: &Ticket,
    through: Option<&Conversation>,
    (is_masked, typed): (bool, Option<&[String]>),
) -> Result<Others> {
    let Some(through) = through.filter(|_| !is_masked && !ticket.is_anonymous) else {
        return Ok(Others::default());
    };
    let others = copies::of(tx, through.id).await?;
    if others.is_empty() {
        return Ok(Others::default());
    }
    let known = contacts::identities(tx, through.contact_id).await?;
    let asked = copies::asked_to(tx, through.id).await?.map(|other| other.address);
    let asked = asked.filter(|asked| !known.iter().any(|known| known.value == *asked));
    let wanted = match typed {
        Some(typed) => typed.to_vec(),
        None => copies::wanted(tx, ticket.id).await?,
    };
    let refusing = copies::refusing(tx, through.id).await?;
    let (refused, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|other| refusing.contains(&other.address));
    let choices = others.iter().map(|other| Choice {
        value: other.address.clone(),
        word: other.words(),
        is_chosen: wanted.contains(&other.address),
    });
    Ok(Others {
        choices: choices.collect(),
        refusing: refused.iter().map(Other::words).collect(),
        is_delicate: ticket.is_confidential,
        is_back: typed.is_some(),
        asked,
    })
}

/// Copies of a ticket's messages, and who wrote what the citizen did not write.
#[derive(Debug, Default)]
pub struct Letters {
    copied: HashMap<MessageId, Vec<Copied>>,
    writers: HashMap<MessageId, Other>,
}

impl Letters {
    pub async fn load(tx: &mut Tx, ticket: &Ticket) -> Result<Self> {
        Ok(Self {
            copied: copies::of_ticket(tx, ticket.id).await?,
            writers: copies::writers(tx, ticket.id).await?,
        })
    }

    /// Below an answer: who got a copy, and whether it arrived.
    pub fn below(&self, shell: &Shell, message: MessageId) -> Vec<(String, bool)> {
        let copied = self.copied.get(&message).into_iter().flatten();
        copied
            .map(|copied| {
                let who = Other { address: copied.address.clone(), name: copied.name.clone() }.words();
                let words = shell.t.with(&format!("copies-{}", copied.state), "who", who).into_owned();
                (words, copied.state == State::Failed)
            })
            .collect()
    }

    /// Who wrote a message, when it was not the citizen.
    pub fn writer(&self, message: MessageId) -> Option<String> {
        self.writers.get(&message).map(Other::words)
    }

    /// As somebody reads it who may not know the citizen.
    pub fn cover(&mut self, someone: &str) {
        self.copied.clear();
        for writer in self.writers.values_mut() {
            *writer = Other { address: someone.to_owned(), name: None };
        }
    }
}
