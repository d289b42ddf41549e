//! What steps tell citizens, and letters to agencies without accounts: which texts there are, and where they were
//! changed.

use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;

use super::agencies::reach;
use super::door::{Active, Administrator};
use crate::agencies::Agency;
use crate::app::App;
use crate::auth;
use crate::error::{Result, not_found};
use crate::letters::{self, Letter, Place, Text};
use crate::texts::Lang;
use crate::web::{Form, Shell, page, see_other};

#[derive(Template)]
#[template(path = "web/admin/texts.html")]
struct TextsPage {
    shell: Shell,
    groups: Vec<Group>,
    /// May they switch texts for everybody?
    is_whole: bool,
    done: Option<String>,
}

/// Whom they are for.
struct Group {
    code: &'static str,
    rows: Vec<Row>,
}

struct Row {
    text: Text,
    name: String,
    when: String,
    /// A special case of the one above it.
    is_special: bool,
    is_on: bool,
    /// It has a switch of its own.
    has_switch: bool,
    changed: Vec<Changed>,
}

/// A place where it was changed.
struct Changed {
    href: String,
    words: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    channel: String,
    agency: String,
    /// `kept`, `forgotten` or `switched`.
    pub(super) done: String,
}

impl Ask {
    pub(super) fn place(&self) -> Place {
        Place { channel: Channel::parse(&self.channel), agency: self.agency.parse().ok() }
    }
}

pub(super) fn name(t: Lang, text: Text) -> String {
    t.say(&format!("letter-name-{text}")).into_owned()
}

pub(super) fn channel_word(t: Lang, channel: Option<Channel>) -> String {
    let key =
        channel.map_or_else(|| "texts-any-channel".to_owned(), |known| format!("channel-{}", known.code()));
    t.say(&key).into_owned()
}

pub(super) fn query(place: Place) -> String {
    let mut query = String::new();
    for (name, value) in [
        ("channel", place.channel.map(|channel| channel.code().to_owned())),
        ("agency", place.agency.map(|agency| agency.to_string())),
    ] {
        if let Some(value) = value {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.extend([name, "=", value.as_str()]);
        }
    }
    query
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (tree, own, switches, is_whole) = app
        .db
        .read(async |tx| {
            let tree = reach(tx, by).await?;
            let is_whole = auth::whole_house(tx, by).await.is_ok();
            Ok((tree, letters::changed(tx).await?, letters::switches(tx).await?, is_whole))
        })
        .await?;
    let group = |code: &'static str, is_for_agency: bool| {
        let texts = Text::ALL.iter().filter(|text| text.is_for_agency() == is_for_agency);
        let row = |text: &Text| {
            let switch = text.general().unwrap_or(*text);
            Row {
                text: *text,
                name: name(t, *text),
                when: t.say(&format!("letter-when-{text}")).into_owned(),
                is_special: text.general().is_some(),
                is_on: switches.get(&switch).copied().unwrap_or_default(),
                has_switch: !text.always() && text.general().is_none(),
                changed: changed(t, *text, &own, &tree),
            }
        };
        Group { code, rows: texts.map(row).collect() }
    };
    let groups = vec![group("citizens", false), group("agencies", true)];
    let known = ["switched", "forgotten"].iter().find(|known| **known == ask.done);
    let done = known.map(|done| t.say(&format!("texts-{done}")).into_owned());
    page(&TextsPage { shell: admin.shell, groups, is_whole, done })
}

/// Where a text was changed, as far as the reader reaches.
fn changed(t: Lang, text: Text, own: &[Letter], tree: &[Agency]) -> Vec<Changed> {
    let mut places: Vec<Place> = Vec::new();
    for letter in own.iter().filter(|letter| letter.text == text) {
        if !places.contains(&letter.place()) {
            places.push(letter.place());
        }
    }
    places
        .into_iter()
        .filter_map(|place| {
            let agency = match place.agency {
                Some(id) => tree.iter().find(|agency| agency.id == id)?.name(t).to_owned(),
                None => t.say("texts-any-agency").into_owned(),
            };
            let way = if text.is_for_agency() {
                t.say("texts-by-mail").into_owned()
            } else {
                channel_word(t, place.channel)
            };
            let words = format!("{way} · {agency}");
            Some(Changed { href: format!("/admin/texts/{text}{}", query(place)), words })
        })
        .collect()
}

pub(super) fn parse(text: &str) -> Result<Text> {
    Text::parse(text).ok_or_else(|| not_found("text"))
}

pub async fn switch(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let (text, is_on, by) = (parse(&path)?, form.0.is_on(), admin.staff.id);
    app.db.write(async |tx| letters::switch(tx, text, is_on, by).await).await?;
    Ok(see_other("/admin/texts?done=switched"))
}
