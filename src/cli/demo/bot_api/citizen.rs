//! What citizens do. Each deed becomes an update that waits for the bot.

use serde_json::{Value, json};

use super::methods::bot;
use super::{BotApi, Citizen, File, Line};

/// Each gives the id of their message.
impl BotApi {
    /// A chat that nobody said anything in yet.
    pub fn know(&self, citizen: &Citizen) {
        self.state().citizens.insert(citizen.id, citizen.clone());
    }

    pub fn text(&self, from: &Citizen, text: &str) -> i64 {
        self.say(from, &json!({ "text": text }), |line| text.clone_into(&mut line.text))
    }

    pub fn photo(&self, from: &Citizen, caption: &str, bytes: Vec<u8>) -> i64 {
        let file = self.keep("photo.jpg", "image/jpeg", bytes, true);
        let sizes = sizes(&file, &file.id);
        self.with_file(from, caption, file, "photo", sizes)
    }

    /// Several pictures sent together: messages of their own with one id. The words are under the first.
    pub fn album(&self, from: &Citizen, caption: &str, pictures: Vec<Vec<u8>>) -> Vec<i64> {
        let captions = std::iter::once(caption).chain(std::iter::repeat(""));
        let album = &crate::secret::random_token()[..16];
        self.captioned_album(from, album, captions.zip(pictures).collect())
    }

    /// The same, each picture with words of its own or none.
    pub fn captioned_album(&self, from: &Citizen, album: &str, pictures: Vec<(&str, Vec<u8>)>) -> Vec<i64> {
        let one = |(caption, bytes): (&str, Vec<u8>)| {
            let file = self.keep("photo.jpg", "image/jpeg", bytes, true);
            let mut body = json!({ "media_group_id": album, "photo": sizes(&file, &file.id) });
            if !caption.is_empty() {
                body["caption"] = caption.into();
            }
            self.say(from, &body, |line| (line.file, line.album) = (Some(file), Some(album.to_owned())))
        };
        pictures.into_iter().map(one).collect()
    }

    /// A place that will go on moving.
    pub fn live_location(&self, from: &Citizen, latitude: f64, longitude: f64) -> i64 {
        let place = json!({ "latitude": latitude, "longitude": longitude, "live_period": 900 });
        self.say(from, &json!({ "location": place }), |line| line.place = Some((latitude, longitude)))
    }

    /// It moved.
    pub fn moves(&self, from: &Citizen, message_id: i64, latitude: f64, longitude: f64) {
        let mut message = self.message(from, message_id);
        message["edit_date"] = self.seconds().into();
        message["location"] = json!({ "latitude": latitude, "longitude": longitude, "live_period": 900 });
        self.update("edited_message", message);
    }

    pub fn document(
        &self,
        from: &Citizen,
        caption: &str,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> i64 {
        let file = self.keep(name, media_type, bytes, false);
        let meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_name": name,
            "mime_type": media_type, "file_size": file.bytes.len(),
        });
        self.with_file(from, caption, file, "document", meta)
    }

    pub fn voice(&self, from: &Citizen, seconds: u32, bytes: Vec<u8>) -> i64 {
        let file = self.keep("voice.ogg", "audio/ogg", bytes, false);
        let meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "duration": seconds,
            "mime_type": "audio/ogg", "file_size": file.bytes.len(),
        });
        self.with_file(from, "", file, "voice", meta)
    }

    /// A round film of the writer, as the app takes it.
    pub fn video_note(&self, from: &Citizen, seconds: u32, bytes: Vec<u8>) -> i64 {
        let file = self.keep("note.mp4", "video/mp4", bytes, false);
        let meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "duration": seconds,
            "length": 240, "file_size": file.bytes.len(),
        });
        self.with_file(from, "", file, "video_note", meta)
    }

    pub fn location(&self, from: &Citizen, latitude: f64, longitude: f64) -> i64 {
        let body = json!({ "location": { "latitude": latitude, "longitude": longitude } });
        self.say(from, &body, |line| line.place = Some((latitude, longitude)))
    }

    /// The citizen's own telephone number.
    pub fn contact(&self, from: &Citizen, number: &str) -> i64 {
        let card = json!({ "phone_number": number, "first_name": from.first_name, "user_id": from.id });
        self.say(from, &json!({ "contact": card }), |line| number.clone_into(&mut line.text))
    }

    pub fn sticker(&self, from: &Citizen, emoji: &str) -> i64 {
        let sticker = json!({
            "file_id": "sticker", "file_unique_id": "usticker", "type": "regular", "width": 512, "height": 512,
            "is_animated": false, "is_video": false, "emoji": emoji,
        });
        self.say(from, &json!({ "sticker": sticker }), |line| emoji.clone_into(&mut line.text))
    }

    /// Rewords an earlier text.
    pub fn edit(&self, from: &Citizen, message_id: i64, text: &str) {
        let mut message = self.message(from, message_id);
        message["edit_date"] = self.seconds().into();
        message["text"] = text.into();
        let mut state = self.state();
        let known = |line: &&mut Line| line.chat == from.id && line.message_id == message_id;
        if let Some(line) = state.lines.iter_mut().find(known) {
            text.clone_into(&mut line.text);
            line.edited = true;
        }
        state.push("edited_message", message);
        drop(state);
        self.changed();
    }

    /// Puts a picture into an earlier message: in the stead of the one it had, or above its words.
    pub fn edit_photo(&self, from: &Citizen, message_id: i64, caption: &str, bytes: Vec<u8>) {
        let file = self.keep("photo.jpg", "image/jpeg", bytes, true);
        let sizes = sizes(&file, &file.id);
        self.edit_with(from, message_id, caption, file, sizes);
    }

    /// Changes the words below an earlier picture, which comes along; it may be fetched under another id from now on.
    /// False: there is no picture.
    pub fn edit_caption(&self, from: &Citizen, message_id: i64, caption: &str) -> bool {
        let line = self.chat(from.id).into_iter().find(|line| line.message_id == message_id);
        let Some(file) = line.and_then(|line| line.file) else { return false };
        let sizes = sizes(&file, &format!("{}x", file.id));
        self.edit_with(from, message_id, caption, file, sizes);
        true
    }

    fn edit_with(&self, from: &Citizen, message_id: i64, caption: &str, file: File, sizes: Value) {
        let mut message = self.message(from, message_id);
        message["edit_date"] = self.seconds().into();
        message["photo"] = sizes;
        if !caption.is_empty() {
            message["caption"] = caption.into();
        }
        let mut state = self.state();
        let known = |line: &&mut Line| line.chat == from.id && line.message_id == message_id;
        if let Some(line) = state.lines.iter_mut().find(known) {
            caption.clone_into(&mut line.text);
            (line.file, line.edited) = (Some(file), true);
            if let Some(album) = &line.album {
                message["media_group_id"] = album.as_str().into();
            }
        }
        state.push("edited_message", message);
        drop(state);
        self.changed();
    }

    /// Blocks the bot: from now on sending to this chat is refused.
    pub fn block(&self, from: &Citizen) {
        self.standing(from, "member", "kicked");
    }

    pub fn unblock(&self, from: &Citizen) {
        self.standing(from, "kicked", "member");
    }

    fn standing(&self, from: &Citizen, old: &str, new: &str) {
        let bot = bot();
        let body = json!({
            "chat": { "id": from.id, "type": "private", "first_name": from.first_name }, "from": from.user(),
            "date": self.seconds(), "old_chat_member": { "user": bot, "status": old },
            "new_chat_member": { "user": bot, "status": new, "until_date": 0 },
        });
        let mut state = self.state();
        if new == "kicked" {
            state.blocked.insert(from.id);
        } else {
            state.blocked.remove(&from.id);
        }
        state.push("my_chat_member", body);
        drop(state);
        self.changed();
    }

    /// Any update, also of a kind that does not exist yet. Gives its id.
    pub fn update(&self, kind: &str, body: Value) -> i64 {
        let id = self.state().push(kind, body);
        self.changed();
        id
    }

    fn message(&self, from: &Citizen, message_id: i64) -> Value {
        json!({
            "message_id": message_id, "date": self.seconds(), "from": from.user(),
            "chat": { "id": from.id, "type": "private", "first_name": from.first_name },
        })
    }

    fn say(&self, from: &Citizen, body: &Value, fill: impl FnOnce(&mut Line)) -> i64 {
        let mut state = self.state();
        let id = state.next_message();
        let mut message = self.message(from, id);
        for (name, value) in body.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        let mut line = Line::new(from.id, id, false, self.seconds());
        fill(&mut line);
        state.citizens.insert(from.id, from.clone());
        state.note(line);
        state.push("message", message);
        drop(state);
        self.changed();
        id
    }

    fn with_file(&self, from: &Citizen, caption: &str, file: File, kind: &str, meta: Value) -> i64 {
        let mut body = json!({ kind: meta });
        if !caption.is_empty() {
            body["caption"] = caption.into();
        }
        self.say(from, &body, |line| {
            caption.clone_into(&mut line.text);
            line.file = Some(file);
        })
    }
}

/// A photo as an update has it. What it is called for ever stays; what it is fetched by may change.
fn sizes(file: &File, fetched_by: &str) -> Value {
    json!([{
        "file_id": fetched_by, "file_unique_id": format!("u{}", file.id), "width": 1280, "height": 960,
        "file_size": file.bytes.len(),
    }])
}
