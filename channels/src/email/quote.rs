//! What the citizen wrote now, and what they are answering to.

/// Lines an attribution ("Pada …, X menulis:") may be wrapped over.
const WRAPPED: usize = 4;
/// Lines in which the header block that Outlook copies must show itself.
const BLOCK: usize = 6;

/// Splits a mail's text into the fresh part and the quoted letter below it: `fresh` + `quoted` is
/// `text`, byte for byte. When the citizen wrote below or between the quoted lines nothing is split
/// off, because hiding their words would be worse than showing ours twice.
pub fn split_quote(text: &str) -> (&str, &str) {
    let lines = lines(text);
    for (index, (at, _)) in lines.iter().enumerate() {
        let rest = &lines[index..];
        let quoted = if is_separator(rest) || is_header_block(rest) {
            // Everything below belongs to the older letter, unless it is quoted line by line and
            // the citizen answers below.
            !answers_below(&rest[1..])
        } else if let Some(length) = attribution(rest) {
            !answers_below(&rest[length..])
        } else if is_quoted(rest[0].1) {
            // Marked lines without attribution: a quote only when nothing but quote follows.
            rest.iter().all(|(_, line)| is_quoted(line) || line.trim().is_empty())
        } else {
            false
        };
        if quoted {
            return text.split_at(*at);
        }
    }
    (text, "")
}

/// Every line with the place where it begins.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let begins = at;
            at += line.len();
            (begins, line.trim_end_matches(['\r', '\n']))
        })
        .collect()
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// True when marked lines come first and unmarked words after them.
fn answers_below(rest: &[(usize, &str)]) -> bool {
    let mut marked = false;
    for (_, line) in rest {
        if is_quoted(line) {
            marked = true;
        } else if !line.trim().is_empty() {
            return marked;
        }
    }
    false
}

/// `-----Original Message-----` and its sisters.
fn is_separator(rest: &[(usize, &str)]) -> bool {
    let line = rest[0].1.trim();
    let inner = line.trim_matches(['-', '_', ' ']).to_lowercase();
    line.starts_with("--")
        && line.ends_with("--")
        && matches!(
            inner.as_str(),
            "original message"
                | "pesan asli"
                | "pesan awal"
                | "forwarded message"
                | "pesan terusan"
                | "pesan yang diteruskan"
                | "original appointment"
        )
}

/// Outlook's copied header: a sender line, and within a few lines a date and a recipient or subject.
fn is_header_block(rest: &[(usize, &str)]) -> bool {
    let has = |line: &str, names: &[&str]| {
        let line = line.trim_start_matches([' ', '*', '>']).to_lowercase();
        names.iter().any(|name| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches('*').trim_start().starts_with(':'))
        })
    };
    // A rule of underscores may stand above the block and belongs to it.
    let start = usize::from(rest[0].1.len() > 9 && rest[0].1.chars().all(|c| c == '_'));
    let Some((_, first)) = rest.get(start) else {
        return false;
    };
    if is_quoted(first) || !has(first, &["from", "dari"]) {
        return false;
    }
    let block = &rest[start..rest.len().min(start + BLOCK)];
    let any = |names: &[&str]| block.iter().any(|(_, line)| has(line, names));
    any(&["sent", "dikirim", "date", "tanggal", "terkirim"])
        && (any(&["to", "kepada", "ke", "untuk"]) || any(&["subject", "subjek", "perihal", "hal"]))
}

/// How many lines "Pada … menulis:" or "On … wrote:" takes here, if it begins here.
fn attribution(rest: &[(usize, &str)]) -> Option<usize> {
    let first = rest[0].1.trim_start();
    let begins = ["Pada ", "pada ", "On ", "Tanggal "].iter().any(|word| first.starts_with(word));
    let named = first.contains('@') || first.chars().any(|c| c.is_ascii_digit());
    if !begins {
        // "Siti <siti@example.net> menulis:" and "2026-11-03 10:15 GMT+7 Siti <…>:"
        return (named && ends_attribution(first)).then_some(1);
    }
    for length in 1..=WRAPPED.min(rest.len()) {
        let (_, line) = rest[length - 1];
        if line.trim().is_empty() {
            return None;
        }
        if ends_attribution(line) {
            // A date or an address must be in it: "Pada saat itu ia menulis:" is the citizen's own.
            let block = &rest[..length];
            return block
                .iter()
                .any(|(_, line)| line.contains('@') || line.chars().any(|c| c.is_ascii_digit()))
                .then_some(length);
        }
    }
    None
}

fn ends_attribution(line: &str) -> bool {
    let line = line.trim_end().to_lowercase();
    ["menulis:", "wrote:", "menulis :", "wrote :"].iter().any(|end| line.ends_with(end))
}
