//! Where the matter is, when that becomes known later or changes.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;

/// The place as a point, and what it is called if that is known. The area stays as somebody or something set it.
pub async fn locate(
    tx: &mut Tx,
    id: TicketId,
    (latitude, longitude): (f64, f64),
    label: Option<&str>,
) -> Result<()> {
    super::touch(tx, id).await?;
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET latitude = $2, longitude = $3, place = COALESCE($4, place) WHERE id = $1")
        .bind(id).bind(latitude).bind(longitude).bind(label).execute(c).await.map(|_| ()))?;
    Ok(())
}
