//! Who it is about: the citizen, what they brought before, and where it happened.

use channels::Channel;

use super::card::Card;
use super::chrome::Names;
use super::lost;
use super::parts::{self, Due};
use super::photo_place::{self, Offer};
use super::thread::Told;
use crate::agencies;
use crate::auth::Staff;
use crate::clock::DAY;
use crate::contacts::{self, KnownAs};
use crate::db::Tx;
use crate::error::Result;
use crate::people::{self, Veil};
use crate::tickets::{self, Ticket};
use crate::web::Shell;

/// Earlier tickets shown beside a ticket.
const EARLIER: i64 = 10;

#[derive(Debug)]
pub struct Person {
    /// What the citizen is called on this page.
    pub name: String,
    pub initials: String,
    /// They asked to stay unknown, and the reader may not know.
    pub is_masked: bool,
    /// They asked to stay unknown; the reader may know and must be careful.
    pub is_anonymous: bool,
    pub since: Option<String>,
    pub known_as: Vec<Known>,
    pub language: String,
    pub earlier: Vec<Earlier>,
    pub card: Card,
}

#[derive(Debug)]
pub struct Known {
    pub kind: String,
    pub value: String,
    pub href: Option<String>,
    /// Letters to it do not arrive, or are unwanted.
    pub lost: Option<lost::Beside>,
}

#[derive(Debug)]
pub struct Earlier {
    pub href: String,
    pub subject: String,
    pub number: String,
    pub status: String,
    pub when: String,
    pub channel: parts::Icon,
    pub channel_word: String,
}

#[derive(Debug)]
pub struct Facts {
    pub place: Option<String>,
    pub area: Option<String>,
    /// The area was read from the words, and nobody has looked at it yet.
    pub is_area_read: bool,
    /// Its code.
    pub area_code: String,
    pub spot: Option<Spot>,
    /// The spot was taken from a photo here, and can be taken back.
    pub is_from_photo: bool,
    /// Where photos say that they were taken, when there is no spot.
    pub photos: Vec<Offer>,
    pub category: String,
    pub agency: String,
    pub channel: String,
    pub opened: String,
    pub answered: Option<String>,
    pub due: Due,
}

/// Where it happened. Links only: showing a map would tell its owner where citizens complain.
#[derive(Debug, PartialEq, Eq)]
pub struct Spot {
    pub words: String,
    pub geo: String,
    pub map: String,
}

impl Spot {
    pub fn at((latitude, longitude): (f64, f64)) -> Self {
        let (latitude, longitude) = (format!("{latitude:.5}"), format!("{longitude:.5}"));
        Self {
            words: format!("{latitude}, {longitude}"),
            geo: format!("geo:{latitude},{longitude}"),
            map: format!(
                "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"
            ),
        }
    }
}

/// The column is only written from `Channel::code`.
fn channel_of(code: &str) -> Channel {
    Channel::parse(code).unwrap_or(Channel::Api)
}

/// `veil`: what stands between the reader and the citizen.
pub async fn load(
    tx: &mut Tx,
    shell: &Shell,
    staff: &Staff,
    ticket: &Ticket,
    veil: Option<&Veil>,
) -> Result<Person> {
    let t = shell.t;
    let contact = contacts::get(tx, ticket.contact_id).await?;
    let is_masked = veil.is_some();
    let card = Card::load(tx, shell, staff, ticket, veil).await?;
    let language = contact.language.say("language-name").into_owned();
    if is_masked {
        let key = if ticket.is_anonymous { "desk-anonymous" } else { "people-name-hidden" };
        let name = t.say(key).into_owned();
        // A citizen who did not ask for anything is shown by the beginning of their number; one who did by
        // nothing.
        let known_as = if ticket.is_anonymous {
            Vec::new()
        } else {
            let known = contacts::identities(tx, contact.id).await?;
            known.iter().map(|known| masked(shell, known)).collect()
        };
        return Ok(Person {
            name,
            initials: String::new(),
            is_masked,
            is_anonymous: ticket.is_anonymous,
            since: None,
            known_as,
            language,
            earlier: Vec::new(),
            card,
        });
    }
    let mut known_as: Vec<Known> =
        contacts::identities(tx, contact.id).await?.into_iter().map(|known| known_as(shell, known)).collect();
    for known in known_as.iter_mut().filter(|known| known.value.contains('@')) {
        known.lost = lost::beside(tx, shell, &known.value).await?;
    }
    // Beside an anonymous ticket the person's others stay away, so that nobody quotes them by mistake.
    let earlier = if ticket.is_anonymous {
        Vec::new()
    } else {
        tickets::of_contact(tx, staff.id, contact.id, EARLIER + 1).await?
    };
    let earlier = earlier
        .into_iter()
        .filter(|row| row.id != ticket.id)
        .take(EARLIER as usize)
        .map(|row| Earlier {
            href: format!("/desk/{}", row.id),
            subject: row.subject,
            number: row.number.to_string(),
            status: parts::status_word(t, row.status),
            when: shell.ago(&row.created_at),
            channel: parts::channel_icon(channel_of(&row.channel)),
            channel_word: parts::channel_word(t, channel_of(&row.channel)),
        })
        .collect();
    Ok(Person {
        initials: contact.name.as_deref().map(parts::initials).unwrap_or_default(),
        name: contact.name.unwrap_or_else(|| t.say("desk-unnamed").into_owned()),
        is_masked,
        is_anonymous: ticket.is_anonymous,
        since: (shell.now - contact.created_at > DAY).then(|| shell.date(&contact.created_at)),
        known_as,
        language,
        earlier,
        card,
    })
}

/// Without what could be called or written to.
fn masked(shell: &Shell, known: &KnownAs) -> Known {
    let kind = shell.t.say(&format!("desk-known-{}", known.kind)).into_owned();
    Known { kind, value: people::shortened(known), href: None, lost: None }
}

fn known_as(shell: &Shell, known: KnownAs) -> Known {
    let kind = shell.t.say(&format!("desk-known-{}", known.kind)).into_owned();
    let href = match known.kind.as_str() {
        "phone" => Some(format!("tel:{}", known.value)),
        "email" => Some(format!("mailto:{}", known.value)),
        _ => None,
    };
    // A visitor's token opens their chat: it is shown to nobody.
    let value = if known.kind == "visitor" {
        shell.t.say("desk-known-visitor-value").into_owned()
    } else {
        known.value
    };
    Known { kind, value, href, lost: None }
}

pub async fn facts(tx: &mut Tx, shell: &Shell, names: &Names, ticket: &Ticket, told: &Told) -> Result<Facts> {
    let area = match &ticket.area_code {
        Some(code) => agencies::area(tx, code).await?.map(|area| area.name),
        None => None,
    };
    Ok(Facts {
        place: ticket.place.clone().filter(|place| !place.trim().is_empty()),
        area,
        is_area_read: tickets::whereabouts::is_read(ticket, &told.history),
        area_code: ticket.area_code.clone().unwrap_or_default(),
        spot: ticket.latitude.zip(ticket.longitude).map(Spot::at),
        is_from_photo: shell.may_work() && photo_place::is_from_photo(ticket, &told.history),
        photos: if shell.may_work() { photo_place::offers(ticket, told.photos()) } else { Vec::new() },
        category: names.category(ticket.category_id),
        agency: names.agency(ticket.agency_id),
        channel: parts::channel_word(shell.t, ticket.channel()),
        opened: shell.moment(&ticket.created_at),
        answered: ticket.first_response_at.map(|at| shell.moment(&at)),
        due: parts::due(shell, ticket),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_text_and_links() {
        let spot = Spot::at((-6.914_744, 107.609_81));
        assert_eq!(spot.geo, "geo:-6.91474,107.60981");
        assert!(spot.map.starts_with("https://www.openstreetmap.org/?mlat=-6.91474&mlon=107.60981"));
    }
}
