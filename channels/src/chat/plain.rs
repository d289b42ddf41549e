//! Words from outside made safe to keep: no control characters, no disguises, no endless lines.

/// Keeps line breaks and tabs, drops every other control character (a NUL cannot even be stored by
/// PostgreSQL), and cuts at `most` bytes on a character boundary. True when something was cut off.
pub(crate) fn plain(text: &str, most: usize) -> (String, bool) {
    let mut kept = String::with_capacity(text.len().min(most));
    let unbroken = text.replace("\r\n", "\n").replace('\r', "\n");
    for character in unbroken.trim().chars() {
        if character.is_control() && character != '\n' && character != '\t' {
            continue;
        }
        if kept.len() + character.len_utf8() > most {
            return (kept, true);
        }
        kept.push(character);
    }
    (kept, false)
}

/// One line for a name or a label: white space becomes single spaces, and the direction overrides
/// that let `gpj.exe` pass for `exe.jpg` go. Cut at `most` bytes.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let honest: String = text.chars().filter(|&character| !turns_direction(character)).collect();
    let words = honest.split_whitespace().collect::<Vec<_>>().join(" ");
    plain(&words, most).0.trim_end().to_owned()
}

const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_breaks_stay() {
        assert_eq!(plain(" a\0b\r\nc\rd\te\u{7f} ", 100), ("ab\nc\nd\te".to_owned(), false));
    }

    #[test]
    fn the_cut_never_splits_a_character() {
        assert_eq!(plain("aé🚧", 4), ("aé".to_owned(), true));
        assert_eq!(plain("aé🚧", 7), ("aé🚧".to_owned(), false));
    }

    #[test]
    fn a_name_is_one_honest_line() {
        assert_eq!(one_line("  Siti\n\u{202e}nimA\u{2069}\tlagi ", 100), "Siti nimA lagi");
        assert_eq!(one_line("ab cd", 3), "ab");
    }
}
