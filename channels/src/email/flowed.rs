//! Plain text whose lines flow (RFC 3676): a space at a line's end means that the paragraph goes on.

/// Joins the lines of each paragraph. `drops_space`: the space at the end was only a mark.
pub(super) fn joined(text: &str, drops_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Depth of the paragraph that is open.
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let line = line.trim_end_matches(['\n', '\r']);
        let depth = line.len() - line.trim_start_matches('>').len();
        let words = &line[depth..];
        // A space may be stuffed before what would mean something else.
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_delimiter = words == "-- ";
        if open != Some(depth) || is_delimiter {
            if open.is_some() {
                out.push('\n');
            }
            out.push_str(&line[..depth]);
            if depth > 0 {
                out.push(' ');
            }
        }
        let flows = words.ends_with(' ') && !is_delimiter;
        out.push_str(if flows && drops_space { &words[..words.len() - 1] } else { words });
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paragraphs_are_whole() {
        assert_eq!(joined("a \nb\nc\n", false), "a b\nc\n");
        assert_eq!(joined("me \nlati\n", true), "melati\n");
        assert_eq!(joined("> a \n> b\nc \n-- \nd", false), "> a b\nc \n-- \nd\n");
        assert_eq!(joined(" From\n", false), "From\n");
    }
}
