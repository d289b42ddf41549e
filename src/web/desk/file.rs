//! Files of a ticket, for those who may see the ticket.

use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::thread::{FILMS, PICTURES};
use super::{Agent, file_id};
use crate::app::App;
use crate::conversations;
use crate::error::{Result, forbidden, not_found};
use crate::people::{self, Cleaned, Veil};
use crate::tickets;
use crate::web::stretch;

#[derive(Deserialize)]
pub struct How {
    #[serde(default)]
    inline: u8,
}

/// As a download; with `?inline=1` pictures, sound and films are shown in the page, if the bytes are
/// what they claim. Players fetch them in stretches.
pub async fn send(
    app: web::Data<App>,
    agent: Agent,
    request: HttpRequest,
    path: web::Path<String>,
    how: web::Query<How>,
) -> Result<HttpResponse> {
    let id = file_id(&path)?;
    let file = app
        .db
        .read(async |tx| {
            let file = conversations::attachment(tx, id).await?;
            let message = conversations::message(tx, file.message_id).await?;
            let ticket = message.ticket_id.ok_or_else(|| not_found("file"))?;
            let ticket = tickets::readable(tx, agent.staff.id, ticket).await?;
            let is_covered = Veil::is_needed(&agent.staff, &ticket)
                && conversations::files_from_outside(tx, ticket.id).await?.contains(&id);
            Ok((file, ticket, is_covered))
        })
        .await?;
    let (mut file, ticket, is_covered) = file;
    let mut bytes = app.files.get(file.key()?).await?;
    if is_covered {
        let Cleaned::Bytes(clean) = people::clean(&bytes) else {
            return Err(forbidden("this file may name the citizen: ask a supervisor to look at it"));
        };
        bytes = clean;
        file.name = Veil::file_name(&file.id.to_string(), &file.media_type);
    }
    if ticket.is_anonymous || ticket.is_confidential {
        app.db.write(async |tx| people::looked(tx, &agent.staff, &ticket, "file").await).await?;
    }
    let sniffed = infer::get(&bytes).map(|kind| kind.mime_type());
    let can_show = |kind: &str| {
        PICTURES.contains(&kind)
            || FILMS.contains(&kind)
            || kind.starts_with("audio/") && !kind.contains("xml")
    };
    let shown = sniffed.filter(|kind| how.inline == 1 && can_show(kind));
    let disposition = ContentDisposition {
        disposition: if shown.is_some() { DispositionType::Inline } else { DispositionType::Attachment },
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: file.name.into_bytes(),
        })],
    };
    let mut response = HttpResponse::Ok();
    response
        .content_type(shown.unwrap_or("application/octet-stream"))
        .insert_header(disposition)
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"));
    Ok(stretch::answer(&request, response, bytes))
}
