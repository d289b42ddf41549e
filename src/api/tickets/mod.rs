//! Tickets: list, show, read, file, reply; what they have to do with each other, and agencies that help.

mod create;
mod list;
mod relations;
mod reply;
mod show;
mod support;

use actix_web::web;

use super::no_such_method;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::StaffId;
use crate::tickets::{self, NotANumber, Ticket, TicketNumber};

pub use create::__path_create;
pub use list::__path_list;
pub use relations::{__path_list as __path_relations, __path_relate, __path_unmerge, __path_unrelate};
pub use reply::__path_reply;
pub use show::{__path_messages, __path_show};
pub use support::{__path_ask, __path_finish, __path_withdraw};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/tickets")
                .get(list::list)
                .post(create::create)
                .default_service(web::to(no_such_method)),
        )
        .service(web::resource("/tickets/{number}").get(show::show).default_service(web::to(no_such_method)))
        .service(
            web::resource("/tickets/{number}/messages")
                .get(show::messages)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/reply")
                .post(reply::reply)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/relations")
                .get(relations::list)
                .post(relations::relate)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/relations/{link}")
                .delete(relations::unrelate)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/unmerge")
                .post(relations::unmerge)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/support")
                .post(support::ask)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/support/{agency}")
                .delete(support::withdraw)
                .default_service(web::to(no_such_method)),
        )
        .service(
            web::resource("/tickets/{number}/support/{agency}/done")
                .post(support::finish)
                .default_service(web::to(no_such_method)),
        );
}

fn number(text: &str) -> Result<TicketNumber> {
    TicketNumber::parse(text).map_err(|wrong| match wrong {
        NotANumber::Shape => {
            super::wrong("number", "number-shape", "a ticket number looks like 2611-000042-7")
        }
        NotANumber::Mistyped => {
            super::wrong("number", "number-mistyped", "the check digit is wrong: one digit is mistyped")
        }
    })
}

/// The ticket, if the caller may see it; unknown and hidden look alike.
async fn visible(tx: &mut Tx, viewer: StaffId, number: &TicketNumber) -> Result<Ticket> {
    tickets::visible_by_number(tx, viewer, number).await?.ok_or_else(|| not_found("ticket"))
}
