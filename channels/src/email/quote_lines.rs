//! How mail programs begin the letter that is answered or passed on, in Indonesian and in English.

/// Lines an attribution ("Pada …, X menulis:") may be wrapped over.
const WRAPPED: usize = 4;
/// Lines in which the header block that Outlook copies must show itself.
const BLOCK: usize = 7;

/// One line without its end, and the place where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub at: usize,
    pub text: &'t str,
}

impl Line<'_> {
    pub(super) fn is_marked(&self) -> bool {
        self.text.trim_start().starts_with('>')
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let begins = at;
            at += line.len();
            Line { at: begins, text: line.trim_end_matches(['\r', '\n']) }
        })
        .collect()
}

/// Does the subject say that a letter is passed on?
pub(super) fn is_forward(subject: &str) -> bool {
    let mut rest = subject.trim_start().to_lowercase();
    // A tag of a mail gateway may stand in front: "[ext] Fwd: …".
    if let Some((tag, behind)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']'))
        && tag.len() <= 20
    {
        rest = behind.trim_start().to_owned();
    }
    ["fwd:", "fw:", "trs:", "tr:", "teruskan:", "diteruskan:", "terusan:", "wg:"]
        .iter()
        .any(|prefix| rest.starts_with(prefix))
}

/// `-----Original Message-----` and its sisters.
pub(super) fn is_separator(rest: &[Line<'_>]) -> bool {
    let line = rest[0].text.trim();
    if !line.starts_with("--") || !line.ends_with("--") {
        return false;
    }
    let inner = line.trim_matches(['-', '_', ' ']).to_lowercase();
    let is_named = matches!(
        inner.as_str(),
        "original message" | "pesan asli" | "pesan awal" | "original appointment" | "pesan sebelumnya"
    );
    // Zoho writes its attribution between hyphens.
    is_named || ends_attribution(&format!("{inner}:")) && is_dated(&inner)
}

/// `---------- Forwarded message ---------` and its sisters.
pub(super) fn is_forward_rule(rest: &[Line<'_>]) -> bool {
    let line = rest[0].text.trim_start_matches(['>', ' ']).trim_end();
    let lower = line.to_lowercase();
    if matches!(
        lower.as_str(),
        "begin forwarded message:" | "mulai pesan yang diteruskan:" | "mulai meneruskan pesan:"
    ) {
        return has_sender(&rest[1..]);
    }
    let Some(inner) = lower.strip_prefix("--") else { return false };
    let inner = inner.trim_start_matches(['-', '_', ' ']);
    let Some(name) = ["forwarded message", "pesan terusan", "pesan yang diteruskan", "pesan diteruskan"]
        .iter()
        .find(|name| inner.starts_with(**name))
    else {
        return false;
    };
    // Yahoo writes the copied header behind the rule, in the same line.
    let behind = inner[name.len()..].trim_start();
    behind.starts_with("--") && (behind.trim_matches(['-', ' ']).is_empty() || behind.contains('@'))
}

const SENDER: [&str; 2] = ["from", "dari"];

/// Is there a line of a sender soon?
pub(super) fn has_sender(rest: &[Line<'_>]) -> bool {
    rest.iter().take(BLOCK).any(|line| value_of(line.text, &SENDER).is_some())
}

/// What the copied header says behind one of these names; marks and bold type do not count.
pub(super) fn value_of<'l>(line: &'l str, names: &[&str]) -> Option<&'l str> {
    let line = line.trim_start_matches([' ', '\t', '*', '>', '_']);
    names.iter().find_map(|name| {
        let head = line.get(..name.len()).filter(|head| head.eq_ignore_ascii_case(name))?;
        let rest = line[head.len()..].trim_start_matches(['*', ' ']).strip_prefix(':')?;
        Some(rest.trim_matches(['*', ' ', '\t', '_']))
    })
}

/// Outlook's copied header: a sender line, and within a few lines a date and a recipient or subject.
pub(super) fn is_header_block(rest: &[Line<'_>]) -> bool {
    // A rule may stand above the block and belongs to it.
    let is_rule = |line: &str| line.len() > 9 && line.chars().all(|c| matches!(c, '_' | '─' | '—'));
    let mut start = usize::from(is_rule(rest[0].text));
    while start > 0 && start < 3 && rest.get(start).is_some_and(Line::is_empty) {
        start += 1;
    }
    let Some(first) = rest.get(start) else { return false };
    if first.is_marked() || value_of(first.text, &SENDER).is_none() {
        return false;
    }
    let block = &rest[start..rest.len().min(start + BLOCK)];
    let any = |names: &[&str]| block.iter().any(|line| value_of(line.text, names).is_some());
    any(&["sent", "dikirim", "date", "tanggal", "terkirim", "pada"])
        && (any(&["to", "kepada", "ke", "untuk"]) || any(&["subject", "subjek", "perihal", "hal", "judul"]))
}

/// How a quoted letter tells whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introduction {
    /// A line of its copied header names people from this byte on.
    Header(usize),
    /// So many lines say who wrote it.
    Attribution(usize),
}

/// Names of lines of a copied header that name people.
const PEOPLE: [&str; 16] = [
    "from",
    "dari",
    "to",
    "kepada",
    "untuk",
    "ke",
    "cc",
    "tembusan",
    "bcc",
    "reply-to",
    "balas-ke",
    "sender",
    "pengirim",
    "return-path",
    "on behalf of",
    "atas nama",
];

/// Does a quoted letter say here, on the first of these lines, whose it is? For those who cover it: when in doubt it
/// does, marked or not, also where nothing would be folded away.
pub fn introduction(lines: &[&str]) -> Option<Introduction> {
    let first = bare(lines.first()?);
    if let Some(colon) = first.find(':')
        && let label = first[..colon].trim_matches(['*', ' ', '\t', '_'])
        && PEOPLE.iter().any(|name| name.eq_ignore_ascii_case(label))
    {
        return Some(Introduction::Header(lines[0].len() - first.len() + colon + 1));
    }
    let few = |read: fn(&str) -> &str| -> Vec<Line<'_>> {
        lines.iter().take(WRAPPED + 2).map(|line| Line { at: 0, text: read(line) }).collect()
    };
    let length = attribution(&few(|line| line)).or_else(|| attribution(&few(bare)));
    let is_verb = |line: &str| {
        let line = line.trim_end().to_lowercase();
        ends_attribution(&line) || line.ends_with("tulis:") || line.ends_with("writes:")
    };
    length.or_else(|| is_verb(first).then_some(1)).map(Introduction::Attribution)
}

/// A line without the marks before it.
fn bare(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t', '|'])
}

/// How many lines "Pada … menulis:" or "On … wrote:" takes here, if it begins here.
pub(super) fn attribution(rest: &[Line<'_>]) -> Option<usize> {
    let first = rest[0].text.trim_start();
    if first.is_empty() || first.starts_with('>') {
        return None;
    }
    let begins = ["pada ", "on ", "tanggal ", "am ", "le "]
        .iter()
        .any(|word| first.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)));
    if !begins {
        // "Siti <siti@example.net> menulis:", "Hotline menulis pada 2026-11-03 09:00:"
        return (is_dated(first) && (ends_attribution(first) || speaks_of_writing(rest))).then_some(1);
    }
    if says_in_one_breath(first) {
        return Some(1);
    }
    for length in 1..=WRAPPED.min(rest.len()) {
        let line = rest[length - 1].text;
        if line.trim().is_empty() {
            return None;
        }
        let is_last =
            ends_attribution(line) || (line.trim_end().ends_with(">:") && is_marked_below(&rest[length..]));
        if is_last {
            // A date or an address must be in it: "Pada saat itu ia menulis:" is the citizen's own.
            return rest[..length].iter().any(|line| is_dated(line.text)).then_some(length);
        }
    }
    None
}

fn is_dated(line: &str) -> bool {
    line.contains('@') || line.chars().any(|c| c.is_ascii_digit())
}

fn is_marked_below(rest: &[Line<'_>]) -> bool {
    rest.iter().find(|line| !line.is_empty()).is_some_and(Line::is_marked)
}

fn ends_attribution(line: &str) -> bool {
    let line = line.trim_end().to_lowercase();
    ["menulis:", "wrote:", "menulis :", "wrote :"].iter().any(|end| line.ends_with(end))
}

/// Roundcube and others put the date behind the verb; marked lines below make it sure.
fn speaks_of_writing(rest: &[Line<'_>]) -> bool {
    let line = rest[0].text.trim_end().to_lowercase();
    line.ends_with(':')
        && line.len() <= 200
        && [" menulis ", " wrote ", " schrieb "].iter().any(|verb| line.contains(verb))
        && is_marked_below(&rest[1..])
}

/// Yahoo on a telephone: "Pada …, X<x@y> menulis:   Yth. …", the older letter in the same line.
fn says_in_one_breath(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["> menulis: ", "> wrote: "].iter().any(|verb| lower.contains(verb)) && is_dated(line)
}

/// "Dikirim dari iPhone saya": the telephone's words, not the citizen's.
pub(super) fn is_sent_from(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    line.len() <= 120
        && [
            "dikirim dari iphone",
            "dikirim dari ipad",
            "dikirim dari perangkat",
            "dikirim dari galaxy",
            "dikirim dari ponsel",
            "dikirim dari hp ",
            "dikirim dari samsung",
            "dikirim dari yahoo",
            "dikirim dari outlook",
            "dikirim dari mail untuk",
            "dikirim dengan proton",
            "sent from my ",
            "sent from yahoo",
            "sent from outlook",
            "sent from mail for",
            "sent with proton",
            "sent via ",
            "get outlook for",
            "dapatkan outlook untuk",
        ]
        .iter()
        .any(|begin| line.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_quoted_letter_is_may_stand_anywhere() {
        let header = |line: &str, value: &str| {
            let Some(Introduction::Header(at)) = introduction(&[line]) else { panic!("{line}") };
            assert_eq!(&line[at..], value);
        };
        header("From: Siti <s@x.test>", " Siti <s@x.test>");
        header("> > *Kepada:* Siti", "* Siti");
        header("| Untuk : Siti", " Siti");
        for lines in [
            &["Pada Sen, 2 Nov 2026 pukul 10.15 Siti", "<s@x.test> menulis:"][..],
            &["> On Mon, Nov 2, 2026 at 10:15 Siti", "> <s@x.test> wrote:"],
        ] {
            assert_eq!(introduction(lines), Some(Introduction::Attribution(2)), "{lines:?}");
        }
        assert_eq!(introduction(&["On Monday Bapak Z wrote:"]), Some(Introduction::Attribution(1)));
        for line in ["Jam buka: 8 pagi", "ke rumah saya", ": x", "", "😀: dari"] {
            assert_eq!(introduction(&[line]), None, "{line}");
        }
    }
}
