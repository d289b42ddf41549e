//! What a person sees of a message that could not be taken in, before they open it: as the channel's own adapter read
//! it, on a line each, and short.

use channels::Identity;

use super::Received;

/// Characters of each line.
const LINE: usize = 200;
/// Characters of words, and bytes of what nobody could read, that are looked at for them.
const LOOKED_AT: usize = 2_000;

/// Who wrote, about what, and the first words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glimpse {
    pub sender: Option<String>,
    pub subject: Option<String>,
    pub words: Option<String>,
}

impl Glimpse {
    pub fn of(received: &Received) -> Self {
        let inbound = &received.inbound;
        let address = match &inbound.from {
            Identity::Phone(from) | Identity::Email(from) => from.clone(),
            Identity::Telegram(id) => id.to_string(),
            Identity::Visitor(_) | Identity::Unknown => String::new(),
        };
        let name = inbound.from_name.as_deref().unwrap_or_default();
        let sender = match (name.trim(), address.as_str()) {
            ("", address) => address.to_owned(),
            (name, "") => name.to_owned(),
            (name, address) => format!("{name} <{address}>"),
        };
        let words = if inbound.text.trim().is_empty() {
            // Nobody could read it: what came, as far as it is text.
            let start = &received.raw[..received.raw.len().min(LOOKED_AT)];
            String::from_utf8_lossy(start).into_owned()
        } else {
            inbound.text.clone()
        };
        Self {
            sender: line(&sender),
            subject: line(inbound.subject.as_deref().unwrap_or_default()),
            words: line(&words),
        }
    }
}

/// On one line, without signs that nobody sees or that turn the line around; nothing when nothing is left.
fn line(text: &str) -> Option<String> {
    let mut short = String::new();
    let mut count = 0;
    for c in text.chars().take(LOOKED_AT) {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        let is_hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if is_hidden || c == ' ' && (short.is_empty() || short.ends_with(' ')) {
            continue;
        }
        if count == LINE {
            short.truncate(short.trim_end().len());
            short.push('…');
            break;
        }
        short.push(c);
        count += 1;
    }
    let trimmed = short.trim_end();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_short() {
        assert_eq!(line(" \0 \n\t "), None);
        assert_eq!(line("Satu\r\n  dua\u{202e}tiga\0"), Some("Satu duatiga".to_owned()));
        assert_eq!(line(&"a".repeat(LINE)), Some("a".repeat(LINE)));
        assert_eq!(line(&"ä".repeat(LINE + 1)), Some(format!("{}…", "ä".repeat(LINE))));
    }
}
