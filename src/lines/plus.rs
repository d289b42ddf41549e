//! The tag in the address that answers go to: it names the conversation and the message even where the citizen's
//! program drops every reference. Only we can make one.

use crate::ids::{ConversationId, MessageId};
use crate::secret::Secret;

const PURPOSE: &str = "mail-plus";
/// Hex digits of the mark: 64 bits.
const MARK: usize = 16;

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// `hotline+c12.3-0f3a…@kota.example`. Nothing for what is no address.
pub fn tagged(secret: &Secret, address: &str, tag: Tag) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let name = format!("c{}.{}", tag.conversation, tag.message);
    Some(format!("{local}+{name}-{}@{domain}", mark(secret, &name)))
}

/// The tag in one of the addresses that a letter was sent to.
pub fn tag_of(secret: &Secret, to: &[String]) -> Option<Tag> {
    to.iter().find_map(|address| {
        let (local, _) = address.rsplit_once('@')?;
        let (_, tag) = local.split_once('+')?;
        let (name, shown) = tag.rsplit_once('-')?;
        let (conversation, message) = name.strip_prefix(['c', 'C'])?.split_once('.')?;
        let tag = Tag {
            conversation: ConversationId(conversation.parse().ok()?),
            message: MessageId(message.parse().ok()?),
        };
        // Made anew, so that one tag is written in one way only; mail programs may change its case.
        let name = format!("c{}.{}", tag.conversation, tag.message);
        (mark(secret, &name) == shown.to_lowercase()).then_some(tag)
    })
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
        assert!(address.starts_with("air+c12.3-") && address.ends_with("@kota.test"), "{address}");
        let find =
            |key: &str, address: &str| tag_of(&house(key), &["x@y.test".to_owned(), address.to_owned()]);
        assert_eq!(find("a", &address), Some(tag));
        assert_eq!(find("a", &address.to_uppercase()), Some(tag));
        assert_eq!(find("b", &address), None, "another house's");
        for other in
            ["air@kota.test", "air+c12.4@kota.test", "air+c12.3-0000000000000000@kota.test", "+-@", ""]
        {
            assert_eq!(find("a", other), None, "{other}");
        }
    }
}
