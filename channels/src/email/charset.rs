//! Bytes become Unicode. What the sender says about them is believed only as far as it can be true.

use mail_parser::decoders::charsets::map::charset_decoder;

use super::utf7;

/// Bytes as text, and the charset's name when we do not know it.
///
/// Said or not, text that is sound UTF-8 with more than ASCII in it is UTF-8, unless a charset of several
/// bytes a sign is named: by chance that hardly happens, and "utf-8 declared as latin-1" is common.
pub(super) fn decoded(bytes: &[u8], said: Option<&str>) -> (String, Option<String>) {
    let said = said.map(|name| name.trim_matches([' ', '"', '\'', '\t'])).filter(|name| !name.is_empty());
    let Some(name) = said else { return (undeclared(bytes), None) };
    if is_unicode(name) {
        return (undeclared(bytes), None);
    }
    if name.eq_ignore_ascii_case("utf-7") || name.eq_ignore_ascii_case("unicode-1-1-utf-7") {
        return (utf7::decoded(bytes), None);
    }
    let Some(decode) = charset_decoder(name.as_bytes()) else {
        let is_nothing = ["unknown-8bit", "unknown", "default", "x-unknown", "binary", "8bit"];
        let is_nothing = is_nothing.iter().any(|nothing| name.eq_ignore_ascii_case(nothing));
        return (undeclared(bytes), (!is_nothing).then(|| name.to_owned()));
    };
    if is_latin(name)
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return (text.to_owned(), None);
    }
    (decode(bytes), None)
}

/// Text that does not say its charset: UTF-8 if it is, ISO-2022-JP by its marks, else windows-1252, the
/// likeliest.
pub(super) fn undeclared(bytes: &[u8]) -> String {
    if bytes.contains(&0x1b) && [&b"\x1b$B"[..], b"\x1b$@"].iter().any(|mark| contains(bytes, mark)) {
        return named(bytes, "iso-2022-jp");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // One torn sign in a long text in UTF-8 does not make it another charset.
        Err(_) if is_mostly_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => named(bytes, "windows-1252"),
    }
}

fn named(bytes: &[u8], charset: &str) -> String {
    match charset_decoder(charset.as_bytes()) {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Far more sound signs of several bytes than broken ones.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken * 10
}

/// A charset that the bytes speak of themselves: UTF-16 with a mark of byte order, or plain pairs of it.
pub(super) fn is_utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    }
}

/// The charset that the words of a head are in (`charset=…` anywhere, or the first encoded word).
pub(super) fn hinted(head: &[u8]) -> Option<String> {
    let lower = head.to_ascii_lowercase();
    let after = |mark: &[u8]| find(&lower, mark).map(|at| &lower[at + mark.len()..]);
    let name = |rest: &[u8]| -> Option<String> {
        let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
        let end = rest
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)))
            .unwrap_or(rest.len());
        let name = std::str::from_utf8(&rest[..end.min(60)]).ok()?;
        charset_decoder(name.as_bytes())?;
        Some(name.to_owned())
    };
    after(b"charset=").and_then(name).or_else(|| after(b"=?").and_then(name))
}

fn is_unicode(charset: &str) -> bool {
    let name = charset.to_ascii_lowercase();
    matches!(name.as_str(), "us-ascii" | "ascii" | "ansi_x3.4-1968")
        || name.strip_prefix("utf").is_some_and(|rest| rest.trim_start_matches(['-', '_']).starts_with('8'))
}

fn is_latin(charset: &str) -> bool {
    let name = charset.to_ascii_lowercase().replace('_', "-");
    matches!(name.as_str(), "iso-8859-1" | "iso8859-1" | "latin1" | "iso-8859-15" | "cp1252" | "windows-1252")
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    find(bytes, what).is_some()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_believed_as_far_as_it_can_be_true() {
        assert_eq!(decoded("é".as_bytes(), Some("iso-8859-1")).0, "é");
        assert_eq!(decoded(b"\xe9", Some("utf-8")).0, "é");
        assert_eq!(decoded(b"\xe9", Some("iso-8859-1")).0, "é");
        assert_eq!(decoded(b"a", Some("x-mine")), ("a".into(), Some("x-mine".into())));
        assert_eq!(decoded(b"a", Some("unknown-8bit")), ("a".into(), None));
        assert_eq!(hinted(b"Content-Type: text/plain; charset=\"KOI8-R\"\r\n").as_deref(), Some("koi8-r"));
        assert_eq!(hinted(b"Subject: =?gb18030?B?xx?=").as_deref(), Some("gb18030"));
        assert_eq!(hinted(b"Subject: charset=nonsense"), None);
    }
}
