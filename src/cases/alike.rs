//! Is this reported already? Reports of one category or of one that people confuse with it, near each other in place and
//! time, whose telling words are much the same. What an index knows is looked up, a few hundred reports at most are compared.

use std::collections::HashMap;

use crate::agencies::{self, Category};
use crate::app::App;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CategoryId, ContactId, StaffId, TicketId};
use crate::relations;
use crate::routing;
use crate::routing::words::Reader;
use crate::tickets::Ticket;
use crate::tickets::alike::{Candidate, Where, candidates};
use crate::tickets::public::{self, Case};

/// Reports older than this are about something else.
const WINDOW: Millis = 14 * DAY;
/// From here on two reports are offered as one.
const ALIKE: f64 = 0.42;
/// Somebody who has not sent it yet loses nothing by looking: a little less is enough.
const WORTH_A_LOOK: f64 = 0.36;
/// Categories that are looked at.
const CATEGORIES: usize = 10;
/// Of these, categories that the words speak for.
const SUGGESTED: usize = 3;
/// Characters of a text that are compared.
const COMPARED: usize = 400;

/// What is compared with others.
#[derive(Clone, Debug)]
pub struct Matter<'a> {
    pub text: &'a str,
    pub place: Option<&'a str>,
    pub category: CategoryId,
    pub area: Option<&'a str>,
    pub point: Option<(f64, f64)>,
}

/// A report that looks the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    pub ticket: Candidate,
    /// 0 to 1.
    pub likeness: f64,
    /// Between the two, if both say where they are.
    pub metres: Option<f64>,
    /// Reports that hang below it.
    pub below: i64,
    /// From the same citizen, who hides on neither of the two.
    pub is_theirs: bool,
}

impl Like {
    pub fn percent(&self) -> i64 {
        (self.likeness * 100.0).round() as i64
    }
}

/// For staff beside a ticket: what they see and what looks the same, the likest first.
pub async fn beside(tx: &mut Tx, viewer: StaffId, ticket: &Ticket, limit: usize) -> Result<Vec<Like>> {
    if !ticket.is_open {
        return Ok(Vec::new());
    }
    let text = format!("{}\n{}", ticket.subject, ticket.body);
    let matter = Matter {
        text: &text,
        place: ticket.place.as_deref(),
        category: ticket.category_id,
        area: ticket.area_code.as_deref(),
        point: ticket.latitude.zip(ticket.longitude),
    };
    let categories = confused(&agencies::every_category(tx).await?, ticket.category_id, &[]);
    let at = place(&matter, &categories, ticket.created_at, Some(ticket.id));
    let mut near = candidates(tx, Some(viewer), &at).await?;
    // A confidential report is brought together with nothing but their own: nothing else is worth a line. Who
    // hides would be known by standing there, on either side.
    let hides = |is_anonymous: bool| is_anonymous || ticket.is_anonymous;
    near.retain(|one| {
        one.is_confidential == ticket.is_confidential
            && (!one.is_confidential || one.contact_id == ticket.contact_id && !hides(one.is_anonymous))
    });
    // Who hides is not found by being beside their other reports.
    let contact = (!ticket.is_anonymous).then_some(ticket.contact_id);
    let mut like = compare(tx, &matter, contact, near, ALIKE).await?;
    forget_linked(tx, viewer, ticket.id, &mut like).await?;
    like.truncate(limit);
    Ok(like)
}

/// What the ticket hangs below or beside is known; so are its children and its siblings.
async fn forget_linked(tx: &mut Tx, viewer: StaffId, ticket: TicketId, like: &mut Vec<Like>) -> Result<()> {
    let mut known: Vec<TicketId> =
        relations::seen_above(tx, viewer, ticket, 50).await?.into_iter().map(|seen| seen.ticket_id).collect();
    known.push(ticket);
    let ids: Vec<TicketId> = like.iter().map(|one| one.ticket.id).collect();
    let parents = relations::parents_of(tx, &ids).await?;
    let below = |id: TicketId| parents.iter().any(|(child, parent)| *child == id && known.contains(parent));
    like.retain(|one| !known.contains(&one.ticket.id) && !below(one.ticket.id));
    Ok(())
}

/// For somebody who is about to report: cases that everybody may know.
pub async fn known(app: &App, tx: &mut Tx, matter: &Matter<'_>, limit: usize) -> Result<Vec<(Case, i64)>> {
    let read = || {
        let words = format!("{}\n{}", matter.place.unwrap_or_default(), matter.text);
        let rules = app.rules();
        matter.point.and_then(|point| rules.area_near(point)).or_else(|| rules.area_named(&words))
    };
    let area = matter.area.map(str::to_owned).or_else(read);
    let matter = Matter { area: area.as_deref(), ..matter.clone() };
    let suggested = routing::suggest(&app.rules(), app.learned().as_deref(), matter.text, SUGGESTED);
    let categories = confused(&agencies::every_category(tx).await?, matter.category, &suggested);
    let at = place(&matter, &categories, tx.now(), None);
    let near = candidates(tx, None, &at).await?;
    let like = compare(tx, &matter, None, near, WORTH_A_LOOK).await?;
    let mut cases = Vec::with_capacity(limit);
    for one in like.into_iter().take(limit) {
        // Read through the door of the public once more: nothing of a candidate itself is shown.
        if let Some(case) = public::case_of(tx, one.ticket.id).await? {
            cases.push((case, one.below));
        }
    }
    Ok(cases)
}

fn place<'a>(
    matter: &Matter<'a>,
    categories: &'a [CategoryId],
    at: Millis,
    but: Option<TicketId>,
) -> Where<'a> {
    Where { categories, area: matter.area, point: matter.point, since: at - WINDOW, but }
}

/// The category itself, those that the words speak for (by their codes), and those of its branch: what one files
/// under water, another files under drains.
fn confused(all: &[Category], category: CategoryId, suggested: &[String]) -> Vec<CategoryId> {
    let parent = all.iter().find(|one| one.id == category).and_then(|one| one.parent_id);
    let mut near = vec![category];
    let by_words = suggested.iter().filter_map(|code| all.iter().find(|one| one.code == *code));
    let branch = all.iter().filter(|one| {
        one.parent_id == Some(category)
            || parent.is_some_and(|parent| one.id == parent || one.parent_id == Some(parent))
    });
    for one in by_words.chain(branch) {
        if !near.contains(&one.id) {
            near.push(one.id);
        }
    }
    near.truncate(CATEGORIES);
    near
}

async fn compare(
    tx: &mut Tx,
    matter: &Matter<'_>,
    contact: Option<ContactId>,
    near: Vec<Candidate>,
    enough: f64,
) -> Result<Vec<Like>> {
    let ids: Vec<TicketId> = near.iter().map(|one| one.id).collect();
    let parents: HashMap<TicketId, TicketId> = relations::parents_of(tx, &ids).await?.into_iter().collect();
    let below: HashMap<TicketId, i64> = relations::reports(tx, &ids).await?.into_iter().collect();
    let mut reader = Reader::default();
    let words = reader.read(&beginning(matter.text));
    let place = reader.read(matter.place.unwrap_or_default());
    let mut like: Vec<Like> = near
        .into_iter()
        // Of four hundred children the parent is enough.
        .filter(|one| parents.get(&one.id).is_none_or(|parent| !ids.contains(parent)))
        .map(|one| {
            let text = format!("{}\n{}", one.subject, one.opening);
            let other = reader.read(&beginning(&text));
            let there =
                reader.read(&format!("{}\n{}", one.place.as_deref().unwrap_or_default(), beginning(&text)));
            let hints = Hints {
                metres: matter.point.zip(one.latitude.zip(one.longitude)).map(|(a, b)| distance(a, b)),
                names_place: place.len() > 1 && place.iter().all(|word| there.binary_search(word).is_ok()),
                below: below.get(&one.id).copied().unwrap_or_default(),
            };
            Like {
                is_theirs: contact == Some(one.contact_id) && !one.is_anonymous,
                likeness: likeness(share(&words, &other), &hints),
                metres: hints.metres,
                below: hints.below,
                ticket: one,
            }
        })
        // Of another category, the words must say more.
        .filter(|one| {
            let is_same = one.ticket.category_id == matter.category;
            one.likeness >= if is_same { enough } else { enough.max(ALIKE) }
        })
        .collect();
    like.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.ticket.id.cmp(&b.ticket.id)));
    Ok(like)
}

fn beginning(text: &str) -> String {
    text.chars().take(COMPARED).collect()
}

/// What speaks for or against two reports being one, besides their words.
#[derive(Clone, Copy, Debug, Default)]
struct Hints {
    metres: Option<f64>,
    /// The other one names the same street or building.
    names_place: bool,
    /// Reports that hang below the other already.
    below: i64,
}

/// Twice what both say, by what each says (both sorted, each word once).
fn share(a: &[String], b: &[String]) -> f64 {
    let both = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * both as f64 / all as f64 }
}

/// Words count most; being near adds, being far takes away; where many reports meet already, one more is likely.
fn likeness(share: f64, hints: &Hints) -> f64 {
    let near = match hints.metres {
        Some(metres) if metres <= 150.0 => 0.3,
        Some(metres) if metres <= 400.0 => 0.15,
        Some(metres) if metres > 1_000.0 => -0.3,
        Some(_) | None => 0.0,
    };
    let named = if hints.names_place && share > 0.2 { 0.15 } else { 0.0 };
    let gathered = if hints.below > 0 && share > 0.2 { 0.1 } else { 0.0 };
    (share + near + named + gathered).clamp(0.0, 1.0)
}

/// Metres between two points (degrees), on a ball; off by half a percent at most.
fn distance((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (a, b) = (lat_a.to_radians(), lat_b.to_radians());
    let (dy, dx) = ((b - a) / 2.0, (lon_b - lon_a).to_radians() / 2.0);
    let h = dy.sin().powi(2) + a.cos() * b.cos() * dx.sin().powi(2);
    2.0 * 6_371_000.0 * h.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> f64 {
        let mut reader = Reader::default();
        let (one, other) = (reader.read(one), reader.read(other));
        likeness(share(&one, &other), &Hints::default())
    }

    #[test]
    fn the_same_in_other_words_is_alike_and_a_neighbour_is_not() {
        let burst = "Pipa PDAM pecah di Jalan Melati, air meluap ke jalan sejak subuh";
        assert!(alike(burst, "pipa air pecah di jln melati, airnya meluap ke jalan") > ALIKE);
        assert!(alike(burst, "Tagihan air bulan ini dua kali lipat, mohon dicek meterannya") < WORTH_A_LOOK);
    }

    #[test]
    fn a_branch_and_what_the_words_say_are_looked_at() {
        let category = |id: i64, parent: Option<i64>| Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            code: format!("c{id}"),
            name_id: String::new(),
            name_en: String::new(),
            agency_id: crate::ids::AgencyId(1),
            class: crate::tickets::Class::Complaint,
            priority: 3,
            due_minutes: 60,
            position: 1,
            is_active: true,
            is_public: true,
        };
        let mut all = vec![category(1, None), category(2, Some(1)), category(3, Some(1)), category(4, None)];
        let near = |all: &[Category], id: i64, words: &[&str]| -> Vec<i64> {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            confused(all, CategoryId(id), &words).into_iter().map(|id| id.0).collect()
        };
        assert_eq!(near(&all, 2, &["c4", "c9"]), [2, 4, 1, 3]);
        assert_eq!(near(&all, 1, &[]), [1, 2, 3]);
        assert_eq!(near(&all, 4, &[]), [4], "those at the top are no branch");
        all.extend((10..40).map(|id| category(id, Some(1))));
        assert_eq!(near(&all, 2, &["c4"]).len(), CATEGORIES);
    }

    #[test]
    fn metres_are_metres() {
        let metres = distance((-6.2, 106.8), (-6.2, 106.809));
        assert!((metres - 995.0).abs() < 10.0, "{metres}");
        assert!(distance((-6.2, 106.8), (-6.2, 106.8)).abs() < 0.001);
        let away = |metres| Hints { metres: Some(metres), ..Hints::default() };
        assert!(likeness(0.2, &away(50.0)) > ALIKE && likeness(0.5, &away(3_000.0)) < WORTH_A_LOOK);
    }
}
