//! What every node knows of what was learned.

use super::measure::Measured;
use super::model::{FORMAT, Guess, Model};
use super::store;
use crate::agencies::OTHER;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;

/// The last training: what came of it, and how right it is.
#[derive(Clone, Debug)]
pub struct Learned {
    pub at: Millis,
    pub measured: Measured,
    /// None: too little had been filed.
    pub model: Option<Model>,
}

impl Learned {
    /// None when nothing was trained yet, or by a version that this one does not understand.
    pub async fn load(tx: &mut Tx) -> Result<Option<Self>> {
        let Some(kept) = store::load(tx).await?.filter(|kept| kept.format == FORMAT) else { return Ok(None) };
        let Ok(measured) = serde_json::from_value(kept.measured.0) else {
            tracing::warn!("what was measured of routing cannot be read; it is trained anew at night");
            return Ok(None);
        };
        let model = Model::read(&kept.words);
        if model.is_none() && !kept.words.is_empty() {
            tracing::warn!("what routing learned cannot be read; it is trained anew at night");
        }
        Ok(Some(Self { at: kept.trained_at, measured, model }))
    }

    /// The category that a text looks like. "Other" is what remains, nothing that something looks like.
    pub fn guess(&self, text: &str) -> Option<Guess> {
        self.model.as_ref()?.guess(text).filter(|guess| guess.category != OTHER)
    }

    /// The same, when held-out tickets showed that one may rely on it.
    pub fn sure_of(&self, text: &str) -> Option<Guess> {
        let least = self.measured.threshold?;
        self.guess(text).filter(|guess| guess.share >= least)
    }
}
