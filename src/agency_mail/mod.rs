//! Agencies that answer by e-mail because nobody there has an account yet: how they are reached, the letters
//! they got, the links in these letters, and what came back.
//!
//! A letter is known by a mark that only we can make ([`mark`]): it stands in the address answers go to and in
//! the letter's id. Links carry their own signature and end; each works once.

mod keep;
mod said;
mod store;

pub use keep::{LONGEST_WORDS, NewSettings, keep};
pub use said::{Said, said};

use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{AgencyId, AgencyLetterId, MessageId, StaffId, TicketId, codes};
use crate::queue::{self, Job};
use crate::secret::Secret;
use crate::texts::Lang;
use crate::tickets::life::Stage;

codes! {
    /// Why a letter was written.
    Kind {
        Referred = "referred",
        /// A deadline comes near.
        Soon = "soon",
        /// A deadline passed.
        Late = "late",
        /// To whoever is asked when the agency does not act.
        Escalated = "escalated",
        /// The citizen is not content, or the case was opened again.
        Reopened = "reopened",
        /// It is asked to help with what another agency answers for.
        Support = "support",
    }
}

codes! {
    LetterState {
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        /// The agency had nothing to do with it any more when it should have left.
        Dropped = "dropped",
    }
}

codes! {
    /// What a link in a letter does, or the first word of an answer.
    Deed { Accept = "accept", Decline = "decline", Answered = "answered" }
}

codes! {
    /// Who wrote back.
    Origin {
        Answer = "answer",
        /// Somebody who had the letter, from another address.
        Stranger = "stranger",
        /// An absence note and the like: never an answer.
        Machine = "machine",
    }
}

/// How an agency is reached.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Settings {
    pub answers_by_mail: bool,
    /// What it writes goes to the citizen at once.
    pub passes_on: bool,
    pub language: Lang,
    pub escalation_name: Option<String>,
    pub escalation_email: Option<String>,
    pub escalation_phone: Option<String>,
}

impl Settings {
    /// Whom to call when the agency does not act: name, telephone and address, as far as they are known.
    pub fn escalation_contact(&self) -> Option<String> {
        let known = [&self.escalation_name, &self.escalation_phone, &self.escalation_email];
        let parts: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answers_by_mail: false,
            passes_on: false,
            language: Lang::Id,
            escalation_name: None,
            escalation_email: None,
            escalation_phone: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Letter {
    pub id: AgencyLetterId,
    pub ticket_id: TicketId,
    pub agency_id: AgencyId,
    pub kind: Kind,
    /// Where it was sent.
    pub address: String,
    pub words: String,
    pub state: LetterState,
    pub error: Option<String>,
    pub created_at: Millis,
    pub sent_at: Option<Millis>,
    /// A step that the agency asked for by mail could not be taken in this stage: the words say why.
    pub refused: Option<Stage>,
}

/// What came back: a note in the ticket's thread.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Word {
    pub message_id: MessageId,
    pub ticket_id: TicketId,
    pub agency_id: AgencyId,
    pub letter_id: AgencyLetterId,
    pub kind: Origin,
    /// Who wrote, as the letter claims.
    pub sender: String,
    /// The message to the citizen it became.
    pub passed_as: Option<MessageId>,
    pub passed_by: Option<StaffId>,
    /// The step it asked for with its first word.
    pub deed: Option<Deed>,
}

/// Links work so long.
pub const LINK_LIFE: Millis = 30 * DAY;

pub async fn settings(tx: &mut Tx, agency: AgencyId) -> Result<Settings> {
    Ok(store::settings(tx, agency).await?.unwrap_or_default())
}

/// Writes a letter; it leaves after the commit.
pub async fn write(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    kind: Kind,
    address: &str,
    words: &str,
) -> Result<AgencyLetterId> {
    let words: String = words.trim().chars().take(LONGEST_WORDS).collect();
    let id = store::insert_letter(tx, ticket, agency, kind, address, &words).await?;
    queue::enqueue(tx, &Job::TellAgency { letter: id }).await?;
    Ok(id)
}

/// Tells the agency that wrote back to a letter why the step it asked for cannot be taken in this stage. False:
/// it was told already, and hears nothing more until the stage changes.
pub async fn refuse(tx: &mut Tx, to: &Letter, address: &str, why: &str, stage: Stage) -> Result<bool> {
    let Some(id) = store::insert_refusal(tx, to, address, why, stage).await? else { return Ok(false) };
    queue::enqueue(tx, &Job::TellAgency { letter: id }).await?;
    Ok(true)
}

pub async fn letter(tx: &mut Tx, id: AgencyLetterId) -> Result<Letter> {
    find(tx, id).await?.ok_or_else(|| not_found("letter"))
}

pub async fn find(tx: &mut Tx, id: AgencyLetterId) -> Result<Option<Letter>> {
    store::letter(tx, id).await
}

/// All letters about a ticket, oldest first.
pub async fn letters_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Letter>> {
    store::letters_of(tx, ticket).await
}

/// Was an agency written about this ticket since then?
pub async fn has_written_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    store::has_written_since(tx, ticket, since).await
}

/// Letters to this agency about this ticket that have not left do not leave.
pub async fn drop_waiting(tx: &mut Tx, ticket: TicketId, agency: AgencyId) -> Result<()> {
    store::drop_waiting(tx, ticket, agency).await
}

/// Did a letter about this ticket leave since?
pub async fn has_sent_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    store::has_sent_since(tx, ticket, since).await
}

pub async fn sent(tx: &mut Tx, id: AgencyLetterId) -> Result<()> {
    store::set_state(tx, id, LetterState::Sent, None).await
}

/// It will not arrive, or came back.
pub async fn failed(tx: &mut Tx, id: AgencyLetterId, error: &str) -> Result<()> {
    store::set_state(tx, id, LetterState::Failed, Some(error)).await
}

pub async fn dropped(tx: &mut Tx, id: AgencyLetterId) -> Result<()> {
    store::set_state(tx, id, LetterState::Dropped, None).await
}

/// What makes a letter ours, for addresses and ids: 80 bits that nobody else can make.
pub fn mark(secret: &Secret, letter: AgencyLetterId) -> String {
    let mut mark = secret.digest("agency-letter", &letter.to_string());
    mark.truncate(20);
    mark
}

/// Is this the letter's mark?
pub fn is_mark(secret: &Secret, letter: AgencyLetterId, mark: &str) -> bool {
    use subtle::ConstantTimeEq;
    self::mark(secret, letter).as_bytes().ct_eq(mark.to_ascii_lowercase().as_bytes()).into()
}

/// The path of a link that does something, until a time.
pub fn link(secret: &Secret, letter: AgencyLetterId, deed: Deed, until: Millis) -> String {
    let digest = secret.digest("agency-link", &format!("{letter}.{deed}.{until}"));
    format!("/agency/{letter}/{deed}/{until}/{digest}")
}

/// Did we make this link? Says nothing about whether it is over, or was used.
pub fn is_link(secret: &Secret, letter: AgencyLetterId, deed: Deed, until: Millis, digest: &str) -> bool {
    secret.matches("agency-link", &format!("{letter}.{deed}.{until}"), digest)
}

/// Uses a link up; false when it was used before.
pub async fn use_link(tx: &mut Tx, letter: AgencyLetterId, deed: Deed) -> Result<bool> {
    store::use_link(tx, letter, deed).await
}

pub async fn is_used(tx: &mut Tx, letter: AgencyLetterId, deed: Deed) -> Result<bool> {
    store::is_used(tx, letter, deed).await
}

/// Keeps what came back beside its note.
pub async fn record(
    tx: &mut Tx,
    note: MessageId,
    letter: &Letter,
    kind: Origin,
    sender: &str,
    deed: Option<Deed>,
) -> Result<()> {
    let sender: String = sender.chars().filter(|c| !c.is_control()).take(250).collect();
    store::insert_word(tx, note, letter, kind, &sender, deed).await
}

/// What came back about a ticket.
pub async fn words_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Word>> {
    store::words_of(tx, ticket).await
}

/// What this note is, locked until the transaction ends.
pub async fn word(tx: &mut Tx, note: MessageId) -> Result<Word> {
    store::lock_word(tx, note).await?.ok_or_else(|| not_found("answer"))
}

/// It went to the citizen.
pub async fn passed(tx: &mut Tx, note: MessageId, message: MessageId, by: Option<StaffId>) -> Result<()> {
    store::set_passed(tx, note, message, by).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_links_are_of_one_letter_one_deed_and_one_time() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef".into()).unwrap();
        let (one, two) = (AgencyLetterId(1), AgencyLetterId(2));
        assert!(is_mark(&secret, one, &mark(&secret, one).to_uppercase()));
        assert!(!is_mark(&secret, two, &mark(&secret, one)) && !is_mark(&secret, one, ""));
        let path = link(&secret, one, Deed::Accept, 5);
        let digest = path.rsplit('/').next().unwrap();
        assert!(is_link(&secret, one, Deed::Accept, 5, digest));
        assert!(!is_link(&secret, two, Deed::Accept, 5, digest));
        assert!(!is_link(&secret, one, Deed::Decline, 5, digest));
        assert!(!is_link(&secret, one, Deed::Accept, 6, digest));
    }
}
