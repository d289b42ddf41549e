//! Some four hundred difficult letters, all of our own making: `data/email/<topic>/<name>.eml`, each for the
//! one thing its name says. What the reader makes of a topic is one snapshot, looked at by a person.
//!
//! Files are kept with LF and read with CRLF, as letters travel; those in `bytes/` are read as they are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use channels::email::{Ours, Part, parse, pieces};
use channels::{Content, Identity, Inbound, InboundKind, Person, Trust, limits};

fn ours() -> Ours {
    Ours {
        domain: "sahut.kota.test".into(),
        addresses: vec!["hotline@kota.test".into()],
        checked_by: "mx.kota.test".into(),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/email")
}

/// Name and bytes.
type Letter = (String, Vec<u8>);

/// Topics and the letters in them, by name.
fn topics() -> Vec<(String, Vec<Letter>)> {
    let listed = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    listed(&folder())
        .into_iter()
        .filter(|path| path.is_dir() && name(path) != "snapshots")
        .map(|topic| {
            let letters = listed(&topic)
                .into_iter()
                .map(|path| {
                    let bytes = std::fs::read(&path).unwrap();
                    (name(&path), if name(&topic) == "bytes" { bytes } else { crlf(&bytes) })
                })
                .collect();
            (name(&topic), letters)
        })
        .collect()
}

fn crlf(text: &[u8]) -> Vec<u8> {
    text.split_inclusive(|b| *b == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\n") {
            Some(line) => [line, b"\r\n"].concat(),
            None => line.to_vec(),
        })
        .collect()
}

/// A letter as a person would describe it; what is not there is not mentioned.
fn described(name: &str, inbound: &Inbound) -> String {
    let mut out = format!("=== {name}\n");
    let mut say = |what: &str, words: &str| {
        if !words.is_empty() {
            writeln!(out, "{what}: {words}").unwrap();
        }
    };
    say("subject", &shortened(inbound.subject.as_deref().unwrap_or_default(), 160));
    let from = match &inbound.from {
        Identity::Email(address) => address.clone(),
        other => format!("{other:?}"),
    };
    let called = inbound.from_name.as_deref().map(|name| format!("{name} ")).unwrap_or_default();
    say("from", &format!("{called}<{from}>"));
    let mail = inbound.mail.clone().unwrap_or_default();
    say("answers to", mail.reply_to.as_deref().unwrap_or_default());
    say("to us", &inbound.thread.to.join(", "));
    let others: Vec<String> = mail.others.iter().map(person).collect();
    say("to others", &shortened(&others.join(", "), 200));
    say("id", &inbound.external_id);
    say("refers to", &inbound.thread.references.join(" "));
    say("sent", &inbound.sent_at.map(|at| at.to_string()).unwrap_or_default());
    say("language", inbound.language.as_deref().unwrap_or_default());
    match &inbound.kind {
        InboundKind::Message => {}
        InboundKind::Bounce(bounce) => {
            let stands = match (bounce.permanent, bounce.gave_up) {
                (true, _) => "for good",
                (false, true) => "given up",
                (false, false) => "still tried or arrived",
            };
            let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
            say(
                "bounce",
                &format!(
                    "{stands}; about {}; to {}; status {}; {}",
                    said(&bounce.message_id),
                    said(&bounce.recipient),
                    said(&bounce.status),
                    said(&bounce.diagnostic)
                ),
            );
        }
        other => say("kind", &format!("{other:?}").to_lowercase()),
    }
    let marks: Vec<&str> = mail.marks.iter().map(|mark| mark.code()).collect();
    say("marks", &marks.join(", "));
    if mail.trust != Trust::Unchecked {
        say("trust", mail.trust.code());
    }
    if let Some(of) = &mail.forwarded {
        let own = if of.has_own_words { " (with words of their own)" } else { "" };
        say("passed on from", &format!("{}{own}", person(&of.from)));
    }
    for piece in pieces(inbound.subject.as_deref(), &inbound.text) {
        let sign = match piece.part {
            Part::Said => '|',
            Part::Quote => '<',
            Part::Signature => '~',
            Part::Forwarded => '+',
        };
        for line in shortened(piece.text, 1200).lines() {
            writeln!(out, "  {}", format!("{sign} {line}").trim_end()).unwrap();
        }
    }
    if let Some(html) = &inbound.html {
        writeln!(out, "html: {}", shortened(html, 900).replace('\n', " ")).unwrap();
    }
    for file in &inbound.attachments {
        let size = match &file.content {
            Content::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Content::Refused { size } => format!("refused, {size} bytes"),
            Content::Remote { .. } => unreachable!("a letter brings its files"),
        };
        writeln!(out, "file: {} ({}, {size})", file.name, file.media_type).unwrap();
    }
    for remark in &inbound.remarks {
        writeln!(out, "remark: {remark}").unwrap();
    }
    out
}

fn person(person: &Person) -> String {
    match &person.name {
        Some(name) => format!("{name} <{}>", person.address),
        None => person.address.clone(),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    format!("{}… ({} letters)", text.chars().take(most).collect::<String>(), text.chars().count())
}

#[test]
fn every_letter_is_read() {
    let topics = topics();
    assert!(topics.iter().map(|(_, letters)| letters.len()).sum::<usize>() >= 150);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("data/email/snapshots/corpus");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    let mut different = Vec::new();
    for (topic, letters) in topics {
        let all: Vec<String> =
            letters.iter().map(|(name, raw)| described(name, &parse(raw, &ours()))).collect();
        // The other topics are still looked at.
        let seen = std::panic::catch_unwind(|| insta::assert_snapshot!(topic.as_str(), all.join("\n")));
        if seen.is_err() {
            different.push(topic);
        }
    }
    assert!(different.is_empty(), "{different:?} are read differently");
}

#[test]
fn nothing_is_lost_and_limits_hold() {
    for (topic, letters) in topics() {
        for (name, raw) in letters {
            let inbound = parse(&raw, &ours());
            let whole: String =
                pieces(inbound.subject.as_deref(), &inbound.text).iter().map(|piece| piece.text).collect();
            assert_eq!(whole, inbound.text, "{topic}/{name}");
            assert!(inbound.external_id.len() <= limits::ID && !inbound.external_id.is_empty());
            assert!(inbound.text.len() <= limits::TEXT && inbound.attachments.len() <= limits::ATTACHMENTS);
            assert!(!inbound.text.contains('\0'), "{topic}/{name}");
            assert_eq!(parse(&raw, &ours()), inbound, "{topic}/{name} reads the same twice");
        }
    }
}

/// Two mailboxes of ours get the same letter; their servers write different lines into it.
#[test]
fn a_letter_is_known_again_in_another_mailbox() {
    let mut tellable = 0;
    for (topic, letters) in topics() {
        // A letter that begins with something else has no place for a header of ours.
        for (name, raw) in letters.iter().filter(|_| topic == "quotes" || topic == "html") {
            let other =
                [b"Delivered-To: lain@kota.test\r\nReceived: from x by y; z\r\n", raw.as_slice()].concat();
            let (one, two) = (parse(raw, &ours()), parse(&other, &ours()));
            let content = one.mail.unwrap().content;
            assert_eq!(content, two.mail.unwrap().content, "{topic}/{name}");
            tellable += usize::from(content.is_some());
        }
    }
    assert!(tellable > 60, "{tellable}");
}
