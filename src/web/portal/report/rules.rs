//! What a report must have, page by page. Most of it may stay empty: a report with half the facts is
//! worth more than one that was given up.

use crate::drafts::Draft;
use crate::texts::Lang;
use crate::web::portal::Slips;

/// Characters of the description.
pub const TEXT: usize = 10_000;
pub const PLACE: usize = 300;
pub const NAME: usize = 120;

pub fn what(draft: &Draft, t: Lang) -> Slips {
    let mut slips = Slips::default();
    if draft.text.trim().is_empty() {
        slips.add("text", t.say("portal-text-needed"));
    }
    let length = draft.text.chars().count();
    if length > TEXT {
        slips.add("text", t.with2("portal-text-long", ("n", length), ("most", TEXT)));
    }
    slips
}

pub fn place(draft: &Draft, t: Lang) -> Slips {
    let mut slips = Slips::default();
    if draft.place.chars().count() > PLACE {
        slips.add("place", t.with("portal-place-long", "most", PLACE));
    }
    slips
}

pub fn about(draft: &Draft, t: Lang) -> Slips {
    let mut slips = Slips::default();
    if !draft.email.is_empty() && channels::chat::email(&draft.email).is_none() {
        slips.add("email", t.say("portal-email-wrong"));
    }
    if !draft.phone.is_empty() && channels::chat::typed_number(&draft.phone).is_none() {
        slips.add("phone", t.say("portal-phone-wrong"));
    }
    slips
}

/// Everything, for the page before sending; each slip leads to its own page.
pub fn all(draft: &Draft, t: Lang) -> Slips {
    let mut slips = Slips::default();
    slips.elsewhere("/report", what(draft, t));
    slips.elsewhere("/report/place", place(draft, t));
    slips.elsewhere("/report/about", about(draft, t));
    slips
}
