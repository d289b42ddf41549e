//! The web chat: a page for an iframe, and the socket behind it.
//!
//! A conversation is rows in the tables; a socket is only a view of it, and may break at any moment.
//! The widget keeps what it says until that is acknowledged and says it again with the same client id;
//! the house numbers what a citizen may read and sends everything behind the number it is told. So
//! nothing is lost and nothing comes twice, whoever goes away in between.
//!
//! - [`page`]: `GET /widget`, with the list of sites that may embed it.
//! - [`socket`]: `GET /widget/socket`, the line itself: limits, pings, deadlines.
//! - [`visit`]: what a visitor says and hears on it.
//! - [`file`]: files that staff sent along.
//! - [`origin`], [`crowd`]: who may, and how many.
//!
//! **Tokens.** A visitor is known by 256 random bits that only their browser holds; our tables hold the
//! hash, as of every token of ours. A token nobody has used yet is a conversation that has not begun.
//!
//! **Typed contact details prove nothing.** Whoever sits at a keyboard can type a neighbour's address.
//! They are kept as words of the conversation with a note that says so, and never become an identity
//! of the contact, not even when the address is new to us: its true owner would later be taken for this
//! visitor, staff would see both as one person, and what is told to one could be told to the other.
//! Staff may call or write to what was typed; the house does not do so by itself.
//!
//! **Is somebody there?** See [`crate::auth::anyone_on_duty`]. When nobody is, everything works the same:
//! the message becomes a ticket, and the answer waits in the conversation until the visitor is back.

mod crowd;
mod file;
mod origin;
mod page;
mod socket;
mod visit;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/widget", web::get().to(page::show))
        .route("/widget/socket", web::get().to(socket::open))
        .route("/widget/file/{id}/{proof}", web::get().to(file::send));
}
