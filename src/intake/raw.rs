//! A letter as it came, for those who want to see more of it than we keep.

use super::store;
use crate::app::App;
use crate::conversations::Message;
use crate::error::Result;

/// The bytes of the letter behind a message; None when it was no letter.
pub async fn raw_letter(app: &App, message: &Message) -> Result<Option<Vec<u8>>> {
    let Some(id) = &message.external_ref else { return Ok(None) };
    let kept = app.db.read(async |tx| store::raw_letter(tx, id, message.id).await).await?;
    Ok(match kept {
        Some((Some(bytes), _)) => Some(bytes),
        Some((None, Some(key))) => Some(app.files.get(&key).await?),
        _ => None,
    })
}
