//! Who is calling, as far as the network tells.

/// What networks send instead of a number that is withheld, as digits: the words RESTRICTED, BLOCKED,
/// UNKNOWN, ANONYMOUS and UNAVAILABLE spelt on a telephone pad.
const WITHHELD: [&str; 5] = ["7378742833", "2562533", "8656696", "266696687", "86282452253"];

/// A caller's number in E.164 with the plus sign, or `None` when it is withheld or no number.
///
/// Takes what carriers send: `+62812…`, `62812…`, the national `0812…` (Indonesia is assumed) and SIP or
/// tel addresses. The number is a claim of the network and easily forged: good enough to call back, never
/// proof of who somebody is.
pub fn e164(raw: &str) -> Option<String> {
    let raw = raw.trim();
    if raw.len() > 128 {
        return None;
    }
    let raw = raw.strip_prefix("sip:").or_else(|| raw.strip_prefix("tel:")).unwrap_or(raw);
    let user = raw.split(['@', ';']).next().unwrap_or_default();
    // `00` is how a plus sign is dialled.
    let (plus, user) = match user.strip_prefix('+').or_else(|| user.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, user),
    };
    let spaced = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')');
    let digits: String = user.chars().filter(|c| !spaced(*c)).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || WITHHELD.contains(&digits.as_str()) {
        return None;
    }
    let full = match digits.strip_prefix('0') {
        Some(national) if !plus => format!("62{national}"),
        None if plus || digits.starts_with("62") => digits,
        _ => return None,
    };
    // E.164: at most fifteen digits, no country code begins with 0; below eight it is a short code.
    ((8..=15).contains(&full.len()) && !full.starts_with('0')).then(|| format!("+{full}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carriers_send_becomes_one_form() {
        for raw in [
            "+6281234567890",
            " 6281234567890",
            "081234567890",
            "006281234567890",
            "+62 812-3456-7890",
            "sip:+6281234567890@10.0.0.1:5060",
            "tel:+6281234567890;phone-context=x",
        ] {
            assert_eq!(e164(raw).as_deref(), Some("+6281234567890"), "{raw}");
        }
        assert_eq!(e164("+14158675309").as_deref(), Some("+14158675309"));
    }

    #[test]
    fn withheld_and_nonsense_is_nobody() {
        for raw in [
            "anonymous",
            "Anonymous",
            "Restricted",
            "+266696687",
            "+7378742833",
            "266696687",
            "",
            "+",
            "112",
            "+62",
            "client:agent",
            "+0812345678",
            "+62812345678901234",
            "000812345678",
            "++6281234567890",
            "sip:anonymous@anonymous.invalid",
            "+62８１２３４５６７",
        ] {
            assert_eq!(e164(raw), None, "{raw}");
        }
        assert_eq!(e164(&"1".repeat(5000)), None);
    }
}
