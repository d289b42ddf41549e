//! The methods by which the bot speaks, and by which it fetches files.

use serde_json::{Value, json};

use super::methods::{Answer, Call, bad, bot};
use super::{BotApi, Line, Refusal, keyboard};

/// UTF-16 units of a text.
const TEXT: usize = 4_096;
const CAPTION: usize = 1_024;
/// Bytes a bot may upload, as a picture, and download.
const UPLOAD: usize = 50_000_000;
const PICTURE: usize = 10 * 1024 * 1024;
const DOWNLOAD: usize = 20 * 1024 * 1024;

impl BotApi {
    pub(super) fn send_message(&self, call: &Call) -> Answer {
        let chat = self.chat_of(call)?;
        let text = call.text("text").trim();
        if text.is_empty() {
            return Err(bad("message text is empty"));
        }
        if text.encode_utf16().count() > TEXT {
            return Err(bad("message is too long"));
        }
        let (buttons, keys) = keyboard::read(call)?;
        let (id, mut message) = self.bot_message(chat);
        message["text"] = text.into();
        if !buttons.is_empty() {
            message["reply_markup"] = keyboard::markup(&buttons);
        }
        let mut line = Line::new(chat, id, true, self.seconds());
        (line.buttons, line.keys) = (buttons, keys);
        text.clone_into(&mut line.text);
        self.state().note(line);
        self.changed();
        Ok(message)
    }

    pub(super) fn send_photo(&self, call: Call) -> Answer {
        self.send_file(call, "photo", PICTURE)
    }

    pub(super) fn send_document(&self, call: Call) -> Answer {
        self.send_file(call, "document", UPLOAD)
    }

    fn send_file(&self, mut call: Call, kind: &str, most: usize) -> Answer {
        let chat = self.chat_of(&call)?;
        let caption = call.text("caption").to_owned();
        if caption.encode_utf16().count() > CAPTION {
            return Err(bad("message caption is too long"));
        }
        let reference = call.text(kind).to_owned();
        let is_photo = kind == "photo";
        let known = self.file(&reference);
        let file =
            match reference.strip_prefix("attach://").or(Some(kind)).and_then(|part| call.files.remove(part))
            {
                Some(upload) if upload.bytes.is_empty() => return Err(bad("file must be non-empty")),
                Some(upload) if upload.bytes.len() > most => {
                    return Err(Refusal::new(413, "Request Entity Too Large"));
                }
                Some(upload) if is_photo && !is_picture(&upload.bytes) => {
                    return Err(bad("IMAGE_PROCESS_FAILED"));
                }
                Some(upload) => {
                    let media_type =
                        infer::get(&upload.bytes).map_or("application/octet-stream", |of| of.mime_type());
                    self.keep(&upload.name, media_type, upload.bytes, is_photo)
                }
                None => known.ok_or_else(|| bad("wrong file identifier/HTTP URL specified"))?,
            };
        let (id, mut message) = self.bot_message(chat);
        let mut meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_size": file.bytes.len(),
        });
        if is_photo {
            (meta["width"], meta["height"]) = (1280.into(), 960.into());
            message["photo"] = json!([meta]);
        } else {
            (meta["file_name"], meta["mime_type"]) =
                (file.name.clone().into(), file.media_type.clone().into());
            message["document"] = meta;
        }
        let mut line = Line::new(chat, id, true, self.seconds());
        (line.text, line.file) = (caption, Some(file));
        self.state().note(line);
        self.changed();
        Ok(message)
    }

    fn bot_message(&self, chat: i64) -> (i64, Value) {
        let mut state = self.state();
        let id = state.next_message();
        let name = state.citizens.get(&chat).map(|citizen| citizen.first_name.clone()).unwrap_or_default();
        let message = json!({
            "message_id": id, "date": self.seconds(), "from": bot(),
            "chat": { "id": chat, "type": "private", "first_name": name },
        });
        (id, message)
    }

    pub(super) fn get_file(&self, call: &Call) -> Answer {
        let file = self.file(call.text("file_id"));
        let file = file.ok_or_else(|| bad("wrong file_id or the file is temporarily unavailable"))?;
        if file.bytes.len() > DOWNLOAD {
            return Err(bad("file is too big"));
        }
        Ok(json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_size": file.bytes.len(),
            "file_path": format!("files/{}", file.id),
        }))
    }
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff")
}
