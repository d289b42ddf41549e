//! Delivery status notifications, RFC 3464 (and RFC 6533 for addresses beyond ASCII).

use super::mime::Letter;
use super::{charset, head, words};
use crate::{Bounce, InboundKind};

/// Bytes of a report that are read, and recipients in it.
const REPORT: usize = 64 * 1024;
const RECIPIENTS: usize = 100;
/// Bytes kept of what the other server said.
pub(super) const DIAGNOSTIC: usize = 500;

/// Reads the report in a letter: a failure or delay is a bounce, a success is only automatic mail.
/// Nothing when the letter carries no report.
pub(super) fn read(letter: &Letter<'_>) -> Option<InboundKind> {
    let groups = report(letter)?;
    let recipients: Vec<Recipient> = groups.iter().filter_map(|group| Recipient::read(group)).collect();
    // Each exemplar of a letter of ours has one recipient; when a report names several, the worst speaks.
    let Some(worst) = recipients.iter().max_by_key(|recipient| recipient.severity()) else {
        return Some(InboundKind::Automatic);
    };
    if worst.severity() == 0 {
        return Some(InboundKind::Automatic);
    }
    Some(InboundKind::Bounce(Bounce {
        message_id: original(letter).or_else(|| named(&groups)),
        recipient: worst.address.clone(),
        status: worst.status.clone(),
        permanent: worst.severity() == 2,
        gave_up: worst.action == "failed" || worst.severity() == 2,
        diagnostic: worst.diagnostic.clone(),
    }))
}

/// A report that names recipients, and everything arrived.
pub(super) fn tells_of_success(letter: &Letter<'_>) -> bool {
    let recipients: Vec<Recipient> =
        report(letter).iter().flatten().filter_map(|group| Recipient::read(group)).collect();
    !recipients.is_empty() && recipients.iter().all(|recipient| recipient.severity() == 0)
}

/// The fields of the report in a letter.
fn report(letter: &Letter<'_>) -> Option<Vec<Vec<(String, String)>>> {
    let part = letter.parts.iter().find(|part| {
        part.media_type
            .as_deref()
            .is_some_and(|of| of.starts_with("message/") && of.ends_with("delivery-status"))
    })?;
    let bytes = part.beginning(REPORT).unwrap_or_else(|as_it_came| as_it_came);
    Some(groups(&charset::undeclared(&bytes[..bytes.len().min(REPORT)])))
}

#[derive(Default)]
struct Recipient {
    address: Option<String>,
    action: String,
    status: Option<String>,
    diagnostic: Option<String>,
}

impl Recipient {
    /// A group that names a recipient (RFC 3464 §2.3); the first group speaks of the whole message.
    fn read(group: &[(String, String)]) -> Option<Self> {
        let field = |name: &str| group.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        // The citizen's address as we know it is the original one, if the report tells.
        let address = field("original-recipient").or_else(|| field("final-recipient"))?;
        let address = address.split_once(';').map_or(address, |(_, address)| address);
        let told = field("diagnostic-code");
        Some(Self {
            address: words::address(address),
            action: field("action").unwrap_or_default().trim().to_lowercase(),
            // Some reports give the code only where they quote the other server.
            status: field("status").and_then(status).or_else(|| told.and_then(status_within)),
            diagnostic: field("diagnostic-code").and_then(|text| words::some_line(text, DIAGNOSTIC)),
        })
    }

    /// 2 for good, 1 for now, 0 it arrived.
    fn severity(&self) -> u8 {
        match (self.status.as_deref().and_then(|status| status.bytes().next()), self.action.as_str()) {
            (Some(b'5'), _) | (None, "failed") => 2,
            (Some(b'2'), _) | (None, "delivered" | "relayed" | "expanded") => 0,
            _ => 1,
        }
    }
}

/// The first `5.1.1` among the words of a server.
fn status_within(text: &str) -> Option<String> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(status)
}

/// The Message-ID that a report names itself (Google: `X-Original-Message-ID`).
fn named(groups: &[Vec<(String, String)>]) -> Option<String> {
    groups.iter().flatten().find_map(|(name, value)| {
        matches!(name.as_str(), "x-original-message-id" | "original-message-id")
            .then(|| words::message_id(value))?
    })
}

/// A complaint (RFC 5965): somebody told their provider that a letter of ours is unwanted. The very letter is
/// named, the letter itself arrived.
pub(super) fn complaint(letter: &Letter<'_>) -> Option<InboundKind> {
    let part = letter.parts.iter().find(|part| part.is("message/feedback-report"))?;
    let bytes = part.beginning(REPORT).unwrap_or_else(|as_it_came| as_it_came);
    let groups = groups(&charset::undeclared(&bytes));
    let field =
        |name: &str| groups.iter().flatten().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let kind = words::some_line(field("feedback-type").unwrap_or_default(), 40)?.to_lowercase();
    if kind == "not-spam" {
        return Some(InboundKind::Automatic);
    }
    let recipient = field("original-rcpt-to").or_else(|| field("original-recipient"));
    Some(InboundKind::Bounce(Bounce {
        message_id: original(letter),
        recipient: recipient.and_then(|address| words::address(address.trim_matches(['<', '>', ' ']))),
        status: None,
        permanent: false,
        gave_up: false,
        diagnostic: Some(format!(
            "the recipient told their mail provider that this mail is unwanted ({kind})"
        )),
    }))
}

/// `5.1.1` of `5.1.1 (bad destination)`; nothing else (RFC 3463 §2).
pub(super) fn status(text: &str) -> Option<String> {
    let code = text.trim().split([' ', '(', '\t']).next()?;
    let parts: Vec<&str> = code.split('.').collect();
    let sound = parts.len() == 3
        && matches!(parts[0], "2" | "4" | "5")
        && parts[1..]
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    sound.then(|| code.to_owned())
}

/// Fields in groups: groups are parted by empty lines, folded lines are joined, names in lower case.
fn groups(report: &str) -> Vec<Vec<(String, String)>> {
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in report.lines() {
        if line.trim().is_empty() {
            if groups.last().is_some_and(|group| !group.is_empty()) {
                if groups.len() > RECIPIENTS {
                    break;
                }
                groups.push(Vec::new());
            }
        } else if let Some(group) = groups.last_mut() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = group.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                group.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
        }
    }
    groups
}

/// The Message-ID of the letter that came back: whole, or its headers only.
fn original(letter: &Letter<'_>) -> Option<String> {
    letter.parts.iter().find_map(|part| {
        let returned = matches!(
            part.media_type.as_deref(),
            Some("message/rfc822" | "message/global" | "text/rfc822-headers" | "message/global-headers")
        );
        if !returned {
            return None;
        }
        let mut bytes = part.beginning(head::HEADER).unwrap_or_else(|as_it_came| as_it_came);
        // The last line end was the delimiter's, and mail-parser drops a header without one.
        bytes.extend_from_slice(b"\r\n\r\n");
        head::headers(&bytes)?.message_id().and_then(words::message_id)
    })
}
