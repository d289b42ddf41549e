//! Is it known already? Public cases nearby that look the same are offered: whoever follows one hears the same
//! news, and nobody sorts out two reports of one hole.

use channels::telegram::{Button, Keyboard};

use super::press::{Deed, Press};
use super::scene::Scene;
use super::{Outcome, filing};
use crate::cases;
use crate::cases::alike::{self, Matter};
use crate::db::Tx;
use crate::error::Result;
use crate::follows;
use crate::ids::TicketId;
use crate::routing;
use crate::talks::{self, Talk};
use crate::tickets::public;

/// Cases offered.
const OFFERED: usize = 3;

/// False: there is nothing like it.
pub async fn offer(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<bool> {
    let (app, state) = (scene.app, &talk.state);
    let text = filing::text_of(tx, talk).await?;
    let chosen = state.topic.clone().filter(|code| !code.is_empty());
    let code = chosen.or_else(|| routing::file(&app.rules(), app.learned().as_deref(), &text).0);
    let category = routing::category_or_other(tx, code.as_deref()).await?;
    let matter = Matter {
        text: &text,
        place: state.place.as_deref(),
        category: category.id,
        area: None,
        point: state.point,
    };
    let known = alike::known(app, tx, &matter, OFFERED).await?;
    if known.is_empty() {
        return Ok(false);
    }
    let ids: Vec<TicketId> = known.iter().map(|(case, _)| case.id).collect();
    let followers = follows::counts(tx, &ids).await?;
    let mut lines = vec![scene.text("dialogue-same")];
    let mut rows = Vec::new();
    for (case, below) in known {
        let number = case.number.to_string();
        let follow = followers.iter().find(|(id, _)| *id == case.id).map_or(0, |(_, n)| *n);
        let mut args = fluent_bundle::FluentArgs::new();
        args.set("number", number.clone());
        let category = category.name(scene.lang());
        args.set(
            "where",
            case.area.map_or_else(|| category.to_owned(), |area| format!("{category}, {area}")),
        );
        args.set("status", scene.text(&format!("cases-status-{}", case.status)));
        // Whoever reported it and whoever follows it: they all wait for the same.
        args.set("n", 1 + below + follow);
        let line = scene.lang().with_args("dialogue-same-line", Some(&args)).into_owned();
        lines.push(match case.summary {
            Some(summary) => format!("{line}\n{summary}"),
            None => line,
        });
        let label = scene.filled("dialogue-follow", &[("number", number)]);
        rows.push(vec![Button::new(&label, Press::Talk(talk.id, Deed::Follow(case.id)).code())]);
    }
    rows.push(vec![scene.button("dialogue-not-same", talk, Deed::NotSame)]);
    rows.push(vec![scene.button("dialogue-cancel", talk, Deed::Cancel)]);
    scene.say(tx, &lines.join("\n\n"), Some(&Keyboard::Under(rows))).await?;
    Ok(true)
}

/// They follow that case; what they said stays in their conversation and is no report of its own.
pub async fn follow(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk, id: TicketId) -> Result<Outcome> {
    let Some(case) = public::case_of(tx, id).await? else {
        // Hidden since it was offered.
        let mut talk = talk.clone();
        talk.state.is_new = true;
        return Box::pin(super::report::go_on(scene, tx, &mut talk)).await;
    };
    let payload = format!("follow_{}", case.number.digits());
    if let Some(text) = cases::by_chat(scene.app, tx, Some(&payload), &scene.conversation).await? {
        talks::end(tx, talk.id).await?;
        scene.say(tx, &text, Some(&super::menu::menu(scene))).await?;
    }
    Ok(Outcome::Noted)
}
