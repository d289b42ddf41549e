//! The rooms of this house in groups, for the navigation.

use crate::auth::Right;
use crate::web::Shell;

/// Rooms that belong together; its heading is the text `admin-group-<code>`.
#[derive(Debug)]
pub struct Group {
    pub code: &'static str,
    rooms: &'static [(&'static str, Right)],
}

/// Each room with the right that opens it. Its address is `/admin/<room>`, its word `admin-<room>`; the
/// overview is the room without a name.
const GROUPS: &[Group] = &[
    Group {
        code: "watch",
        rooms: &[
            ("", Right::TendQueues),
            ("health", Right::TendQueues),
            ("rejects", Right::TendQueues),
            ("jobs", Right::TendQueues),
            ("audit", Right::Administer),
        ],
    },
    Group {
        code: "duties",
        rooms: &[
            ("agencies", Right::Administer),
            ("categories", Right::Administer),
            ("rules", Right::Administer),
            ("routing", Right::TendQueues),
            ("areas", Right::Administer),
            ("channels", Right::Administer),
        ],
    },
    Group { code: "time", rooms: &[("levels", Right::Administer), ("calendars", Right::Administer)] },
    Group { code: "words", rooms: &[("texts", Right::Administer)] },
    Group {
        code: "people",
        rooms: &[("staff", Right::Administer), ("rights", Right::TendQueues), ("limits", Right::TendQueues)],
    },
];

/// Rooms that concern everybody, for those who look after the whole house.
const OF_ALL: &[&str] = &["health", "rejects", "jobs", "audit", "areas"];

impl Group {
    /// The rooms of this group that are open to somebody: address and key of the word.
    pub fn rooms(&self, shell: &Shell) -> Vec<(String, String)> {
        let open = self.rooms.iter().filter(|(room, right)| {
            let may = shell.staff.as_ref().is_some_and(|staff| staff.role.may(*right));
            may && (shell.is_whole_house || !OF_ALL.contains(room))
        });
        open.map(|(room, _)| match *room {
            "" => ("/admin".to_owned(), "admin-overview".to_owned()),
            room => (format!("/admin/{room}"), format!("admin-{room}")),
        })
        .collect()
    }
}

/// The groups that hold a room open to somebody.
pub fn open_to(shell: &Shell) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(move |group| !group.rooms(shell).is_empty())
}
