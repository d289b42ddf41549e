//! Files in a message. Telegram sends their ids; the bytes are fetched by a job, up to 20 MB.

use serde::Deserialize as _;
use serde_json::Value;
use teloxide::types;

use super::message::part;
use super::update::{Fields, string};
use crate::chat::one_line;
use crate::{Attachment, Content, Inbound, limits};

/// Field of the message, name when the sender gave none, media type when Telegram gave none.
const KINDS: [(&str, &str, &str); 6] = [
    ("voice", "voice.ogg", "audio/ogg"),
    ("audio", "audio.mp3", "audio/mpeg"),
    ("video", "video.mp4", "video/mp4"),
    ("video_note", "video-note.mp4", "video/mp4"),
    ("animation", "animation.mp4", "video/mp4"),
    ("document", "document", "application/octet-stream"),
];

/// What teloxide puts where Telegram did not say how large a file is.
const SIZE_UNKNOWN: u32 = u32::MAX;

/// Characters of a file name for people (see [`Attachment::name`]).
const NAME_CHARS: usize = 120;

pub(super) fn reads(key: &str) -> bool {
    KINDS.iter().any(|(kind, _, _)| *kind == key)
}

/// Notes every file of the message; true when there was one.
pub(super) fn read(inbound: &mut Inbound, body: &Fields) -> bool {
    let mut found = photo(inbound, body);
    for (kind, name, media_type) in KINDS {
        // An animation comes a second time as a document, for old bots.
        if kind == "document" && body.contains_key("animation") {
            continue;
        }
        // Only the file itself is read through teloxide: its `Voice`, `Audio` and `Video` refuse the
        // whole part when the media type, which is optional, is missing or odd.
        let Some(file) = part::<types::FileMeta>(inbound, body, kind) else {
            continue;
        };
        let fields = body.get(kind).and_then(Value::as_object);
        let said = |key: &str| fields.and_then(|fields| string(fields, key));
        let attachment = Attachment {
            name: said("file_name").and_then(file_name).unwrap_or_else(|| name.to_owned()),
            media_type: said("mime_type").and_then(media).unwrap_or_else(|| media_type.to_owned()),
            content: content(&file),
        };
        note(inbound, attachment);
        found = true;
    }
    found
}

/// What Telegram calls the files of a message for ever, in the order in which the message that [`parse`] reads has
/// them. What it calls a file to fetch it by may be another from one update to the next.
///
/// [`parse`]: super::parse
pub fn lasting_ids(raw: &[u8]) -> Vec<String> {
    let Ok(Value::Object(update)) = serde_json::from_slice::<Value>(raw) else { return Vec::new() };
    let body = ["message", "edited_message"].into_iter().find_map(|kind| update.get(kind)?.as_object());
    let Some(body) = body else { return Vec::new() };
    let photo = largest(body).map(|size| size.file.unique_id.0);
    let others = KINDS.iter().filter(|(kind, ..)| *kind != "document" || !body.contains_key("animation"));
    let others = others.filter_map(|(kind, ..)| types::FileMeta::deserialize(body.get(*kind)?).ok());
    photo.into_iter().chain(others.map(|file| file.unique_id.0)).collect()
}

/// Of the sizes of a photo the largest that we may fetch.
fn largest(body: &Fields) -> Option<types::PhotoSize> {
    let sizes = body.get("photo")?.as_array()?;
    let sizes: Vec<_> = sizes.iter().filter_map(|size| types::PhotoSize::deserialize(size).ok()).collect();
    let area = |size: &&types::PhotoSize| u64::from(size.width) * u64::from(size.height);
    let fits = |size: &&types::PhotoSize| !matches!(content(&size.file), Content::Refused { .. });
    let best = sizes.iter().filter(fits).max_by_key(area);
    best.or_else(|| sizes.iter().min_by_key(area)).cloned()
}

/// A photo comes in several sizes; the largest we may fetch is kept.
fn photo(inbound: &mut Inbound, body: &Fields) -> bool {
    if !body.get("photo").is_some_and(Value::is_array) {
        return false;
    }
    let Some(best) = largest(body) else {
        inbound.remarks.push("the photo could not be read".to_owned());
        return false;
    };
    // Telegram makes every photo a JPEG.
    let attachment = Attachment {
        name: "photo.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        content: content(&best.file),
    };
    note(inbound, attachment);
    true
}

fn note(inbound: &mut Inbound, attachment: Attachment) {
    if let Content::Refused { size } = attachment.content {
        let most = limits::ATTACHMENT / (1024 * 1024);
        inbound
            .remarks
            .push(format!("{} has {size} bytes; bots may fetch at most {most} MB", attachment.name));
    }
    inbound.attachments.push(attachment);
}

fn content(file: &types::FileMeta) -> Content {
    let size = (file.size != SIZE_UNKNOWN).then_some(u64::from(file.size));
    match size {
        Some(size) if size > limits::ATTACHMENT as u64 => Content::Refused { size },
        size => Content::Remote { reference: file.id.0.clone(), size },
    }
}

/// The last part of a path as the sender gave it, without tricks.
fn file_name(said: &str) -> Option<String> {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = one_line(last, limits::ID).chars().take(NAME_CHARS).collect();
    let name = name.trim_matches(['.', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// `type/subtype` in lower case, without parameters.
fn media(said: &str) -> Option<String> {
    let essence = said.split(';').next()?.trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    let (kind, subtype) = essence.split_once('/')?;
    (essence.len() <= 127 && token(kind) && token(subtype)).then_some(essence)
}
