//! What could not be taken as it came stands in the thread as a note of the house. It is kept in plain English, because
//! it is written down before anybody knows who reads it; here it is said in the reader's language.

use std::borrow::Cow;

use fluent_bundle::FluentArgs;

use crate::conversations::{Direction, Message};
use crate::texts::Lang;

/// What is kept, with `{}` where something of the message stands, and the text that says it; what stood there is `$a`,
/// `$b` and `$c`.
const SAID: &[(&str, &str)] = &[
    // Of letters.
    ("The mail has {} bytes; only the first {} were read.", "remark-mail-bytes"),
    ("The mail's header has {} bytes; only the first {} were read.", "remark-mail-header"),
    ("The mail has {} MB, more than we take; only its header was kept.", "remark-mail-oversize"),
    ("The mail has {} files; only the first {} were kept.", "remark-mail-files"),
    ("The mail is nested too deeply or has too many parts; the rest was not read.", "remark-mail-deep"),
    ("The mail has no usable Message-ID; its checksum stands in.", "remark-mail-no-id"),
    ("Another mail has the same Message-ID; this one's checksum stands in.", "remark-mail-same-id"),
    ("This is not a mail we can read; the original is kept.", "remark-mail-unreadable"),
    ("The mail names several senders; the first one is taken.", "remark-mail-senders"),
    ("The mail names no sender; it cannot be answered by e-mail.", "remark-mail-no-sender"),
    ("The mail's From names no address; the one it was handed over with is taken.", "remark-mail-envelope"),
    ("The sender's name shows another address: {}.", "remark-mail-other-address"),
    ("The sender asks for answers to {} (Reply-To).", "remark-mail-reply-to"),
    ("The mail went to many others; the first {} are noted.", "remark-mail-many"),
    ("The HTML of the mail is too large or too deep to show; its words are kept.", "remark-mail-html"),
    ("The text was cut after {} bytes.", "remark-text-cut"),
    ("A part of the mail could not be decoded and is shown as it came.", "remark-mail-part"),
    ("The parts of the mail could not be told apart; all of it is shown as it came.", "remark-mail-parts"),
    ("The character set \"{}\" is unknown; some signs may be wrong.", "remark-mail-charset"),
    ("The file \"{}\" could not be decoded and is kept as it came.", "remark-file-undecoded"),
    ("The file \"{}\" is too large and was not kept.", "remark-file-large"),
    ("winmail.dat holds more files than there is room for; they are still in it.", "remark-winmail-more"),
    ("winmail.dat holds files in Outlook's own form; none could be taken out.", "remark-winmail-none"),
    (
        "The sender's address is a colleague's, but nothing proves that they wrote this.",
        "remark-mail-colleague",
    ),
    ("Passed on by {}; answers go to {}, who wrote it first.", "remark-mail-passed-on"),
    ("Passes on a mail of {}; answers go to {}.", "remark-mail-passes-on"),
    (
        "The mail lay in the folder {}: the mail server took it for unwanted. The sender got no answer yet.",
        "remark-mail-junk",
    ),
    (
        "The mail server does not give this mail out; nothing of it could be kept. Somebody must look into the mailbox: {}, folder {}, UID {}.",
        "remark-mail-withheld",
    ),
    (
        "The mail server does not give this mail out; only its header could be kept. Somebody must look into the mailbox: {}, folder {}, UID {}.",
        "remark-mail-withheld-header",
    ),
    // Of chats with a bot.
    ("a message without a chat", "remark-no-chat"),
    ("a part we cannot read: {}", "remark-part-unread"),
    ("forwarded; the words may be someone else's", "remark-forwarded"),
    ("nothing in it that we can read", "remark-nothing"),
    ("the text was cut at {} bytes", "remark-text-cut"),
    ("behind words: {}", "remark-link-hidden"),
    ("a sticker", "remark-sticker"),
    ("a poll", "remark-poll"),
    ("a dice", "remark-dice"),
    ("a game", "remark-game"),
    ("a story passed on; bots may not see it", "remark-story"),
    ("the sender's own contact card", "remark-card-own"),
    ("a contact card without a usable number", "remark-card-bare"),
    ("someone else's contact card", "remark-card-other"),
    ("a place that is not on earth", "remark-place-wrong"),
    ("a live location; each move comes as an edit", "remark-place-live"),
    ("the {} could not be read", "remark-part-unread"),
    ("{} has {} bytes; bots may fetch at most {} MB", "remark-bot-file-large"),
    // Of calls, the web chat and the form.
    ("The caller's number was withheld.", "remark-call-withheld"),
    ("The number to call back was typed by the caller and is not proven.", "remark-call-typed"),
    ("typed by the visitor; not proven to be theirs", "remark-visitor-typed"),
    ("written on {} (as the browser says)", "remark-visitor-page"),
    ("Telephone number given in the form, not proven: {}", "remark-form-phone"),
];
/// The configuration's mailbox, in remarks.
const MAIN: &str = "the main mailbox";
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Did the house write this note by itself?
pub fn is_one(message: &Message) -> bool {
    message.direction == Direction::Note && message.is_automatic && message.staff_id.is_none()
}

/// The note in the reader's language; lines that are none of ours stand as they are.
pub fn words(t: Lang, note: &str) -> String {
    note.lines().map(|line| said(t, line).unwrap_or_else(|| line.to_owned())).collect::<Vec<_>>().join("\n")
}

fn said(t: Lang, line: &str) -> Option<String> {
    let (key, gaps) = SAID.iter().find_map(|(said, key)| Some((*key, gaps(said, line)?)))?;
    let mut args = FluentArgs::new();
    for (name, gap) in NAMES.into_iter().zip(gaps) {
        // What the house calls its own mailbox is a word, too.
        args.set(name, if gap == MAIN { t.say("line-main-mailbox") } else { Cow::Borrowed(gap) });
    }
    Some(t.with_args(key, Some(&args)).into_owned())
}

/// What stands in a line where something of the message stands; None: it says something else.
fn gaps<'l>(said: &str, line: &'l str) -> Option<Vec<&'l str>> {
    let mut parts = said.split("{}");
    let mut rest = line.strip_prefix(parts.next()?)?;
    let mut gaps = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = if parts.peek().is_some() { rest.find(part)? } else { rest.strip_suffix(part)?.len() };
        gaps.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(gaps)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_remark_has_words() {
        for t in [Lang::Id, Lang::En] {
            for (remark, key) in SAID {
                assert!(t.has(key), "{key}");
                let line = remark.replace("{}", "7");
                let said = said(t, &line).unwrap_or_else(|| panic!("{line}"));
                assert!(!said.contains("{}") && !said.contains("remark-"), "{said}");
            }
        }
        for remark in channels::telegram::remarks::NO_WORDS.into_iter().chain([channels::chat::NOT_PROVEN]) {
            assert!(said(Lang::Id, remark).is_some(), "{remark}");
        }
    }

    #[test]
    fn what_stands_in_a_remark_stays() {
        let note = "The sender asks for answers to siti@warga.test (Reply-To).\nMembawa fotonya sendiri";
        let said = words(Lang::Id, note);
        assert!(said.contains("siti@warga.test") && !said.contains("asks for"), "{said}");
        assert!(said.ends_with("\nMembawa fotonya sendiri"), "{said}");
        assert_eq!(gaps("a {}; b {}.", "a x; y; b z."), Some(vec!["x; y", "z"]));
        assert_eq!(gaps("a sticker", "a sticker!"), None);
    }

    fn letters(folder: &Path, found: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("the recorded letters").map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => letters(&path, found),
                path if path.extension().is_some_and(|end| end == "eml") => {
                    found.push(std::fs::read(path).expect("a letter"));
                }
                _ => {}
            }
        }
    }

    /// Whoever adds a remark to the reader of letters adds its words here.
    #[test]
    fn no_remark_on_a_recorded_letter_stays_english() {
        let mut found = Vec::new();
        letters(&Path::new(env!("CARGO_MANIFEST_DIR")).join("channels/tests/data/email"), &mut found);
        let ours = channels::email::Ours::default();
        let remarks = found.iter().flat_map(|raw| channels::email::parse(raw, &ours).remarks);
        let unsaid: Vec<String> = remarks.filter(|remark| said(Lang::Id, remark).is_none()).collect();
        assert!(unsaid.is_empty(), "{unsaid:#?}");
    }
}
