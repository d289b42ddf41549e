//! Files of a report, for who holds the pass. Always as a download: nothing strangers sent is ever run
//! or shown under our name.

use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ask, pass};
use crate::app::App;
use crate::conversations::{self, letters};
use crate::error::{Result, not_found};
use crate::ids::AttachmentId;
use crate::outbox::PIN_MASK;
use crate::people;
use crate::web::Shell;

pub async fn download(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (number, id) = path.into_inner();
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else { return Ok(ask(&number)) };
    let id: AttachmentId = id.parse().map_err(|_| not_found("file"))?;
    let file = app
        .db
        .read(async |tx| {
            let file = conversations::attachment(tx, id).await?;
            let theirs = letters::has(tx, ticket.id, PIN_MASK, file.message_id).await?;
            Ok(theirs.then_some(file))
        })
        .await?;
    let file = file.ok_or_else(|| not_found("file"))?;
    // Who holds number and PIN need not be who took the picture.
    let bytes = people::outward(app.files.get(file.key()?).await?);
    let name = DispositionParam::FilenameExt(ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: file.name.into_bytes(),
    });
    let disposition = ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![name] };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header(disposition)
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
