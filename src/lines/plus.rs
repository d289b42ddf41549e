//! Tags in our addresses. The one that answers go to names the conversation and the message even where the citizen's
//! program drops every reference; the one on the envelope names the very exemplar that comes back, even where the
//! report says nothing that can be read. Only we can make them.

use crate::ids::{ConversationId, MessageId};
use crate::secret::Secret;

const PURPOSE: &str = "mail-plus";
/// Hex digits of the mark: 64 bits.
const MARK: usize = 16;
/// Bytes in front of the at sign: longer ones are refused on the way (RFC 5321 §4.5.3.1.1).
const LOCAL: usize = 64;

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// One letter that left: a message, and whose exemplar of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exemplar {
    pub message: MessageId,
    /// 0 is the citizen's; from 1 on those of people who got a copy, in the order of their addresses.
    pub copy: usize,
}

/// `hotline+cc.3-0f3a…@kota.example`, the numbers to the base of 36. Nothing for what is no address, or one that is
/// too long for a tag.
pub fn tagged(secret: &Secret, address: &str, tag: Tag) -> Option<String> {
    let shown = format!("c{}.{}", short(tag.conversation.0), short(tag.message.0));
    with(address, &shown, &mark(secret, &name_of(tag)))
}

/// The same for the envelope: where an exemplar comes back to.
pub fn returned_to(secret: &Secret, address: &str, exemplar: Exemplar) -> Option<String> {
    let shown = format!("b{}.{}", short(exemplar.message.0), short(exemplar.copy as i64));
    with(address, &shown, &mark(secret, &exemplar_name(exemplar)))
}

/// The tag in one of the addresses that a letter was sent to.
pub fn tag_of(secret: &Secret, to: &[String]) -> Option<Tag> {
    to.iter().find_map(|address| {
        let (first, second, shown) = parts(address, 'c')?;
        // Before they were short, the numbers were decimal; answers to those letters come for years.
        [36, 10].into_iter().find_map(|radix| {
            let tag = Tag {
                conversation: ConversationId(number(first, radix)?),
                message: MessageId(number(second, radix)?),
            };
            (mark(secret, &name_of(tag)) == shown).then_some(tag)
        })
    })
}

/// The exemplar that one of the addresses names.
pub fn exemplar_of(secret: &Secret, to: &[String]) -> Option<Exemplar> {
    to.iter().find_map(|address| {
        let (message, copy, shown) = parts(address, 'b')?;
        let copy = usize::try_from(number(copy, 36)?).ok()?;
        let exemplar = Exemplar { message: MessageId(number(message, 36)?), copy };
        (mark(secret, &exemplar_name(exemplar)) == shown).then_some(exemplar)
    })
}

/// What is signed is written anew, so that one tag is written in one way only.
fn name_of(tag: Tag) -> String {
    format!("c{}.{}", tag.conversation, tag.message)
}

fn exemplar_name(of: Exemplar) -> String {
    format!("b{}.{}", of.message, of.copy)
}

fn with(address: &str, shown: &str, mark: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let local = format!("{local}+{shown}-{mark}");
    (local.len() <= LOCAL).then(|| format!("{local}@{domain}"))
}

/// Both numbers and the mark. Mail programs may change the case.
fn parts(address: &str, kind: char) -> Option<(&str, &str, String)> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.split_once('+')?;
    let (name, shown) = tag.rsplit_once('-')?;
    let (first, second) = name.strip_prefix([kind, kind.to_ascii_uppercase()])?.split_once('.')?;
    Some((first, second, shown.to_lowercase()))
}

fn number(digits: &str, radix: u32) -> Option<i64> {
    i64::from_str_radix(digits, radix).ok()
}

fn short(number: i64) -> String {
    let mut rest = number.max(0);
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit((rest % 36) as u32, 36));
        rest /= 36;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn mark(secret: &Secret, name: &str) -> String {
    let mut digest = secret.digest(PURPOSE, name);
    digest.truncate(MARK);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_tags_are_known() {
        let house = |key: &str| Secret::new(key.repeat(32).into()).unwrap();
        let tag = Tag { conversation: ConversationId(12), message: MessageId(3) };
        let address = tagged(&house("a"), "air@kota.test", tag).unwrap();
        assert!(address.starts_with("air+cc.3-") && address.ends_with("@kota.test"), "{address}");
        let find =
            |key: &str, address: &str| tag_of(&house(key), &["x@y.test".to_owned(), address.to_owned()]);
        assert_eq!(find("a", &address), Some(tag));
        assert_eq!(find("a", &address.to_uppercase()), Some(tag));
        assert_eq!(find("b", &address), None, "another house's");
        let before = format!("air+c12.3-{}@kota.test", mark(&house("a"), "c12.3"));
        assert_eq!(find("a", &before), Some(tag), "as it was written before");
        for other in
            ["air@kota.test", "air+c12.4@kota.test", "air+c12.3-0000000000000000@kota.test", "+-@", ""]
        {
            assert_eq!(find("a", other), None, "{other}");
        }
    }

    #[test]
    fn what_comes_back_is_known_by_its_address() {
        let secret = Secret::new("a".repeat(32).into()).unwrap();
        // As large as ids get within a hundred years.
        let exemplar = Exemplar { message: MessageId(i64::MAX), copy: 20 };
        let address = returned_to(&secret, "pengaduan.air.bersih@kota.test", exemplar).unwrap();
        assert!(address.len() <= LOCAL + "@kota.test".len(), "{address}");
        assert_eq!(exemplar_of(&secret, std::slice::from_ref(&address)), Some(exemplar));
        assert_eq!(exemplar_of(&secret, &[address.to_uppercase()]), Some(exemplar));
        assert_eq!(tag_of(&secret, std::slice::from_ref(&address)), None, "nobody's answer");
        let other = address.replace(".k-", ".1-");
        assert_ne!(other, address);
        assert_eq!(exemplar_of(&secret, &[other]), None, "somebody else's exemplar");
        assert_eq!(returned_to(&secret, &format!("{}@kota.test", "a".repeat(40)), exemplar), None);
        assert_eq!([0, 35, 36, 1_295, 1_296].map(short), ["0", "z", "10", "zz", "100"]);
    }
}
