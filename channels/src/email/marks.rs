//! What there is to know about a letter before one reads or answers it.

use mail_parser::MimeHeaders;

use super::leaf::Part;
use super::mime::Letter;
use super::{automatic, tnef};
use crate::{Attachment, InboundKind, Mark};

/// Endings of files that a double click would run.
const PROGRAMS: [&str; 26] = [
    "apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "iso", "img", "jar", "js", "jse", "lnk",
    "msi", "msp", "pif", "ps1", "scr", "sh", "vbe", "vbs", "wsf", "xll", "docm",
];
const PROGRAM_TYPES: [&str; 6] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-msdownload",
    "application/java-archive",
    "application/vnd.android.package-archive",
];

/// All marks of a letter, each once, in the order of [`Mark::ALL`].
pub(super) fn marks(
    letter: &Letter<'_>,
    text: &str,
    files: &[Attachment],
    is_forwarded: bool,
    kind: &InboundKind,
    of_html: &[Mark],
) -> Vec<Mark> {
    let holds = |mark: Mark| match mark {
        Mark::Signed => {
            any(letter, &["application/pkcs7-signature", "application/x-pkcs7-signature"])
                || smime(letter) == Some(true)
        }
        Mark::Encrypted => smime(letter) == Some(false),
        Mark::PgpSigned => {
            any(letter, &["application/pgp-signature"]) || text.contains("-----BEGIN PGP SIGNED MESSAGE-----")
        }
        Mark::PgpEncrypted => {
            any(letter, &["application/pgp-encrypted"]) || text.contains("-----BEGIN PGP MESSAGE-----")
        }
        Mark::Invitation => any(letter, &["text/calendar", "application/ics"]),
        Mark::Winmail => letter.parts.iter().any(tnef::is_wrapped),
        Mark::Program => files.iter().any(is_program),
        Mark::Forwarded => is_forwarded,
        Mark::Bulk => automatic::is_bulk(&letter.head),
        Mark::Absence => *kind == InboundKind::Automatic && automatic::is_absence(&letter.head),
        Mark::Receipt => any(letter, &["message/disposition-notification"]),
        Mark::Complaint => any(letter, &["message/feedback-report"]) && *kind != InboundKind::Automatic,
        Mark::RemoteImages | Mark::HiddenWords | Mark::LyingLink => of_html.contains(&mark),
    };
    Mark::ALL.into_iter().filter(|mark| holds(*mark)).collect()
}

fn any(letter: &Letter<'_>, types: &[&str]) -> bool {
    letter.parts.iter().any(|part| types.iter().any(|of| part.is(of)))
}

/// S/MIME in one piece: true when it is only signed. What does not say may be either, so it is sealed to us.
fn smime(letter: &Letter<'_>) -> Option<bool> {
    let sealed = |part: &&Part<'_>| part.is("application/pkcs7-mime") || part.is("application/x-pkcs7-mime");
    let part = letter.parts.iter().find(sealed)?;
    let kind = part.attribute("smime-type").or_else(|| letter.head.content_type()?.attribute("smime-type"));
    Some(kind.is_some_and(|kind| kind.eq_ignore_ascii_case("signed-data")))
}

fn is_program(file: &Attachment) -> bool {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    PROGRAM_TYPES.contains(&file.media_type.as_str())
        || ending.is_some_and(|ending| PROGRAMS.contains(&ending.as_str()))
}
