//! The desk people work at: notices and mentions, macros, tickets put aside, hand-over, walking through a list,
//! and who gets what.

mod aside;
mod browser;
mod hand_out;
mod macros;
mod notices;
mod skills;
mod walk;

use sahut::ids::{StaffId, TicketId};

use crate::support::House;
use crate::support::house::Answer;

async fn staff(house: &House, email: &str) -> StaffId {
    let found = house.app.db.read(async |tx| sahut::auth::by_email(tx, email).await).await;
    found.expect("a database").expect("somebody").id
}

/// The ticket whose page this is.
fn opened(page: &Answer) -> TicketId {
    assert_eq!(page.status, 200, "{}", page.text);
    page.path.trim_start_matches("/desk/").parse().unwrap_or_else(|_| panic!("no ticket: {}", page.path))
}
