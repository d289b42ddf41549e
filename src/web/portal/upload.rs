//! Files from citizens: read piece by piece, named and typed by us, and refused one by one.

use std::collections::HashMap;

use actix_multipart::{Field, Multipart};
use futures_util::StreamExt;

use super::line;
use crate::app::App;
use crate::auth;
use crate::clock::HOUR;
use crate::drafts::DraftFile;
use crate::error::{Error, Result, bad_request, forbidden, too_large};
use crate::people;
use crate::web::Shell;

/// Files of one message.
pub const FILES: usize = 5;
/// Bytes of one file.
pub const FILE: usize = 10 * 1024 * 1024;
/// Bytes of everything that is read, refused files included.
const REQUEST: usize = 200 * 1024 * 1024;
/// Bytes of one text field, and how many fields.
const TEXT: usize = 128 * 1024;
const FIELDS: usize = 40;
const NAME: usize = 120;
/// Uploads an address may begin in an hour.
const PER_HOUR: i64 = 300;

/// What `accept` says to browsers; the bytes decide.
pub const ACCEPT: &str = "image/*,video/*,audio/*,application/pdf";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Kind,
    Large,
    Many,
}

/// A form with files, as far as it could be taken.
#[derive(Debug, Default)]
pub struct Upload {
    fields: HashMap<String, String>,
    pub files: Vec<DraftFile>,
    /// Name and reason of what was not kept.
    pub refused: Vec<(String, Why)>,
}

impl Upload {
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Why files were refused, in the reader's words.
    pub fn complaints(&self, shell: &Shell) -> Vec<String> {
        let say = |(name, why): &(String, Why)| {
            let key = match why {
                Why::Kind => "portal-file-kind",
                Why::Large => "portal-file-large",
                Why::Many => "portal-file-many",
            };
            shell.t.with(key, "name", name.as_str()).into_owned()
        };
        self.refused.iter().map(say).collect()
    }
}

/// Reads the form. The token must come before the first file, as it does in our forms: nothing of a
/// form without it is kept. At most `room` files are taken.
pub async fn read(app: &App, shell: &Shell, mut form: Multipart, room: usize) -> Result<Upload> {
    let key = format!("upload:{}", shell.address);
    app.db.write(async |tx| Ok(auth::permit(tx, &key, PER_HOUR, HOUR).await)).await??;
    let mut upload = Upload::default();
    let mut total = 0;
    let mut is_ours = false;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(unreadable)?;
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.content_disposition().and_then(|said| said.get_filename()).map(file_name);
        let Some(file) = file else {
            let text = text(&mut field, &mut total).await?;
            is_ours |= name == "csrf" && shell.csrf_matches(app, &text);
            upload.fields.insert(name, text);
            if upload.fields.len() > FIELDS {
                return Err(too_large("the form has too many fields"));
            }
            continue;
        };
        if !is_ours {
            return Err(not_ours(shell));
        }
        match bytes(&mut field, &mut total).await? {
            // A file field that was left empty.
            Some(bytes) if bytes.is_empty() => {}
            None => upload.refused.push((file, Why::Large)),
            Some(_) if upload.files.len() >= room => upload.refused.push((file, Why::Many)),
            Some(bytes) => match media_type(&bytes) {
                Some(media_type) => {
                    let (size, point) = (bytes.len() as i64, people::position(&bytes));
                    let key = app.files.put(bytes).await?;
                    let media_type = media_type.into();
                    upload.files.push(DraftFile { key, name: file, media_type, size, point });
                }
                None => upload.refused.push((file, Why::Kind)),
            },
        }
        if upload.refused.len() > FIELDS {
            return Err(too_large("too many files"));
        }
    }
    if is_ours { Ok(upload) } else { Err(not_ours(shell)) }
}

fn not_ours(shell: &Shell) -> Error {
    tracing::warn!(path = shell.path, "a form without the right token was refused");
    forbidden("the form's token is missing or wrong: reload the page and send it again")
}

fn unreadable(error: actix_multipart::MultipartError) -> Error {
    bad_request(format!("the upload broke off or cannot be read: {error}"))
}

async fn text(field: &mut Field, total: &mut usize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(unreadable)?;
        *total += piece.len();
        if bytes.len() + piece.len() > TEXT {
            return Err(too_large("a field of the form is too large"));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The file, or nothing when it is too large; it is read to its end all the same, so that what comes
/// behind it is not lost.
async fn bytes(field: &mut Field, total: &mut usize) -> Result<Option<Vec<u8>>> {
    let mut bytes = Some(Vec::new());
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(unreadable)?;
        *total += piece.len();
        if *total > REQUEST {
            return Err(too_large("the files together are far too large"));
        }
        if let Some(kept) = &mut bytes {
            kept.extend_from_slice(&piece);
            if kept.len() > FILE {
                bytes = None;
            }
        }
    }
    Ok(bytes)
}

/// Pictures, sound, film and PDF; what the browser claims does not count.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let kind = infer::get(bytes)?.mime_type();
    let wanted = ["image/", "audio/", "video/"].iter().any(|start| kind.starts_with(start));
    (wanted || kind == "application/pdf").then_some(kind)
}

/// The last part of what the browser says, without what breaks pages, headers and file systems.
fn file_name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = line(last, NAME);
    if name.is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_what_a_file_is() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(media_type(b"%PDF-1.7\n"), Some("application/pdf"));
        assert_eq!(media_type(b"<!doctype html><script>alert(1)</script>"), None);
        assert_eq!(media_type(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), None);
        assert_eq!(media_type(b"MZ\x90\0"), None);
        assert_eq!(media_type(b"hello"), None);
    }

    #[test]
    fn names_have_no_paths() {
        assert_eq!(file_name("C:\\Users\\x\\foto.jpg"), "foto.jpg");
        assert_eq!(file_name("../../etc/passwd\u{0}"), "passwd");
        assert_eq!(file_name("a/"), "file");
    }
}
