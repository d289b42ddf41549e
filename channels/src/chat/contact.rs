//! Telephone numbers and addresses as people write them.

/// A telephone number in E.164 with the plus sign, or nothing when it cannot be one.
///
/// A leading `0` is read as Indonesian (`0812…` is `+62812…`, also in the common `+62 0812…`), `00` as
/// the international prefix; digits without any prefix are taken as already international, as
/// Telegram gives them. E.164 allows 15 digits; fewer than 8 is a short code nobody can be called
/// back on.
pub fn e164(written: &str) -> Option<String> {
    let written = written.trim();
    let mut digits = String::new();
    for (at, character) in written.char_indices() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if at == 0 => {}
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2011}' => {}
            _ => return None,
        }
        if digits.len() > 20 {
            return None;
        }
    }
    let international = if written.starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("62{rest}")
    } else {
        digits
    };
    let number = match international.strip_prefix("620") {
        Some(rest) => format!("62{rest}"),
        None => international,
    };
    let callable = (8..=15).contains(&number.len()) && !number.starts_with('0');
    callable.then(|| format!("+{number}"))
}

/// As [`e164`], for a number a person typed in Indonesia: `812…` without any prefix is a mobile number
/// here, not one in Japan.
pub fn typed_number(written: &str) -> Option<String> {
    let written = written.trim();
    if written.starts_with('8') { e164(&format!("0{written}")) } else { e164(written) }
}

/// An address in lower case, or nothing when no mail could ever reach it. Only what is plainly wrong
/// is refused: whether it works, the first mail shows.
pub fn email(written: &str) -> Option<String> {
    let address = written.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let fits = (1..=64).contains(&local.len()) && address.len() <= 254;
    let clean = |part: &str| {
        part.chars().all(|character| {
            !character.is_whitespace() && !character.is_control() && !"<>(),;:\\\"[]@".contains(character)
        })
    };
    let named = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    (fits && named && clean(local) && clean(domain)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_e164() {
        let cases = [
            ("+6281234567890", Some("+6281234567890")),
            ("6281234567890", Some("+6281234567890")),
            ("0812-3456-7890", Some("+6281234567890")),
            ("+62 (0) 812 3456 7890", Some("+6281234567890")),
            ("0062 812 3456 7890", Some("+6281234567890")),
            ("(021) 345 6789", Some("+62213456789")),
            ("+1 202-555-0123", Some("+12025550123")),
            ("112", None),
            ("+0812345678", None),
            ("0812x345678", None),
            ("12345678901234567890123", None),
            ("1234567890123456", None),
            ("", None),
            ("٠٨١٢٣٤٥٦٧٨٩٠", None),
        ];
        for (written, number) in cases {
            assert_eq!(e164(written).as_deref(), number, "{written}");
        }
    }

    #[test]
    fn a_typed_mobile_number_without_zero_is_indonesian() {
        assert_eq!(typed_number("812 3456 7890").as_deref(), Some("+6281234567890"));
        assert_eq!(typed_number("+81 90 1234 5678").as_deref(), Some("+819012345678"));
    }

    #[test]
    fn addresses() {
        let cases = [
            (" Siti@Contoh.ID ", Some("siti@contoh.id")),
            ("a.b+c@kota.test", Some("a.b+c@kota.test")),
            ("siti@contoh", None),
            ("siti@.id", None),
            ("@contoh.id", None),
            ("a b@contoh.id", None),
            ("a@b@contoh.id", None),
            ("a@contoh.id,b@contoh.id", None),
            ("a@contoh.id\r\nBcc: x@y.z", None),
        ];
        for (written, address) in cases {
            assert_eq!(email(written).as_deref(), address, "{written}");
        }
    }
}
