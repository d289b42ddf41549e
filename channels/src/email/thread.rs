//! The Message-IDs we issue. An answer that names one belongs to that conversation, or to a letter to an agency.

/// Our id for one message: `c{conversation}.{message}@domain`, without angle brackets. The same
/// message always gets the same id, so a letter sent twice is seen as one by every reader.
pub fn message_id(conversation: i64, message: i64, domain: &str) -> String {
    format!("c{conversation}.{message}@{domain}")
}

/// Conversation and message of an id we issued; nothing for anyone else's id.
///
/// An id can be guessed: the house must still check that the sender takes part in the conversation.
pub fn parse_own(id: &str, domain: &str) -> Option<(i64, i64)> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, host) = id.rsplit_once('@')?;
    if !host.eq_ignore_ascii_case(domain) {
        return None;
    }
    let (conversation, message) = local.strip_prefix(['c', 'C'])?.split_once('.')?;
    Some((number(conversation)?, number(message)?))
}

/// Our id for a letter to an agency: `a{letter}.{mark}@domain`. The mark cannot be guessed.
pub fn letter_id(letter: i64, mark: &str, domain: &str) -> String {
    format!("a{letter}.{mark}@{domain}")
}

/// Letter and mark of an id we issued for a letter to an agency.
pub fn parse_letter<'a>(id: &'a str, domain: &str) -> Option<(i64, &'a str)> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, host) = id.rsplit_once('@')?;
    if !host.eq_ignore_ascii_case(domain) {
        return None;
    }
    let (letter, mark) = local.strip_prefix(['a', 'A'])?.split_once('.')?;
    Some((number(letter)?, mark))
}

/// Where answers to a letter go: our address with the letter as its plus tag.
pub fn letter_address(letter: i64, mark: &str, ours: &str) -> String {
    match ours.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+a{letter}-{mark}@{domain}"),
        None => ours.to_owned(),
    }
}

/// Letter and mark of an address made by [`letter_address`].
pub fn parse_letter_address(address: &str) -> Option<(i64, &str)> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.split_once('+')?;
    let (letter, mark) = tag.strip_prefix(['a', 'A'])?.split_once('-')?;
    Some((number(letter)?, mark))
}

/// Digits only: `str::parse` would also take `+7`, giving one message two ids.
fn number(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_ours() {
        assert_eq!(parse_own("<c12.3@sahut.kota.test>", "sahut.kota.test"), Some((12, 3)));
        assert_eq!(parse_own("C12.3@SAHUT.kota.test", "sahut.kota.test"), Some((12, 3)));
        for other in [
            "c12.3@evil.test",
            "c+1.3@sahut.kota.test",
            "c.3@sahut.kota.test",
            "c1@sahut.kota.test",
            "c1.2.3@sahut.kota.test",
            "c99999999999999999999.1@sahut.kota.test",
            "",
            "@",
        ] {
            assert_eq!(parse_own(other, "sahut.kota.test"), None, "{other}");
        }
    }

    #[test]
    fn letters_to_agencies_are_known_by_id_and_by_address() {
        let id = letter_id(12, "0f3a", "sahut.kota.test");
        assert_eq!(parse_letter(&format!("<{id}>"), "sahut.kota.test"), Some((12, "0f3a")));
        assert_eq!(parse_letter(&id, "evil.test"), None);
        assert_eq!(parse_own(&id, "sahut.kota.test"), None);
        assert_eq!(parse_letter("c12.3@sahut.kota.test", "sahut.kota.test"), None);
        let address = letter_address(12, "0f3a", "hotline@kota.test");
        assert_eq!(address, "hotline+a12-0f3a@kota.test");
        assert_eq!(parse_letter_address(&address), Some((12, "0f3a")));
        for other in ["hotline@kota.test", "hotline+12@kota.test", "hotline+a12@kota.test", "+a-@", ""] {
            assert_eq!(parse_letter_address(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(conversation in 0i64.., message in 0i64..) {
            prop_assert_eq!(parse_own(&message_id(conversation, message, "a.test"), "a.test"), Some((conversation, message)));
        }

        #[test]
        fn any_text_is_safe(id in "\\PC*") {
            let _: Option<(i64, i64)> = parse_own(&id, "a.test");
        }
    }
}
