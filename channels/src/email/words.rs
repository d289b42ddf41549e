//! Strings from strangers, made fit to store and to show.

/// Signs that reorder or hide the text around them; in a name they are only ever a disguise.
const fn is_disguise(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// One line for people: control and disguising characters become nothing, runs of white space one
/// space, at most `most` bytes.
pub(super) fn line(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !is_disguise(*c)).collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
        if out.len() > most {
            break;
        }
    }
    let end = floor(&out, most);
    out.truncate(end);
    out
}

/// [`line`], and nothing rather than an empty string.
pub(super) fn some_line(text: &str, most: usize) -> Option<String> {
    Some(line(text, most)).filter(|text| !text.is_empty())
}

/// Text of many lines: line ends are `\n`, other control characters are gone (PostgreSQL cannot
/// store a NUL), white space at the end is cut.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' => {
                if signs.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(sign),
            '\u{FEFF}' => {}
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Cuts to at most `most` bytes without splitting a character; true when something was cut.
pub(super) fn cut(text: &mut String, most: usize) -> bool {
    if text.len() <= most {
        return false;
    }
    let end = floor(text, most);
    text.truncate(end);
    true
}

/// The last boundary of a character at or before `most`.
pub(super) fn floor(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// An e-mail address in our form, or nothing when it cannot be one.
///
/// Not a full RFC 5321 grammar: enough that it can be stored, compared and handed to lettre.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let sound = |part: &str| {
        !part.is_empty()
            && !part.chars().any(|c| {
                c.is_whitespace()
                    || c.is_control()
                    || is_disguise(c)
                    || matches!(c, '<' | '>' | ',' | ';' | '"' | '@' | '(' | ')' | '[' | ']' | '\\')
            })
    };
    // RFC 5321 §4.5.3.1.3: a path is at most 256 octets with its brackets.
    (text.len() <= 254 && sound(local) && sound(domain)).then(|| text.to_lowercase())
}

/// A message id that can be a key: `something@somewhere`, at most [`limits::ID`](crate::limits::ID) bytes.
pub(super) fn message_id(text: &str) -> Option<String> {
    let id = text.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = id.rsplit_once('@')?;
    let sound = !local.is_empty()
        && !domain.is_empty()
        && id.len() <= crate::limits::ID
        && !id.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','));
    sound.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("  Ibu\r\n\tSiti \u{202E}gpj\0.exe ", 80), "Ibu Siti gpj .exe");
        assert_eq!(line("ééé", 3), "é");
        assert_eq!(some_line(" \r\n ", 9), None);
    }

    #[test]
    fn text_keeps_lines_and_loses_controls() {
        assert_eq!(text("a\r\nb\rc\0d\u{7}\n\n"), "a\nb\ncd");
    }

    #[test]
    fn addresses_and_ids() {
        assert_eq!(address(" Siti@Example.NET "), Some("siti@example.net".into()));
        assert_eq!(address("siti example@net"), None);
        assert_eq!(address("@net"), None);
        assert_eq!(message_id("<a.b@c>"), Some("a.b@c".into()));
        assert_eq!(message_id("<1>"), None, "too plain to tell two letters apart");
        assert_eq!(message_id(&format!("<{}@c>", "a".repeat(300))), None);
    }
}
