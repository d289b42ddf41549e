//! Where a photo of a report in the making says that it was taken, offered as the report's place. Only photos that
//! were sent as files say it; and it is never taken by itself, because a photo may be taken where somebody lives.

use super::report;
use super::scene::Scene;
use crate::app::App;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ConversationId, MessageId};
use crate::outbox;
use crate::talks::{Step, Talk};

/// What the key that takes it says.
pub const KEY: &str = "dialogue-key-photo-place";

/// What the first photo that knows says, if it is here already and nobody locked it.
pub async fn of(tx: &mut Tx, talk: &Talk) -> Result<Option<(f64, f64)>> {
    conversations::chat::photo_place(tx, &talk.state.said).await
}

pub fn words(scene: &Scene<'_>, (latitude, longitude): (f64, f64)) -> String {
    scene.filled("dialogue-photo-place", &[("place", format!("{latitude:.5}, {longitude:.5}"))])
}

/// It is the place; words about the place stay. A key of yesterday changes nothing.
pub async fn take(tx: &mut Tx, talk: &mut Talk) -> Result<()> {
    if let Some(point) = of(tx, talk).await? {
        let state = &mut talk.state;
        state.point = Some(point);
        // Other cases may be near now.
        (state.is_placed, state.is_new) = (true, false);
    }
    Ok(())
}

/// A photo that knows its place came from the provider: whoever is being asked for the place right now is offered it.
pub async fn photo_came(app: &App, tx: &mut Tx, id: ConversationId, message: MessageId) -> Result<()> {
    let conversation = conversations::lock(tx, id).await?;
    let (_, bot) = outbox::bot_of(&conversation);
    let scene = Scene { app, conversation, bot: &bot };
    let Some(talk) = scene.talk(tx).await? else { return Ok(()) };
    if talk.state.step != Step::Place || !talk.state.said.contains(&message) {
        return Ok(());
    }
    match of(tx, &talk).await? {
        Some(point) => scene.say(tx, &words(&scene, point), Some(&report::place_keys(&scene, true))).await,
        None => Ok(()),
    }
}
