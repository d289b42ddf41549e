//! The chats that the house knows from the told past and from earlier starts: the Bot API forgets them when the program
//! ends, and what is answered there must arrive.

use super::bot_api::{BotApi, Citizen};
use crate::app::App;
use crate::db::select::Select;
use crate::error::Result;

#[derive(sqlx::FromRow)]
struct Chat {
    id: String,
    name: String,
    language: String,
}

pub async fn remember(app: &App, bot: &BotApi) -> Result<()> {
    let sql = "SELECT i.value AS id, COALESCE(c.name, '') AS name, c.language
        FROM identity i JOIN contact c ON c.id = i.contact_id WHERE i.kind = 'telegram'";
    for chat in app.db.read(async |tx| Select::new(sql, []).fetch::<Chat>(tx).await).await? {
        if let Ok(id) = chat.id.parse() {
            bot.know(&Citizen::new(id, &chat.name, &chat.language));
        }
    }
    Ok(())
}
