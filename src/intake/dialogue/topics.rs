//! Which category is it: what the words look like first, then all there are, topic by topic.

use channels::telegram::{Button, Keyboard};

use super::press::{Deed, Press};
use super::scene::Scene;
use super::{Outcome, filing};
use crate::agencies::{self, Category, OTHER};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::CategoryId;
use crate::routing;
use crate::talks::Talk;

/// Suggestions that are offered.
const OFFERED: usize = 3;
/// Topics of a page.
const PAGE: usize = 8;

pub async fn ask(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<()> {
    let text = filing::text_of(tx, talk).await?;
    let app = scene.app;
    let codes = routing::suggest(&app.rules(), app.learned().as_deref(), &text, OFFERED);
    let mut rows = Vec::new();
    for code in codes {
        // A category that was closed since it was learned is nobody's any more.
        if let Some(category) = agencies::find_category(tx, &code).await?.filter(|one| one.is_active) {
            rows.push(vec![button(scene, talk, &category)]);
        }
    }
    if rows.is_empty() {
        show(scene, tx, talk, None, 0).await?;
        return Ok(());
    }
    rows.push(vec![scene.button("dialogue-topics", talk, Deed::Topics(None, 0))]);
    rows.push(vec![scene.button("dialogue-any-topic", talk, Deed::AnyTopic)]);
    scene.say(tx, &scene.text("dialogue-topic"), Some(&Keyboard::Under(rows))).await
}

/// A page of topics: those at the top, or those below one.
pub async fn show(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: &Talk,
    above: Option<CategoryId>,
    page: usize,
) -> Result<Outcome> {
    let all = agencies::categories(tx).await?;
    let mut here: Vec<&Category> =
        all.iter().filter(|one| one.parent_id == above && one.code != OTHER).collect();
    // The topic itself stands behind what is below it.
    here.extend(all.iter().filter(|one| Some(one.id) == above));
    let pages = here.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let mut rows: Vec<Vec<Button>> = here
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|one| {
            let has_more = Some(one.id) != above && all.iter().any(|other| other.parent_id == Some(one.id));
            if has_more {
                let deed = Deed::Topics(Some(one.id), 0);
                let label = format!("{} ▸", one.name(scene.lang()));
                vec![Button::new(&label, Press::Talk(talk.id, deed).code())]
            } else {
                vec![button(scene, talk, one)]
            }
        })
        .collect();
    let mut turn = Vec::new();
    if page > 0 {
        turn.push(scene.button("dialogue-back", talk, Deed::Topics(above, page - 1)));
    } else if above.is_some() {
        turn.push(scene.button("dialogue-back", talk, Deed::Topics(None, 0)));
    }
    if page + 1 < pages {
        turn.push(scene.button("dialogue-more", talk, Deed::Topics(above, page + 1)));
    }
    if !turn.is_empty() {
        rows.push(turn);
    }
    rows.push(vec![
        scene.button("dialogue-any-topic", talk, Deed::AnyTopic),
        scene.button("dialogue-cancel", talk, Deed::Cancel),
    ]);
    scene.say(tx, &scene.text("dialogue-topic"), Some(&Keyboard::Under(rows))).await?;
    Ok(Outcome::Noted)
}

fn button(scene: &Scene<'_>, talk: &Talk, category: &Category) -> Button {
    let press = Press::Talk(talk.id, Deed::Topic(category.id));
    Button::new(category.name(scene.lang()), press.code())
}

/// A category that was pressed, if it is still offered.
pub async fn chosen(tx: &mut Tx, id: CategoryId) -> Result<Option<Category>> {
    Ok(agencies::categories(tx).await?.into_iter().find(|one| one.id == id))
}
