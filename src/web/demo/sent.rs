//! What a pane's form sent: fields and files, the token checked.

use actix_multipart::Multipart;
use futures_util::StreamExt as _;

use super::letter::File;
use crate::app::App;
use crate::error::{Result, bad_request, forbidden, too_large};
use crate::web::Shell;

/// Bytes of a field, of a file, and how many parts there are at most.
const FIELD: usize = 64 * 1024;
const FILE: usize = 10 * 1024 * 1024;
const PARTS: usize = 20;

#[derive(Debug, Default)]
pub struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<(String, File)>,
}

impl Sent {
    pub async fn read(app: &App, shell: &Shell, mut form: Multipart) -> Result<Self> {
        let broken = || bad_request("the form cannot be read");
        let mut sent = Self::default();
        let mut parts = 0;
        while let Some(part) = form.next().await {
            let mut part = part.map_err(|_| broken())?;
            parts += 1;
            if parts > PARTS {
                return Err(too_large("the form has too many parts"));
            }
            let name = part.name().unwrap_or_default().to_owned();
            let file_name =
                part.content_disposition().and_then(|told| told.get_filename()).map(str::to_owned);
            let media_type =
                part.content_type().map_or("application/octet-stream".into(), ToString::to_string);
            let most = if file_name.is_some() { FILE } else { FIELD };
            let mut bytes = Vec::new();
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(|_| broken())?;
                if bytes.len() + chunk.len() > most {
                    return Err(too_large("a part of the form is too large"));
                }
                bytes.extend_from_slice(&chunk);
            }
            match file_name {
                // An empty file field is no file.
                Some(file) if !file.is_empty() => {
                    sent.files.push((name, File { name: file, media_type, bytes }));
                }
                Some(_) => {}
                None => sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        if !shell.csrf_matches(app, sent.field("csrf")) {
            return Err(forbidden("the form's token is missing or wrong: reload the page and send it again"));
        }
        Ok(sent)
    }

    /// Empty when it was not sent.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The file of this field, if one was chosen.
    pub fn take(&mut self, name: &str) -> Option<File> {
        let place = self.files.iter().position(|(key, _)| key == name)?;
        Some(self.files.swap_remove(place).1)
    }
}
