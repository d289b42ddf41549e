//! What a citizen began in a chat and has not finished: a report in the making, a question, a number that we
//! asked for. One thing a chat; who holds the chat holds it.
//!
//! Everything that was said lies in the conversation as messages, edits included; a talk only knows which of
//! them belong to it. So nothing is said twice, and nothing is lost with it.

mod store;

use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ConversationId, MessageId, TalkId, codes};

codes! {
    /// What the citizen is asked now.
    Step {
        /// What happened?
        What = "what",
        /// Which category is it?
        Topic = "topic",
        Place = "place",
        Picture = "picture",
        /// With or without their name?
        Name = "name",
        /// Is it one of the cases that are known already?
        Same = "same",
        /// Everything said: send it?
        Check = "check",
        /// What do they want to know?
        Question = "question",
        /// Which of these articles answers it?
        Answers = "answers",
        /// Number and PIN of a report.
        Number = "number",
    }
}

impl Step {
    /// Is a report being made?
    pub const fn is_report(self) -> bool {
        matches!(
            self,
            Self::What | Self::Topic | Self::Place | Self::Picture | Self::Name | Self::Same | Self::Check
        )
    }
}

/// Messages that one report in the making can have.
pub const MOST_SAID: usize = 60;

/// An unfinished thing.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Talk {
    pub id: TalkId,
    pub bot: String,
    pub chat: String,
    pub conversation_id: ConversationId,
    pub state: Json<State>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// How far it is. Stored: fields may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub step: Step,
    /// Messages that belong to it, in order.
    pub said: Vec<MessageId>,
    /// Those of them whose words say what it is about.
    pub words: Vec<MessageId>,
    /// Code of the category; empty: the citizen leaves it to us.
    pub topic: Option<String>,
    /// Degrees, WGS 84.
    pub point: Option<(f64, f64)>,
    pub place: Option<String>,
    pub is_placed: bool,
    pub pictures: usize,
    pub is_pictured: bool,
    pub is_anonymous: Option<bool>,
    /// Known cases were offered, and it is none of them.
    pub is_new: bool,
    /// Slugs and languages of the articles that are shown, in order.
    pub articles: Vec<(String, String)>,
    /// Which page of them.
    pub page: usize,
    /// No article answers it, as far as we know.
    pub is_unanswered: bool,
    /// They read an article and said that it did not help.
    pub is_not_helped: bool,
    /// They sent a contact card where something else was asked: somebody must see it.
    pub has_card: bool,
    /// They were told that a photo knows its place.
    pub is_photo_offered: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            step: Step::What,
            said: Vec::new(),
            words: Vec::new(),
            topic: None,
            point: None,
            place: None,
            is_placed: false,
            pictures: 0,
            is_pictured: false,
            is_anonymous: None,
            is_new: false,
            articles: Vec::new(),
            page: 0,
            is_unanswered: false,
            is_not_helped: false,
            has_card: false,
            is_photo_offered: false,
        }
    }
}

impl State {
    pub fn at(step: Step) -> Self {
        Self { step, ..Self::default() }
    }

    /// What to ask next, in the order in which people are asked.
    pub fn next(&self) -> Step {
        if self.said.is_empty() {
            Step::What
        } else if self.topic.is_none() {
            Step::Topic
        } else if !self.is_placed {
            Step::Place
        } else if !self.is_pictured {
            Step::Picture
        } else if self.is_anonymous.is_none() {
            Step::Name
        } else if self.is_new {
            Step::Check
        } else {
            Step::Same
        }
    }

    /// A report with something in it, a question that nobody answered, or somebody's number: it must not end as nothing.
    pub fn is_worth_a_ticket(&self) -> bool {
        !self.said.is_empty() && (self.step.is_report() || self.is_unanswered || self.has_card)
    }
}

/// The unfinished thing of a chat. Call it while the conversation is locked.
pub async fn find(tx: &mut Tx, bot: &str, chat: &str) -> Result<Option<Talk>> {
    store::find(tx, bot, chat).await
}

pub async fn get(tx: &mut Tx, id: TalkId) -> Result<Option<Talk>> {
    store::get(tx, id).await
}

/// Begins something; what was begun before in this chat is over.
pub async fn begin(
    tx: &mut Tx,
    (bot, chat): (&str, &str),
    conversation: ConversationId,
    state: State,
) -> Result<Talk> {
    if let Some(before) = store::find(tx, bot, chat).await? {
        store::remove(tx, before.id).await?;
    }
    let now = tx.now();
    let talk = Talk {
        id: TalkId(tx.id()),
        bot: bot.to_owned(),
        chat: chat.to_owned(),
        conversation_id: conversation,
        state: Json(state),
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &talk).await?;
    Ok(talk)
}

/// Keeps how far it is.
pub async fn keep(tx: &mut Tx, talk: &Talk) -> Result<()> {
    store::set_state(tx, talk.id, &talk.state).await
}

/// It is done or dropped; true when it still was there.
pub async fn end(tx: &mut Tx, id: TalkId) -> Result<bool> {
    store::remove(tx, id).await
}

/// Things nobody came back to since, in order, behind one.
pub async fn silent(tx: &mut Tx, since: Millis, after: TalkId, limit: i64) -> Result<Vec<Talk>> {
    store::silent(tx, since, after, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_asked_once_and_in_order() {
        let mut state = State::default();
        assert_eq!(state.next(), Step::What);
        assert!(!state.is_worth_a_ticket());
        state.said.push(MessageId(1));
        assert!(state.is_worth_a_ticket());
        assert_eq!(state.next(), Step::Topic);
        state.topic = Some(String::new());
        assert_eq!(state.next(), Step::Place);
        state.is_placed = true;
        assert_eq!(state.next(), Step::Picture);
        state.is_pictured = true;
        assert_eq!(state.next(), Step::Name);
        state.is_anonymous = Some(false);
        assert_eq!(state.next(), Step::Same);
        state.is_new = true;
        assert_eq!(state.next(), Step::Check);
    }

    #[test]
    fn a_question_becomes_a_ticket_only_when_nothing_helped() {
        let mut state = State { said: vec![MessageId(1)], ..State::at(Step::Answers) };
        assert!(!state.is_worth_a_ticket());
        state.is_unanswered = true;
        assert!(state.is_worth_a_ticket());
    }

    #[test]
    fn what_an_older_version_kept_is_read() {
        let state: State = serde_json::from_str(r#"{"step":"place","said":[5],"gone":1}"#).unwrap();
        assert_eq!((state.step, state.said), (Step::Place, vec![MessageId(5)]));
    }
}
