//! Was this written by a machine? Then it must never be answered by one.

use mail_parser::{Message, MimeHeaders};

use super::mime::{self, Letter};
use super::{Ours, bounce, bounce_words, head, words};
use crate::{InboundKind, limits};

/// Subjects under which mail programs send absence notes without saying so in the header.
const ABSENT: [&str; 18] = [
    "automatic reply:",
    "automatic reply ",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "out of office:",
    "out of office re:",
    "out of office autoreply",
    "out of the office:",
    "balasan otomatis:",
    "balasan otomatis re:",
    "jawaban otomatis:",
    "pesan otomatis:",
    "otomatis:",
    "di luar kantor:",
    "sedang cuti:",
    "automatische antwort:",
    "réponse automatique",
];
/// Local parts behind which no person reads.
const NOBODY: [&str; 6] = ["no-reply", "noreply", "no_reply", "donotreply", "do-not-reply", "jangan-balas"];

/// [`InboundKind::Bounce`] for a delivery report of a failure, [`InboundKind::Automatic`] for whatever
/// else a machine sent or we sent ourselves, [`InboundKind::Message`] for the rest.
///
/// RFC 3834 §2 and §5, RFC 2919, RFC 2369, and Microsoft's X-Auto-Response-Suppress ([MS-OXCMAIL]).
pub(super) fn classify(letter: &Letter<'_>, text: &str, ours: &Ours) -> InboundKind {
    if let Some(kind) = bounce::read(letter).or_else(|| bounce::complaint(letter)) {
        return kind;
    }
    let message = &letter.head;
    let nobody = has_null_sender(message) || is_machine(message);
    if (nobody || any(message, "X-Failed-Recipients", |_| true))
        && let Some(kind) = bounce_words::read(letter, text, ours)
    {
        return kind;
    }
    let automatic = is_report(message)
        || says_automatic(message)
        || is_bulk(message)
        || nobody
        || is_nobody(message)
        || loops(message, ours)
        || is_from_us(message, ours)
        || is_absence(message);
    if automatic { InboundKind::Automatic } else { InboundKind::Message }
}

/// Did the mail system send this? For a letter that came to the address on an envelope of ours, where people's
/// programs write, too: with an answer of a machine's (RFC 3834), which is no report, or with a report of success.
pub fn came_back(raw: &[u8]) -> bool {
    let Some(letter) = mime::letter(&raw[..raw.len().min(limits::MESSAGE)], &mut Vec::new()) else {
        return false;
    };
    let message = &letter.head;
    let answers = any(message, "Auto-Submitted", |value| first_word(value) == "auto-replied")
        || any(message, "X-Autoreply", |value| first_word(value) != "no");
    (has_null_sender(message) || is_machine(message)) && !answers && !bounce::tells_of_success(&letter)
}

/// Read receipts and other reports (RFC 6522).
fn is_report(message: &Message<'_>) -> bool {
    message.content_type().is_some_and(|of| {
        of.ctype().eq_ignore_ascii_case("multipart")
            && of.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
    })
}

fn says_automatic(message: &Message<'_>) -> bool {
    // RFC 3834 §5.2: only "no" says that a person wrote it; parameters may follow.
    any(message, "Auto-Submitted", |value| first_word(value) != "no")
        // "DR, RN, NRN" only decline receipts, and Outlook writes them on people's mail.
        || any(message, "X-Auto-Response-Suppress", |value| {
            value.split(',').any(|word| matches!(first_word(word).as_str(), "all" | "oof" | "autoreply"))
        })
        || any(message, "X-Autoreply", |value| first_word(value) != "no")
        || any(message, "X-Autorespond", |value| first_word(value) != "no")
        || any(message, "X-MS-Exchange-Inbox-Rules-Loop", |_| true)
        || any(message, "X-Mailer", |value| value.to_ascii_lowercase().contains("vacation"))
}

/// One of our addresses, left by a machine that has had this letter before.
fn loops(message: &Message<'_>, ours: &Ours) -> bool {
    any(message, "X-Loop", |value| words::address(value).is_some_and(|address| ours.owns(&address)))
}

/// Sent to many, or by a list.
pub(super) fn is_bulk(message: &Message<'_>) -> bool {
    any(message, "Precedence", |value| {
        matches!(first_word(value).as_str(), "bulk" | "junk" | "list" | "auto_reply")
    }) || ["List-Id", "List-Unsubscribe", "List-Post", "Mailing-List"]
        .iter()
        .any(|name| any(message, name, |_| true))
}

/// The last server writes the envelope sender here; empty means "never answer" (RFC 5321 §4.5.5).
fn has_null_sender(message: &Message<'_>) -> bool {
    any(message, "Return-Path", |value| value.split_whitespace().collect::<String>() == "<>")
}

fn is_machine(message: &Message<'_>) -> bool {
    senders(message)
        .iter()
        .filter_map(|address| address.split('@').next())
        .any(|local| matches!(local, "mailer-daemon" | "postmaster"))
}

fn is_nobody(message: &Message<'_>) -> bool {
    senders(message)
        .iter()
        .filter_map(|address| address.split('@').next())
        .any(|local| NOBODY.contains(&local))
}

fn is_from_us(message: &Message<'_>, ours: &Ours) -> bool {
    let issued = message
        .message_id()
        .and_then(|id| id.rsplit_once('@'))
        .is_some_and(|(_, domain)| !ours.domain.is_empty() && domain.eq_ignore_ascii_case(&ours.domain));
    issued || senders(message).iter().any(|address| ours.owns(address))
}

/// An absence note by its subject.
pub(super) fn is_absence(message: &Message<'_>) -> bool {
    message.subject().is_some_and(|subject| {
        let subject = subject.trim_start().to_lowercase();
        ABSENT.iter().any(|mark| subject.starts_with(mark))
    })
}

fn senders(message: &Message<'_>) -> Vec<String> {
    [message.from(), message.sender()]
        .into_iter()
        .flatten()
        .flat_map(mail_parser::Address::iter)
        .take(20)
        .filter_map(|of| words::address(of.address()?))
        .collect()
}

fn any(message: &Message<'_>, name: &str, holds: impl Fn(&str) -> bool) -> bool {
    head::raw_values(message, name).any(|value| holds(&value))
}

fn first_word(value: &str) -> String {
    value.trim().split([' ', ';', '\t', '(']).next().unwrap_or_default().to_ascii_lowercase()
}
