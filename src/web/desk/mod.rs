//! The desk: the queue, the ticket with all its channels, and what staff do with it.
//!
//! Every handler begins with [`Agent`]; every ticket is read through [`crate::tickets::readable`] and worked on
//! through [`crate::tickets::visible`], whose answer to "not yours" is the same as to "not there".

mod act;
mod agency_word;
pub mod allowance;
mod answers;
mod as_it_came;
mod aside;
mod asked;
mod beside;
mod bulk;
mod card;
mod care;
mod chrome;
mod clock;
mod clock_lines;
mod compose;
mod duty;
mod feeds;
mod file;
mod file_mark;
mod here;
mod insert;
mod kept;
mod letter;
mod letter_html;
mod live;
mod looks_like;
mod lost;
mod macro_use;
mod macro_words;
mod macros;
mod marked;
mod meanwhile;
mod mend;
mod mention;
mod next;
mod notices;
mod others;
mod parts;
mod person;
mod photo_place;
mod pictures;
mod queue;
mod refused;
mod relations;
mod remarks;
mod rows;
mod saved;
mod shared;
mod spoken;
mod suggest;
mod support;
mod thread;
mod ticket;
mod undelivered;
mod whereabouts;
mod work;

pub use parts::KEYS;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, HttpRequest, web};

use super::{Shell, SignedIn};
use crate::answers::Answer;
use crate::auth::Staff;
use crate::error::{Error, Result};
use crate::ids::{AttachmentId, TicketId};
use crate::macros::Macro;
use work::Came;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/desk")
            .wrap(from_fn(refused::explain))
            .wrap(from_fn(work::stay))
            .route("", web::get().to(queue::show))
            .route("/live", web::get().to(live::feed))
            .route("/file/{id}", web::get().to(file::send))
            .route("/file/{id}/check", web::post().to(file_mark::check_again))
            // The rooms of the desk come before the tickets, whose names are numbers.
            .route("/next", web::post().to(next::take))
            .route("/work", web::get().to(work::go))
            .route("/notices", web::get().to(notices::show))
            .route("/notices/read", web::post().to(notices::read))
            .service(web::resource("/duty").get(duty::show).post(duty::set))
            .route("/duty/end", web::post().to(duty::end))
            .configure(shared::room::<Macro>)
            .route("/bulk", web::post().to(bulk::act))
            .route("/bulk/{id}", web::get().to(bulk::show))
            .route("/bulk/{id}/undo", web::post().to(bulk::undo))
            .service(web::resource("/views").get(saved::show).post(saved::save))
            .route("/views/{id}/rename", web::post().to(saved::rename))
            .route("/views/{id}/delete", web::post().to(saved::delete))
            .route("/views/{id}/default", web::post().to(saved::set_default))
            .configure(shared::room::<Answer>)
            .route("/{id}", web::get().to(ticket::show))
            .route("/{id}/answer/{answer}", web::get().to(insert::words))
            .service(web::resource("/{id}/here").get(here::show).post(here::say))
            .route("/{id}/message", web::post().to(compose::post))
            .route("/{id}/step", web::post().to(act::take_step))
            .route("/{id}/assign", web::post().to(act::assign))
            .route("/{id}/refer", web::post().to(act::refer))
            .route("/{id}/category", web::post().to(act::reclassify))
            .route("/{id}/tier", web::post().to(clock::weigh))
            .route("/{id}/suggested", web::post().to(looks_like::accept))
            .route("/{id}/aside", web::post().to(aside::put))
            .route("/{id}/wake", web::post().to(aside::wake))
            .route("/{id}/handover/{note}", web::post().to(aside::read_note))
            .route("/{id}/macro", web::post().to(macro_use::run))
            .route("/{id}/macro/undo", web::post().to(macro_use::undo))
            .route("/{id}/colleagues", web::get().to(mention::suggest))
            .route("/{id}/draft", web::post().to(kept::save))
            .route("/{id}/photo-place", web::post().to(photo_place::act))
            .service(web::resource("/{id}/place").get(whereabouts::show).post(whereabouts::act))
            .route("/{id}/person/{what}", web::post().to(care::act))
            .route("/{id}/alike", web::get().to(relations::alike))
            .route("/{id}/below/{kind}", web::get().to(relations::children))
            .route("/{id}/join", web::post().to(relations::join))
            .route("/{id}/unmerge", web::post().to(relations::unmerge))
            .route("/{id}/apart", web::post().to(relations::apart))
            .route("/{id}/split", web::post().to(relations::split))
            .route("/{id}/tell", web::post().to(relations::tell))
            .route("/{id}/public", web::post().to(relations::publish))
            .route("/{id}/gather", web::post().to(relations::gather))
            .route("/{id}/support", web::post().to(support::ask))
            .route("/{id}/support/{agency}/withdraw", web::post().to(support::withdraw))
            .route("/{id}/support/{agency}/done", web::post().to(support::finish))
            .route("/{id}/pass-on", web::post().to(agency_word::pass_on))
            .route("/{id}/resend", web::post().to(act::resend))
            .route("/{id}/pictures", web::post().to(pictures::show))
            .route("/{id}/letter/{message}", web::get().to(as_it_came::send))
            .route("/{id}/wanted", web::post().to(lost::wanted))
            .route("/{id}/asked", web::post().to(asked::take))
            .route("/{id}/elsewhere", web::post().to(undelivered::another_way)),
    );
}

/// Somebody signed in who works on tickets. Officials are told where their page is.
pub struct Agent {
    pub staff: Staff,
    pub shell: Shell,
    /// The page of a ticket they come from.
    pub came: Came,
}

impl FromRequest for Agent {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let writes = !request.method().is_safe();
        let came = Came::of(request);
        Box::pin(async move {
            let SignedIn { staff, shell } = signed_in.await?;
            if !staff.role.sees_tickets() {
                Err(refused::trends_only())
            } else if writes && !staff.role.works_on_tickets() {
                Err(refused::reads_only())
            } else {
                Ok(Self { staff, shell, came })
            }
        })
    }
}

/// An id in an address; anything else is a page that does not exist.
fn ticket_id(text: &str) -> Result<TicketId> {
    text.parse().map_err(|_| crate::error::not_found("ticket"))
}

fn file_id(text: &str) -> Result<AttachmentId> {
    text.parse().map_err(|_| crate::error::not_found("file"))
}
