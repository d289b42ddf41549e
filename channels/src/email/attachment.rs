//! The files in a letter.

use super::leaf::Part;
use super::mime::Letter;
use super::words;
use crate::limits;
use crate::{Attachment, Content};

/// Letters of a file name.
const NAME: usize = 120;

/// Every part that is not one of the bodies, up to the limits.
pub(super) fn attachments(letter: &Letter<'_>, remarks: &mut Vec<String>) -> Vec<Attachment> {
    let parts: Vec<&Part<'_>> = letter.files.iter().map(|id| &letter.parts[*id]).collect();
    if parts.len() > limits::ATTACHMENTS {
        remarks.push(format!(
            "The mail has {} files; only the first {} were kept.",
            parts.len(),
            limits::ATTACHMENTS
        ));
    }
    parts
        .into_iter()
        .take(limits::ATTACHMENTS)
        .enumerate()
        .map(|(index, part)| attachment(part, index + 1, remarks))
        .collect()
}

fn attachment(part: &Part<'_>, number: usize, remarks: &mut Vec<String>) -> Attachment {
    let said = part.media_type.clone();
    let decoded = part.bytes();
    let broken = decoded.is_err();
    let bytes = decoded.unwrap_or_else(|as_it_came| as_it_came);
    let media_type = if said.as_deref() == Some("message/rfc822") {
        "message/rfc822".to_owned()
    } else {
        sniffed(&bytes).map_or_else(|| said.unwrap_or_default(), str::to_owned)
    };
    let media_type = if is_media_type(&media_type) { media_type } else { "application/octet-stream".into() };
    let name = name(part.name().unwrap_or_default(), number, &media_type);

    if broken {
        remarks.push(format!("The file \"{name}\" could not be decoded and is kept as it came."));
    }
    if media_type == "application/ms-tnef" || name.eq_ignore_ascii_case("winmail.dat") {
        remarks.push("winmail.dat holds files in Outlook's own form, which few programs can open.".into());
    }
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
    infer::get(bytes).map(|kind| kind.mime_type()).filter(|kind| !kind.starts_with("text/"))
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
