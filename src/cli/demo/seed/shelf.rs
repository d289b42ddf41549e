//! The city's pictures and documents, put among the house's files before stories refer to them.

use std::collections::BTreeMap;

use crate::app::App;
use crate::cli::demo::city::City;
use crate::conversations::{FileState, NewAttachment};
use crate::error::Result;
use crate::people;

pub struct Shelf(BTreeMap<String, NewAttachment>);

impl Shelf {
    pub async fn fill(app: &App) -> Result<Self> {
        let mut shelf = BTreeMap::new();
        for (name, bytes) in City::files() {
            let kind = infer::get(bytes).map_or("application/octet-stream", |kind| kind.mime_type());
            let file = NewAttachment {
                name: name.clone(),
                media_type: kind.to_owned(),
                size: Some(bytes.len() as i64),
                state: FileState::Stored,
                file_key: Some(app.files.put(bytes.to_vec()).await?),
                remote: None,
                point: people::position(bytes),
            };
            shelf.insert(name, file);
        }
        Ok(Self(shelf))
    }

    /// The file, as it is attached to a message.
    pub fn get(&self, name: &str) -> Option<NewAttachment> {
        self.0.get(name).cloned()
    }
}
