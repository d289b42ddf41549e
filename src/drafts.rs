//! Reports in the making: kept when the line drops, gone when they were sent.
//!
//! A draft holds what was typed as it was typed, right or wrong; it is checked when it is sent. Who
//! holds the token holds the draft; only the token's hash is stored.

pub mod reply;

use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::db::{Tx, on};
use crate::error::Result;
use crate::tickets::Class;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub class: Option<Class>,
    pub text: String,
    /// None: not asked yet; empty: the citizen leaves it to us.
    pub category: Option<String>,
    pub area: String,
    pub place: String,
    /// Degrees as text, WGS 84; both or none.
    pub latitude: String,
    pub longitude: String,
    pub files: Vec<DraftFile>,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub is_anonymous: bool,
    pub is_confidential: bool,
    /// The citizen does not want the place that a photo says.
    pub is_photo_place_declined: bool,
}

/// A file that came already; its bytes are in [`crate::files::Files`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftFile {
    pub key: String,
    pub name: String,
    /// Sniffed from the bytes.
    pub media_type: String,
    pub size: i64,
    /// Where a photo says that it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<(f64, f64)>,
}

impl Draft {
    /// A photo that says where it was taken, while nobody has said otherwise: which of the files, and where.
    pub fn photo_place(&self) -> Option<(usize, (f64, f64))> {
        if self.point().is_some() || self.is_photo_place_declined {
            return None;
        }
        self.files.iter().enumerate().find_map(|(at, file)| Some((at, file.point?)))
    }

    /// The point on the map is one that a photo says.
    pub fn is_photo_place(&self) -> bool {
        self.point().is_some_and(|point| self.files.iter().any(|file| file.point == Some(point)))
    }

    pub fn set_point(&mut self, point: Option<(f64, f64)>) {
        let text = |degrees: f64| degrees.to_string();
        self.latitude = point.map(|(latitude, _)| text(latitude)).unwrap_or_default();
        self.longitude = point.map(|(_, longitude)| text(longitude)).unwrap_or_default();
    }

    /// The point on the map, if one was given and lies on the earth.
    pub fn point(&self) -> Option<(f64, f64)> {
        let latitude: f64 = self.latitude.parse().ok()?;
        let longitude: f64 = self.longitude.parse().ok()?;
        ((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
            .then_some((latitude, longitude))
    }
}

pub async fn load(tx: &mut Tx, token_hash: &str) -> Result<Option<Draft>> {
    let found = on!(tx, c => sqlx::query_scalar::<_, Json<Draft>>("SELECT data FROM draft WHERE token_hash = $1")
        .bind(token_hash).fetch_optional(c).await)?;
    Ok(found.map(|found| found.0))
}

pub async fn save(tx: &mut Tx, token_hash: &str, draft: &Draft) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO draft (token_hash, data, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at")
        .bind(token_hash).bind(Json(draft)).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, token_hash: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM draft WHERE token_hash = $1")
        .bind(token_hash).execute(c).await.map(|_| ()))?;
    Ok(())
}
