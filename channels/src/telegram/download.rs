//! Files citizens sent, fetched piece by piece and never more than asked for.

use futures_util::StreamExt as _;
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use teloxide::requests::Requester as _;
use teloxide::types::FileId;

use super::client::Telegram;
use super::failure;
use super::send::is_file_id;
use crate::SendError;

impl Telegram {
    /// The bytes of a file, by the `file_id` an attachment's reference holds; refused when there are
    /// more than `at_most`. Telegram itself gives bots 20 MB at most.
    pub async fn fetch_file(&self, file_id: &str, at_most: u64) -> Result<Vec<u8>, SendError> {
        if !is_file_id(file_id) {
            return Err(failure::refused("this is no file id of Telegram's"));
        }
        let file = self.understood(self.bot.get_file(FileId(file_id.to_owned())).await)?;
        // teloxide puts the largest number where Telegram gave no size.
        let size = (file.size != u32::MAX).then_some(u64::from(file.size));
        let too_large = || failure::refused(format!("the file has more than {at_most} bytes"));
        if size.is_some_and(|size| size > at_most) {
            return Err(too_large());
        }
        if !is_plain_path(&file.path) {
            return Err(failure::refused("the Bot API server gave a path that cannot be fetched"));
        }
        let name = self.name_in_path();
        let url = self.address(["file", name.expose_secret()].into_iter().chain(file.path.split('/')));
        let response = self.bot.client().get(url).send().await;
        let response = response.map_err(|error| failure::of_network(&error))?;
        match response.status() {
            StatusCode::OK => {}
            status @ (StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND) => {
                return Err(failure::refused(format!("the file is gone ({status})")));
            }
            status => return Err(failure::later(format!("the file was not given ({status})"))),
        }
        if response.content_length().is_some_and(|length| length > at_most) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        let mut body = response.bytes_stream();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| failure::of_network(&error))?;
            if (bytes.len() + chunk.len()) as u64 > at_most {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        // A connection cut at the right moment looks like the end of the file.
        if size.is_some_and(|size| size != bytes.len() as u64) {
            return Err(failure::later("the file came incomplete"));
        }
        Ok(bytes)
    }
}

/// `photos/file_7.jpg`: relative and without tricks. A Bot API server in local mode gives a path on its
/// own disk instead, which is not ours to read.
fn is_plain_path(path: &str) -> bool {
    let sound =
        |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(|c| c.is_control() || c == '\\');
    path.len() <= 512 && path.split('/').all(sound)
}
