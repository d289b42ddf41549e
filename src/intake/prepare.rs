//! What must happen before the transaction: files are written, so that no row ever points at nothing.

use channels::{Content, limits};

use super::Received;
use crate::app::App;
use crate::conversations::{FileState, NewAttachment};
use crate::error::Result;

/// Raw payloads up to this size lie in the row itself.
const INLINE: usize = 256 * 1024;

pub struct Prepared {
    pub attachments: Vec<NewAttachment>,
    /// Key of the raw payload when it is too large for the row.
    pub raw_file: Option<String>,
}

pub async fn prepare(app: &App, received: &Received) -> Result<Prepared> {
    let mut attachments = Vec::new();
    for file in received.inbound.attachments.iter().take(limits::ATTACHMENTS) {
        let mut new = NewAttachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: None,
            state: FileState::Stored,
            file_key: None,
            remote: None,
        };
        match &file.content {
            Content::Bytes(bytes) if bytes.len() <= limits::ATTACHMENT => {
                new.size = Some(bytes.len() as i64);
                new.file_key = Some(app.files.put(bytes.clone()).await?);
            }
            Content::Bytes(bytes) => (new.size, new.state) = (Some(bytes.len() as i64), FileState::Refused),
            Content::Remote { reference, size } => {
                (new.size, new.state) = (size.map(|size| size as i64), FileState::Pending);
                new.remote = Some(reference.clone());
            }
            Content::Refused { size } => (new.size, new.state) = (Some(*size as i64), FileState::Refused),
        }
        attachments.push(new);
    }
    let raw_file =
        if received.raw.len() > INLINE { Some(app.files.put(received.raw.clone()).await?) } else { None };
    Ok(Prepared { attachments, raw_file })
}
