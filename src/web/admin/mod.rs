//! For those who look after the house: what was rejected, what was buried, who works here, who did what.
//!
//! Supervisors tend the queues; staff and audit are the administrator's.

mod audit;
mod jobs;
mod overview;
mod rejects;
mod routing;
mod staff;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::{Shell, SignedIn};
use crate::auth::Staff;
use crate::error::{Error, Result, forbidden, not_found};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/admin")
            .route("", web::get().to(overview::show))
            .route("/rejects", web::get().to(rejects::show))
            .route("/rejects/{id}/raw", web::get().to(rejects::raw))
            .route("/rejects/{id}/replay", web::post().to(rejects::replay))
            .route("/rejects/{id}/discard", web::post().to(rejects::discard))
            .route("/jobs", web::get().to(jobs::show))
            .route("/jobs/{id}/replay", web::post().to(jobs::replay))
            .service(web::resource("/routing").get(routing::show).post(routing::train))
            .service(web::resource("/staff").get(staff::show).post(staff::create))
            .route("/staff/{id}/link", web::post().to(staff::link))
            .route("/staff/{id}/active", web::post().to(staff::set_active))
            .route("/audit", web::get().to(audit::show)),
    );
}

/// Somebody who tends what was rejected and buried.
pub struct Tender {
    pub staff: Staff,
    pub shell: Shell,
}

/// Somebody who administers accounts.
pub struct Administrator {
    pub staff: Staff,
    pub shell: Shell,
}

impl FromRequest for Tender {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let SignedIn { staff, shell } = signed_in.await?;
            if !staff.role.tends_queues() {
                return Err(forbidden("this is for supervisors and administrators"));
            }
            Ok(Self { staff, shell })
        })
    }
}

impl FromRequest for Administrator {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let SignedIn { staff, shell } = signed_in.await?;
            if !staff.role.administers() {
                return Err(forbidden("this is for administrators"));
            }
            Ok(Self { staff, shell })
        })
    }
}

/// An id in an address; anything else is a page that does not exist.
fn id<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| not_found(what))
}
