//! What was just done to a ticket, and the way back.

use super::Extra;
use crate::auth::Staff;
use crate::ids::StaffId;
use crate::tickets::Ticket;
use crate::tickets::life::Step;
use crate::web::Shell;
use crate::web::desk::chrome::Names;
use crate::web::desk::parts;

/// A change that was just made, with the way back.
#[derive(Debug)]
pub struct Undo {
    pub words: String,
    pub action: &'static str,
    /// Hidden fields of the form that sets it back; none: it cannot be.
    pub fields: Vec<(&'static str, String)>,
}

/// Says what was done and offers to set it back. Comes from the address, so it trusts nothing in it:
/// at worst it offers a change that the reader may make anyway.
pub fn of(
    shell: &Shell,
    names: &Names,
    ticket: &Ticket,
    assignee: Option<&Staff>,
    colleagues: &[Staff],
    (extra, is_quiet): (&Extra, bool),
) -> Option<Undo> {
    let t = shell.t;
    match extra.done.as_str() {
        "step" => {
            Step::parse(&extra.was)?;
            let words = t.with("desk-done-step", "to", parts::stage_word(t, ticket.stage)).into_owned();
            let fields = if is_quiet { vec![("step", "take_back".to_owned())] } else { Vec::new() };
            Some(Undo { words, action: "step", fields })
        }
        "assign" => {
            let was: Option<StaffId> = extra.was.parse().ok();
            let was = was.filter(|was| colleagues.iter().any(|colleague| colleague.id == *was));
            let words = match assignee {
                Some(staff) => t.with("desk-done-assign", "to", staff.name.as_str()).into_owned(),
                None => t.say("desk-done-release").into_owned(),
            };
            let to = was.map(|was| was.to_string()).unwrap_or_default();
            let seen = ticket.assignee_id.map(|id| id.to_string()).unwrap_or_default();
            let is_so = to == seen && extra.note.is_empty();
            let mut fields = if is_so { Vec::new() } else { vec![("to", to), ("seen", seen)] };
            // The note that went with it goes, and what it woke is put aside again.
            for (name, value) in [("note", &extra.note), ("asleep", &extra.asleep)] {
                if !is_so && !value.is_empty() {
                    fields.push((name, value.clone()));
                }
            }
            Some(Undo { words, action: "assign", fields })
        }
        "refer" => {
            let words = t.with("desk-done-refer", "to", names.agency(ticket.agency_id)).into_owned();
            let fields = if is_quiet { vec![("step", "refer_back".to_owned())] } else { Vec::new() };
            Some(Undo { words, action: "step", fields })
        }
        "category" => {
            let words = t.with("desk-done-category", "to", names.category(ticket.category_id)).into_owned();
            let back: Option<i64> = extra.was.parse().ok();
            let fields = back
                .filter(|back| *back != ticket.category_id.0)
                .map(|back| vec![("category", back.to_string())]);
            Some(Undo { words, action: "category", fields: fields.unwrap_or_default() })
        }
        "macro" => Some(Undo {
            words: t.say("macro-done").into_owned(),
            action: "macro/undo",
            fields: extra
                .was
                .parse::<i64>()
                .ok()
                .map(|id| vec![("bulk", id.to_string())])
                .unwrap_or_default(),
        }),
        done @ ("macro-back" | "macro-stays" | "aside" | "woken") => {
            let words = t.say(&format!("desk-done-{done}")).into_owned();
            let fields = if done == "aside" { vec![("wake", "1".to_owned())] } else { Vec::new() };
            Some(Undo { words, action: "wake", fields })
        }
        done @ ("photo-place" | "photo-place-back") => {
            let is_there = done == "photo-place" && ticket.latitude.is_some();
            let fields = if is_there { vec![("back", "1".to_owned())] } else { Vec::new() };
            Some(Undo {
                words: t.say(&format!("desk-done-{done}")).into_owned(),
                action: "photo-place",
                fields,
            })
        }
        done @ ("place" | "place-back" | "area-right") => {
            let fields = if done == "place" { vec![("back", "1".to_owned())] } else { Vec::new() };
            Some(Undo { words: t.say(&format!("desk-done-{done}")).into_owned(), action: "place", fields })
        }
        _ => None,
    }
}
