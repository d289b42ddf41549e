//! For those who look after the house: what was rejected, what was buried, who works here, who is
//! responsible for what and where, who did what.
//!
//! Supervisors tend the queues; everything else is the administrator's. [`door`] says who may enter,
//! [`fields`] makes the forms, [`pager`] cuts the lists.

mod agencies;
mod agency_mail;
mod areas;
mod audit;
mod audit_words;
mod categories;
mod door;
mod fields;
mod jobs;
mod overview;
mod pager;
mod person;
mod rejects;
mod rights;
mod routing;
mod staff;
mod table_file;
mod texts;

use actix_web::web;

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
            .route("/agencies", web::get().to(agencies::show))
            .service(web::resource("/agencies/new").get(agencies::blank).post(agencies::create))
            .service(web::resource("/agencies/{id}").get(agencies::open).post(agencies::change))
            .route("/agencies/{id}/active", web::post().to(agencies::set_active))
            .service(web::resource("/agencies/{id}/mail").get(agency_mail::open).post(agency_mail::change))
            .route("/texts", web::get().to(texts::show))
            .service(web::resource("/texts/{text}").get(texts::open).post(texts::change))
            .route("/texts/{text}/switch", web::post().to(texts::switch))
            .route("/texts/{text}/forget", web::post().to(texts::forget))
            .route("/categories", web::get().to(categories::show))
            .service(web::resource("/categories/new").get(categories::blank).post(categories::create))
            .service(web::resource("/categories/{id}").get(categories::open).post(categories::change))
            .route("/categories/{id}/active", web::post().to(categories::set_active))
            .route("/areas", web::get().to(areas::show))
            .route("/areas/check", web::post().to(areas::check))
            .route("/areas/import", web::post().to(areas::import))
            .service(web::resource("/staff").get(staff::show).post(staff::create))
            .service(web::resource("/staff/{id}").get(person::open).post(person::change))
            .route("/staff/{id}/link", web::post().to(staff::link))
            .route("/staff/{id}/active", web::post().to(staff::set_active))
            .route("/rights", web::get().to(rights::show))
            .route("/audit", web::get().to(audit::show)),
    );
}
