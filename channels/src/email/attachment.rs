//! The files in a letter.

use super::leaf::Part;
use super::mime::Letter;
use super::{charset, tnef, words};
use crate::limits;
use crate::{Attachment, Content};

/// Letters of a file name.
const NAME: usize = 120;

/// Every part that is not one of the bodies, as far as there is room; behind them what was wrapped in winmail.dat.
pub(super) fn attachments(letter: &Letter<'_>, room: usize, remarks: &mut Vec<String>) -> Vec<Attachment> {
    let parts: Vec<&Part<'_>> = letter.files.iter().map(|id| &letter.parts[*id]).collect();
    let left_out = left_out(letter, room);
    let kept = &parts[..parts.len() - left_out];
    if left_out > 0 {
        remarks.push(format!("The mail has {} files; only the first {} were kept.", parts.len(), kept.len()));
    }
    let mut files: Vec<Attachment> =
        kept.iter().enumerate().map(|(index, part)| attachment(part, index + 1, remarks)).collect();
    for (index, _) in kept.iter().enumerate().filter(|(_, part)| tnef::is_wrapped(part)) {
        let room = room.saturating_sub(files.len());
        let Content::Bytes(bytes) = &files[index].content else { continue };
        let found = tnef::files(bytes, room + 1);
        if found.len() > room {
            remarks.push("winmail.dat holds more files than there is room for; they are still in it.".into());
        }
        let is_empty = found.is_empty();
        let inside: Vec<Attachment> = found
            .into_iter()
            .take(room)
            .enumerate()
            .map(|(more, file)| {
                let called = charset::undeclared(file.name);
                kept_file(&called, None, file.bytes.to_vec(), kept.len() + more + 1, remarks)
            })
            .collect();
        if is_empty {
            remarks.push("winmail.dat holds files in Outlook's own form; none could be taken out.".into());
        }
        files.extend(inside);
    }
    files
}

/// How many files of a letter are not kept.
pub(super) fn left_out(letter: &Letter<'_>, room: usize) -> usize {
    letter.files.len().saturating_sub(room)
}

/// The letter as it came, for one that could not be read or not wholly. Nothing when it is more than a file may have:
/// whoever keeps the letter has it still.
pub(super) fn original(raw: &[u8]) -> Option<Attachment> {
    let fits = !raw.is_empty() && raw.len() <= limits::ATTACHMENT;
    fits.then(|| Attachment {
        name: "original.eml".into(),
        media_type: "message/rfc822".into(),
        content: Content::Bytes(raw.to_vec()),
    })
}

fn attachment(part: &Part<'_>, number: usize, remarks: &mut Vec<String>) -> Attachment {
    let decoded = part.bytes();
    let broken = decoded.is_err();
    let bytes = decoded.unwrap_or_else(|as_it_came| as_it_came);
    let file = kept_file(part.name().unwrap_or_default(), part.media_type.as_deref(), bytes, number, remarks);
    if broken {
        remarks.push(format!("The file \"{}\" could not be decoded and is kept as it came.", file.name));
    }
    file
}

fn kept_file(
    called: &str,
    said: Option<&str>,
    bytes: Vec<u8>,
    number: usize,
    remarks: &mut Vec<String>,
) -> Attachment {
    let media_type = match said {
        Some(said @ ("message/rfc822" | "message/global")) => said,
        _ => sniffed(&bytes).or(said).unwrap_or_default(),
    };
    let media_type =
        if is_media_type(media_type) { media_type } else { "application/octet-stream" }.to_owned();
    let name = name(called, number, &media_type);
    let content = if bytes.len() > limits::ATTACHMENT {
        remarks.push(format!("The file \"{name}\" is too large and was not kept."));
        Content::Refused { size: bytes.len() as u64 }
    } else {
        Content::Bytes(bytes)
    };
    Attachment { name, media_type, content }
}

/// What the bytes are. Text kinds are left to the sender's word: their marks are guesses.
fn sniffed(bytes: &[u8]) -> Option<&'static str> {
    let guessed = infer::get(bytes).map(|kind| kind.mime_type());
    // "-----BEGIN" begins keys and signatures of every kind.
    guessed.filter(|kind| !kind.starts_with("text/") && *kind != "application/x-x509-ca-cert")
}

fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.len() <= 100 && text.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub))
}

/// A name that is only a name: no folders, no hidden signs, its ending kept when it is shortened.
fn name(given: &str, number: usize, media_type: &str) -> String {
    let last = given.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let last: String = words::line(last, 4096)
        .chars()
        .map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let last = last.trim_matches(['.', ' ']);
    if last.is_empty() {
        return format!("attachment-{number}.{}", ending(media_type));
    }
    let letters = last.chars().count();
    if letters <= NAME {
        return last.to_owned();
    }
    let (stem, end) = match last.rsplit_once('.') {
        Some((stem, end)) if end.chars().count() <= 10 => (stem, format!(".{end}")),
        _ => (last, String::new()),
    };
    stem.chars().take(NAME - end.chars().count()).chain(end.chars()).collect()
}

fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "message/rfc822" => "eml",
        "text/calendar" => "ics",
        "text/html" => "html",
        kind if kind.starts_with("text/") || kind.starts_with("message/") => "txt",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_only_names() {
        assert_eq!(name("../../etc/passwd", 1, ""), "passwd");
        assert_eq!(name("C:\\Foto\\jalan.jpg", 1, ""), "jalan.jpg");
        assert_eq!(name("invoice\u{202E}fdp.exe", 1, ""), "invoicefdp.exe");
        assert_eq!(name("..", 2, "image/png"), "attachment-2.png");
        assert_eq!(name("", 1, "message/rfc822"), "attachment-1.eml");
        let long = name(&format!("{}.pdf", "ä".repeat(300)), 1, "");
        assert_eq!(long.chars().count(), NAME);
        assert!(long.ends_with("ä.pdf"));
    }
}
