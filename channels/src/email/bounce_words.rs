//! Delivery failures told in words only: qmail, Exim, old sendmail and Exchange, Yahoo, Indonesian providers.

use super::mime::Letter;
use super::{Ours, bounce, head, people, thread, words};
use crate::{Bounce, InboundKind};

/// Bytes of the words that are read, and lines of what the other server said.
const WORDS: usize = 32 * 1024;

/// How such letters begin to tell of a failure.
const FAILURES: [&str; 16] = [
    "permanent error",
    "permanent fatal error",
    "could not be delivered",
    "wasn't able to deliver",
    "unable to deliver",
    "delivery to the following recipient failed",
    "delivery has failed",
    "did not reach the following recipient",
    "undeliverable",
    "returned to sender",
    "mail delivery failed",
    "delivery status notification (failure)",
    "failure notice",
    "tidak dapat dikirim",
    "gagal terkirim",
    "pengiriman gagal",
];
/// And of a delay.
const DELAYS: [&str; 7] = [
    "has not yet been delivered",
    "will continue to try",
    "still being retried",
    "delivery attempts will continue",
    "(delay)",
    "will be retried",
    "masih dicoba",
];

/// Reads a failure told in words, in a letter that no person sent. Nothing when it tells none.
pub(super) fn read(letter: &Letter<'_>, text: &str, ours: &Ours) -> Option<InboundKind> {
    let message = &letter.head;
    let text = &text[..words::floor(text, WORDS)];
    let lower = format!("{}\n{text}", message.subject().unwrap_or_default()).to_lowercase();
    let failed =
        head::raw_values(message, "X-Failed-Recipients").next().and_then(|value| people::written(&value));
    let delayed = DELAYS.iter().any(|word| lower.contains(word));
    if failed.is_none() && !delayed && !FAILURES.iter().any(|word| lower.contains(word)) {
        return None;
    }
    // Below the copy of our letter stand our own words.
    let told = before_copy(text);
    let line = told.lines().find(|line| status_in(line).is_some());
    let status = told.lines().find_map(enhanced_in).or_else(|| line.and_then(status_in));
    let recipient = failed.or_else(|| recipient(told, ours));
    let permanent = !delayed && status.as_deref().is_none_or(|status| status.starts_with('5'));
    Some(InboundKind::Bounce(Bounce {
        message_id: original(letter, text, ours),
        recipient,
        status,
        permanent,
        gave_up: !delayed,
        diagnostic: line.or_else(|| reason(told)).and_then(|line| words::some_line(line, bounce::DIAGNOSTIC)),
    }))
}

fn before_copy(text: &str) -> &str {
    let marks =
        ["copy of the message", "copy of your message", "original message follows", "Unsent message below"];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    &text[..end]
}

/// The first address that is not ours.
fn recipient(told: &str, ours: &Ours) -> Option<String> {
    told.lines().filter(|line| line.contains('@')).take(50).find_map(|line| {
        people::written(line).filter(|address| !ours.owns(address) && !address.starts_with("mailer-daemon@"))
    })
}

/// `5.1.1` anywhere in the line.
fn enhanced_in(line: &str) -> Option<String> {
    line.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| word.matches('.').count() == 2)
        .find_map(|word| bounce::status(word.trim_matches('.')))
        .filter(|status| !status.starts_with('2'))
}

/// The same, or `550` of a server's answer as `5.0.0`.
fn status_in(line: &str) -> Option<String> {
    enhanced_in(line).or_else(|| {
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
        let code = words.find(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()))?;
        let said = line.split_once(code).is_some_and(|(_, rest)| rest.starts_with([' ', '-', ':']));
        match code.as_bytes()[0] {
            b'5' if said && code < "560" => Some("5.0.0".into()),
            b'4' if said && code < "460" => Some("4.0.0".into()),
            _ => None,
        }
    })
}

/// Without a code: the line behind the recipient's last mention.
fn reason(told: &str) -> Option<&str> {
    let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
    let recipient = lines.iter().rposition(|line| line.contains('@'))?;
    lines.get(recipient + 1).copied()
}

/// The letter of ours that it is about: named in the copy below, or answered to.
fn original(letter: &Letter<'_>, text: &str, ours: &Ours) -> Option<String> {
    let is_ours = |id: &String| {
        thread::parse_own(id, &ours.domain).is_some() || thread::parse_letter(id, &ours.domain).is_some()
    };
    let in_copy = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim_start_matches(['>', ' '])
            .eq_ignore_ascii_case("message-id")
            .then(|| words::message_id(value))?
    });
    let answered = super::parse::references(&letter.head);
    in_copy.chain(answered).find(is_ours)
}
