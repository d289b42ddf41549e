//! Where a photo of a report in the making says that it was taken, offered as the report's place. Only photos that
//! were sent as files say it; and it is never taken by itself, because a photo may be taken where somebody lives.

use channels::Channel;

use super::report;
use super::scene::Scene;
use crate::app::App;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AttachmentId;
use crate::outbox;
use crate::talks::{self, Step, Talk};

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

/// A photo came from the provider, or from the virus scanner. If it knows its place, whoever is being asked for the
/// place right now is offered it, once for all photos. Nothing is lost when the machine dies before: the place can
/// still be taken when all is checked.
pub async fn photo_came(app: &App, id: AttachmentId) -> Result<()> {
    let photo = app.db.read(async |tx| conversations::attachment(tx, id).await).await?;
    if photo.latitude.is_none() {
        return Ok(());
    }
    app.db
        .write(async |tx| {
            let message = conversations::message(tx, photo.message_id).await?;
            let conversation = conversations::lock(tx, message.conversation_id).await?;
            if conversation.channel() != Channel::Telegram {
                return Ok(());
            }
            let (_, bot) = outbox::bot_of(&conversation);
            let scene = Scene { app, conversation, bot: &bot };
            match scene.talk(tx).await? {
                Some(mut talk) if talk.state.said.contains(&message.id) => offer(&scene, tx, &mut talk).await,
                _ => Ok(()),
            }
        })
        .await
}

async fn offer(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<()> {
    if talk.state.step != Step::Place || talk.state.is_photo_offered {
        return Ok(());
    }
    let Some(point) = of(tx, talk).await? else { return Ok(()) };
    talk.state.is_photo_offered = true;
    talks::keep(tx, talk).await?;
    scene.say(tx, &words(scene, point), Some(&report::place_keys(scene, true))).await
}
