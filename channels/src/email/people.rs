//! Who a letter is from and to.

use mail_parser::{Address, HeaderValue, Message};

use super::{Ours, head, words};
use crate::{Identity, Person};

/// Addresses that are looked at, and others that are kept.
const ADDRESSES: usize = 200;
const OTHERS: usize = 50;
/// Bytes of a display name.
pub(super) const NAME: usize = 120;

/// The sender as the letter says, which proves nothing.
pub(super) struct Sender {
    pub identity: Identity,
    pub name: Option<String>,
    pub reply_to: Option<String>,
    /// The letter names more than one, or none where it should: nobody can vouch for that.
    pub is_doubtful: bool,
}

impl Sender {
    pub(super) fn address(&self) -> Option<&str> {
        match &self.identity {
            Identity::Email(address) => Some(address),
            _ => None,
        }
    }
}

/// Reads From; where it has no address, what else tells whose letter it is. Reply-To is anyone's to write,
/// so it is only told to the staff.
pub(super) fn sender(message: &Message<'_>, remarks: &mut Vec<String>) -> Sender {
    let all = people(message, "From");
    let named = all.iter().filter(|(address, _)| address.is_some()).count();
    if named > 1 {
        remarks.push("The mail names several senders; the first one is taken.".into());
    }
    let at = all.iter().position(|(address, _)| address.is_some());
    let mut address = at.and_then(|at| all[at].0.clone());
    // A comma in a name that is not quoted parts it from its own address: "Aminah, Siti <…>".
    let pieces = all[..at.map_or(all.len().min(1), |at| at + 1)].iter().filter_map(|(_, name)| name.clone());
    let mut name = words::some_line(&pieces.collect::<Vec<String>>().join(", "), NAME);
    if address.is_none() {
        address = elsewhere(message);
        if address.is_some() {
            remarks
                .push("The mail's From names no address; the one it was handed over with is taken.".into());
        } else {
            remarks.push("The mail names no sender; it cannot be answered by e-mail.".into());
        }
    }
    if let Some(shown) = name.as_deref().and_then(written)
        && Some(&shown) != address.as_ref()
    {
        remarks.push(format!("The sender's name shows another address: {shown}."));
        name = None;
    }
    let reply_to = people(message, "Reply-To").into_iter().find_map(|(address, _)| address);
    let reply_to = reply_to.filter(|reply_to| Some(reply_to) != address.as_ref());
    if let Some(reply_to) = &reply_to {
        remarks.push(format!("The sender asks for answers to {reply_to} (Reply-To)."));
    }
    Sender {
        identity: address.map_or(Identity::Unknown, Identity::Email),
        name,
        reply_to,
        is_doubtful: named != 1,
    }
}

/// Sender, or the address on the envelope.
fn elsewhere(message: &Message<'_>) -> Option<String> {
    people(message, "Sender").into_iter().find_map(|(address, _)| address).or_else(|| {
        let path = head::raw_values(message, "Return-Path").next()?;
        words::address(path.trim().trim_matches(['<', '>']))
    })
}

/// Address and name of everybody in the headers of that name.
fn people(message: &Message<'_>, name: &str) -> Vec<(Option<String>, Option<String>)> {
    // Also when the header is there twice: what people see is the first.
    let all = message.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name));
    let all = all.filter_map(|header| match header.value() {
        HeaderValue::Address(list) => Some(list),
        _ => None,
    });
    let read: Vec<_> = all.flat_map(Address::iter).take(ADDRESSES).map(person).collect();
    if read.iter().any(|(address, _)| address.is_some()) {
        return read;
    }
    // Not how addresses are written, but one stands there: "Siti Aminah siti@example.net".
    let raw = head::raw_values(message, name).find_map(|raw| written(&raw));
    match raw {
        Some(address) => vec![(Some(address), None)],
        None => read,
    }
}

fn person(of: &mail_parser::Addr<'_>) -> (Option<String>, Option<String>) {
    let address = of.address().map(|address| address.trim_start_matches("mailto:"));
    let sound = address.and_then(words::address);
    // An encoded word may hold name and address in one.
    let said = of.name().into_iter().chain(address).find_map(within);
    match (sound, said) {
        (None, Some((name, address))) => (Some(address), name),
        // What is no address was a name without one.
        (None, None) => (None, of.name().or(address).map(str::to_owned)),
        (sound, _) => (sound, of.name().map(str::to_owned)),
    }
}

/// `Name <address>` inside one word.
fn within(text: &str) -> Option<(Option<String>, String)> {
    let (name, rest) = text.rsplit_once('<')?;
    let address = words::address(rest.split('>').next()?.trim_start_matches("mailto:"))?;
    Some((words::some_line(name, NAME), address))
}

/// The first address in a text of words.
pub(super) fn written(text: &str) -> Option<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '[' | ']')
    })
    .filter(|word| word.contains('@'))
    .take(20)
    .find_map(|word| {
        let word = word.trim_start_matches("mailto:").trim_matches(['.', ':', '\'', '*']);
        let address = words::address(word)?;
        address.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.')).then_some(address)
    })
}

/// Which of our addresses it was sent to, with plus tags: they may carry a token.
pub(super) fn ours(message: &Message<'_>, ours: &Ours) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut take = |address: Option<String>| {
        if let Some(address) = address.filter(|address| ours.owns(address))
            && !found.contains(&address)
        {
            found.push(address);
        }
    };
    for list in message.all_to().chain(message.all_cc()) {
        for of in list.iter().take(ADDRESSES) {
            take(of.address().and_then(words::address));
        }
    }
    // A blind copy or an alias shows only in what the last server wrote.
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        for value in head::raw_values(message, name).take(5) {
            take(words::address(value.trim().trim_matches(['<', '>'])));
        }
    }
    found.truncate(20);
    found
}

/// Everybody else it was sent to.
pub(super) fn others(
    message: &Message<'_>,
    ours: &Ours,
    sender: Option<&str>,
    remarks: &mut Vec<String>,
) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    for list in message.all_to().chain(message.all_cc()) {
        for of in list.iter().take(ADDRESSES) {
            let (Some(address), name) = person(of) else { continue };
            if ours.owns(&address)
                || Some(address.as_str()) == sender
                || found.iter().any(|known| known.address == address)
            {
                continue;
            }
            if found.len() == OTHERS {
                remarks.push(format!("The mail went to many others; the first {OTHERS} are noted."));
                return found;
            }
            found.push(Person { address, name: name.and_then(|name| words::some_line(&name, NAME)) });
        }
    }
    found
}
