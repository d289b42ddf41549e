//! What was begun and left: after two silent hours a report becomes a ticket as far as it was said, a question
//! that nothing answered goes to a person, and what had nothing in it ends.

use channels::telegram::Keyboard;

use super::filing;
use super::scene::Scene;
use crate::app::App;
use crate::clock::{HOUR, Millis};
use crate::conversations;
use crate::error::Result;
use crate::ids::TalkId;
use crate::talks::{self, Talk};

/// Silence after which nobody comes back soon.
const SILENCE: Millis = 2 * HOUR;
/// Looked up at a time.
const BATCH: i64 = 50;

/// Runs with every sweep. One that fails is tried again next time and stops none of the others.
pub async fn pick_up(app: &App) -> Result<()> {
    let mut after = TalkId(0);
    loop {
        let left = app.db.read(async |tx| {
            let since = tx.now() - SILENCE;
            talks::silent(tx, since, after, BATCH).await
        });
        let left = left.await?;
        let Some(last) = left.last() else { return Ok(()) };
        after = last.id;
        for talk in &left {
            if let Err(error) = pick_up_one(app, talk).await {
                tracing::error!(talk = %talk.id, %error, "what was begun in a chat could not be picked up");
            }
        }
    }
}

async fn pick_up_one(app: &App, left: &Talk) -> Result<()> {
    app.db
        .write(async |tx| {
            let conversation = conversations::lock(tx, left.conversation_id).await?;
            // They may have come back a moment ago.
            let Some(talk) = talks::get(tx, left.id).await? else { return Ok(()) };
            if talk.updated_at > tx.now() - SILENCE {
                return Ok(());
            }
            if !talk.state.is_worth_a_ticket() {
                talks::end(tx, talk.id).await?;
                return Ok(());
            }
            let scene = Scene { app, conversation, bot: &talk.bot };
            let is_report = talk.state.step.is_report();
            let key = if is_report { "dialogue-picked-up" } else { "dialogue-handed-over" };
            // Keys that asked for the place would say nothing to anybody from now on.
            scene.say(tx, &scene.text(key), Some(&Keyboard::Away {})).await?;
            filing::file(&scene, tx, &talk).await?;
            Ok(())
        })
        .await
}
