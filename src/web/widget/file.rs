//! `GET /widget/file/{id}/{proof}`: a file that staff sent to a visitor.
//!
//! The widget has no cookie on another site's page, so the address itself is the key: it carries a
//! digest only we can make, and is told to whoever reads the conversation and nobody else.

use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::{HttpResponse, web};
use channels::Channel;
use channels::chat::FileLink;

use crate::app::App;
use crate::conversations::{self, Direction, FileState, Message};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::AttachmentId;
use crate::people;

const PURPOSE: &str = "chat-file";

/// What came with a message, as addresses that open it.
pub async fn links(app: &App, tx: &mut Tx, message: &Message) -> Result<Vec<FileLink>> {
    let files = conversations::attachments_of(tx, message.id).await?;
    // One that waits for the virus scanner is told of now, because nothing is told twice, and opens in a moment.
    let kept =
        files.into_iter().filter(|file| matches!(file.state, FileState::Stored | FileState::Unchecked));
    Ok(kept
        .map(|file| FileLink {
            url: format!("/widget/file/{}/{}", file.id, app.secret.digest(PURPOSE, &file.id.to_string())),
            name: file.name,
        })
        .collect())
}

/// Always as a download: it may be anything.
pub async fn send(app: web::Data<App>, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (id, proof) = path.into_inner();
    if !app.secret.matches(PURPOSE, &id, &proof) {
        return Err(not_found("file"));
    }
    let id: AttachmentId = id.parse().map_err(|_| not_found("file"))?;
    let file = app
        .db
        .read(async |tx| {
            let file = conversations::attachment(tx, id).await?;
            let message = conversations::message(tx, file.message_id).await?;
            let conversation = conversations::get(tx, message.conversation_id).await?;
            let for_citizens = message.direction == Direction::Out && conversation.channel() == Channel::Chat;
            if for_citizens { Ok(file) } else { Err(not_found("file")) }
        })
        .await?;
    let bytes = people::outward(app.files.get(file.key()?).await?);
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: file.name.into_bytes(),
        })],
    };
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(disposition)
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(bytes))
}
