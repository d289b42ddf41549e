//! All SQL of unfinished things in chats.

use sqlx::types::Json;

use super::{State, Talk};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TalkId;

pub async fn find(tx: &mut Tx, bot: &str, chat: &str) -> Result<Option<Talk>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Talk>("SELECT * FROM talk WHERE bot = $1 AND chat = $2")
        .bind(bot).bind(chat).fetch_optional(c).await)?)
}

pub async fn get(tx: &mut Tx, id: TalkId) -> Result<Option<Talk>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Talk>("SELECT * FROM talk WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn insert(tx: &mut Tx, talk: &Talk) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO talk (id, bot, chat, conversation_id, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(talk.id).bind(&talk.bot).bind(&talk.chat).bind(talk.conversation_id).bind(&talk.state)
        .bind(talk.created_at).bind(talk.updated_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_state(tx: &mut Tx, id: TalkId, state: &Json<State>) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE talk SET state = $2, updated_at = $3 WHERE id = $1")
        .bind(id).bind(state).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, id: TalkId) -> Result<bool> {
    let gone = on!(tx, c => sqlx::query("DELETE FROM talk WHERE id = $1")
        .bind(id).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

pub async fn silent(tx: &mut Tx, since: Millis, after: TalkId, limit: i64) -> Result<Vec<Talk>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Talk>(
        "SELECT * FROM talk WHERE updated_at < $1 AND id > $2 ORDER BY id LIMIT $3")
        .bind(since).bind(after).bind(limit).fetch_all(c).await)?)
}
