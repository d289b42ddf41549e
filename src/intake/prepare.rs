//! What must happen before the transaction: files are written, so that no row ever points at nothing.

use channels::{Content, Identity, Inbound, limits};

use super::{Received, place};
use crate::app::App;
use crate::conversations::{FileState, NewAttachment};
use crate::error::Result;
use crate::people;
use crate::scan;

/// Raw payloads up to this size lie in the row itself.
const INLINE: usize = 256 * 1024;

pub struct Prepared {
    pub attachments: Vec<NewAttachment>,
    /// Key of the raw payload when it is too large for the row.
    pub raw_file: Option<String>,
}

impl Prepared {
    /// Words whose files lie elsewhere.
    pub const fn words() -> Self {
        Self { attachments: Vec::new(), raw_file: None }
    }
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
            point: None,
        };
        match &file.content {
            Content::Bytes(bytes) if bytes.len() <= limits::ATTACHMENT => {
                (new.size, new.state) = (Some(bytes.len() as i64), scan::state_of_new(&app.config));
                new.point = people::position(bytes);
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

/// Characters of a name or a place.
const LINE: usize = 300;

/// What PostgreSQL would refuse and nobody can see, taken out: NUL in texts, endless names, places that
/// are not on the globe. Without the bytes that are in files by now: a letter may bring 25 MB of them.
pub fn cleaned(received: &Received, prepared: &Prepared) -> Received {
    let Received { inbound, raw, wishes, .. } = received;
    let inbound = Inbound {
        channel: inbound.channel,
        external_id: inbound.external_id.clone(),
        from: inbound.from.clone(),
        from_name: inbound.from_name.clone(),
        language: inbound.language.clone(),
        sent_at: inbound.sent_at,
        thread: inbound.thread.clone(),
        kind: inbound.kind.clone(),
        subject: inbound.subject.clone(),
        text: inbound.text.clone(),
        html: inbound.html.clone(),
        attachments: Vec::new(),
        place: inbound.place.clone(),
        also_known_as: inbound.also_known_as.clone(),
        remarks: inbound.remarks.clone(),
        mail: inbound.mail.clone(),
    };
    let raw = if prepared.raw_file.is_some() { Vec::new() } else { raw.clone() };
    let (wishes, chat) = (wishes.clone(), received.chat.clone());
    let mut clean = Received {
        inbound,
        raw,
        media_type: received.media_type,
        wishes,
        chat,
        arrival: received.arrival,
        came_back: received.came_back,
        oversize: received.oversize,
        is_handed_over: received.is_handed_over,
    };
    let inbound = &mut clean.inbound;
    inbound.text.retain(|c| c != '\0');
    for text in [&mut inbound.html, &mut inbound.subject].into_iter().flatten() {
        text.retain(|c| c != '\0');
    }
    for line in
        [&mut inbound.from_name, &mut clean.wishes.place, &mut clean.wishes.area].into_iter().flatten()
    {
        *line = line.chars().filter(|c| !c.is_control()).take(LINE).collect();
    }
    if let Identity::Email(text) | Identity::Phone(text) | Identity::Visitor(text) = &mut inbound.from {
        text.retain(|c| !c.is_control());
    }
    if inbound.place.as_ref().is_some_and(|place| !on_the_globe(place)) {
        inbound.place = None;
    }
    // A place without a word: what the desk reads says where.
    if let (Some(place), true) = (&inbound.place, inbound.text.is_empty()) {
        inbound.text = place::words(place);
    }
    clean
}

fn on_the_globe(place: &channels::Place) -> bool {
    (-90.0..=90.0).contains(&place.latitude) && (-180.0..=180.0).contains(&place.longitude)
}
