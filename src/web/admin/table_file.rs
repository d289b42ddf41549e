//! A table that an administrator uploads: read up to a limit, kept, and sealed, so that the second step
//! takes in exactly the file that this person looked at in the first.

use actix_multipart::Multipart;
use futures_util::StreamExt;

use crate::app::App;
use crate::error::{Result, bad_request, forbidden, invalid, too_large};
use crate::ids::StaffId;
use crate::web::Shell;

/// Bytes of a table; one of all villages has 4 MB.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Bytes that are read of one that is too large, so that the browser hears our answer.
const PATIENCE: usize = 40 * 1024 * 1024;
const TEXT: usize = 1_000;
const FIELDS: usize = 20;
const NAME: usize = 100;

/// A kept table, as the second step's form carries it.
#[derive(Clone, Debug)]
pub struct TableFile {
    pub name: String,
    pub key: String,
    pub seal: String,
}

impl TableFile {
    pub async fn keep(app: &App, name: String, bytes: Vec<u8>, by: StaffId) -> Result<Self> {
        let key = app.files.put(bytes).await?;
        let seal = app.secret.digest("table-file", &sealed(&name, &key, by));
        Ok(Self { name, key, seal })
    }

    /// Did this person look at this very file?
    pub fn is_ours(&self, app: &App, by: StaffId) -> bool {
        app.secret.matches("table-file", &sealed(&self.name, &self.key, by), &self.seal)
    }
}

fn sealed(name: &str, key: &str, by: StaffId) -> String {
    format!("{by}\n{key}\n{name}")
}

/// Reads the form's one file: its name and bytes. The token must come before it, as it does in our forms.
pub async fn read(app: &App, shell: &Shell, mut form: Multipart) -> Result<(String, Vec<u8>)> {
    let broken = |error| bad_request(format!("the upload broke off or cannot be read: {error}"));
    let (mut is_ours, mut file, mut fields) = (false, None, 0);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(broken)?;
        fields += 1;
        if fields > FIELDS {
            return Err(too_large("the form has too many fields"));
        }
        let said = field.content_disposition().and_then(|said| said.get_filename()).map(name);
        if said.is_some() && !is_ours {
            break;
        }
        let most = if said.is_some() { LARGEST } else { TEXT };
        let (mut bytes, mut read) = (Vec::new(), 0);
        while let Some(piece) = field.next().await {
            let piece = piece.map_err(broken)?;
            read += piece.len();
            if read <= most {
                bytes.extend_from_slice(&piece);
            } else if read > PATIENCE {
                return Err(too_large("the file is far too large"));
            }
        }
        match said {
            Some(_) if read > most => return Err(invalid("file", "table-too-large")),
            Some(name) => file = Some((name, bytes)),
            None if field.name() == Some("csrf") => {
                is_ours = shell.csrf_matches(app, &String::from_utf8_lossy(&bytes));
            }
            None => {}
        }
    }
    if !is_ours {
        tracing::warn!(path = shell.path, "a form without the right token was refused");
        return Err(forbidden("the form's token is missing or wrong: reload the page and send it again"));
    }
    file.filter(|(_, bytes)| !bytes.is_empty()).ok_or_else(|| invalid("file", "table-needed"))
}

/// The last part of what the browser says, without what breaks lines.
fn name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(NAME).collect();
    if name.trim().is_empty() { "table.csv".to_owned() } else { name }
}
