//! For those who look after the house: what was rejected, what was buried, who works here, who is
//! responsible for what and where, who did what.
//!
//! Supervisors tend the queues; everything else is the administrator's. [`door`] says who may enter,
//! [`fields`] makes the forms, [`kept`] takes what they send, [`pager`] cuts the lists.

mod agencies;
mod agency_mail;
mod areas;
mod audit;
mod audit_words;
mod calendar;
mod calendar_forms;
mod calendar_words;
mod calendars;
mod categories;
mod category_public;
mod channels;
mod door;
mod duty;
mod fields;
mod health;
mod holidays;
mod jobs;
mod kept;
mod levels;
mod limit_months;
mod limits;
mod overview;
mod pager;
mod person;
mod rejects;
mod rights;
mod rooms;
mod routing;
mod rule_words;
mod rules;
mod scanner;
mod staff;
mod table_file;
mod text;
mod texts;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/admin")
            .route("", web::get().to(overview::show))
            .route("/health", web::get().to(health::show))
            .route("/rejects", web::get().to(rejects::show))
            .route("/rejects/{id}/raw", web::get().to(rejects::raw))
            .route("/rejects/{id}/replay", web::post().to(rejects::replay))
            .route("/rejects/{id}/discard", web::post().to(rejects::discard))
            .route("/jobs", web::get().to(jobs::show))
            .route("/jobs/{id}/replay", web::post().to(jobs::replay))
            .service(web::resource("/routing").get(routing::show).post(routing::train))
            .route("/rules", web::get().to(rules::show))
            .configure(kept::forms_and_switch::<rules::Rules>)
            .route("/agencies", web::get().to(agencies::show))
            .configure(kept::forms_and_switch::<agencies::Agencies>)
            .service(web::resource("/agencies/{id}/mail").get(agency_mail::open).post(agency_mail::change))
            .route("/texts", web::get().to(texts::show))
            .service(web::resource("/texts/{text}").get(text::open).post(text::change))
            .route("/texts/{text}/switch", web::post().to(texts::switch))
            .route("/texts/{text}/forget", web::post().to(text::forget))
            .route("/categories", web::get().to(categories::show))
            .configure(kept::forms_and_switch::<categories::Categories>)
            .route("/levels", web::get().to(levels::show))
            .configure(kept::forms::<levels::Levels>)
            .route("/levels/{id}/remove", web::post().to(levels::remove))
            .route("/calendars", web::get().to(calendars::show))
            .service(web::resource("/calendars/{id}").get(calendar::open).post(calendar_forms::keep_hours))
            .route("/calendars/{id}/days", web::post().to(calendar_forms::add_day))
            .route("/calendars/{id}/days/remove", web::post().to(calendar_forms::remove_day))
            .route("/calendars/{id}/seasons", web::post().to(calendar_forms::add_season))
            .route("/calendars/{id}/seasons/remove", web::post().to(calendar_forms::remove_season))
            .route("/calendars/{id}/check", web::post().to(holidays::check))
            .route("/calendars/{id}/import", web::post().to(holidays::import))
            .route("/categories/{id}/public", web::post().to(category_public::set))
            .configure(channels::routes)
            .route("/areas", web::get().to(areas::show))
            .route("/areas/check", web::post().to(areas::check))
            .route("/areas/import", web::post().to(areas::import))
            .service(web::resource("/staff").get(staff::show).post(staff::create))
            .service(web::resource("/staff/{id}").get(person::open).post(person::change))
            .route("/staff/{id}/link", web::post().to(staff::link))
            .route("/staff/{id}/active", web::post().to(staff::set_active))
            .service(web::resource("/staff/{id}/duty").get(duty::open).post(duty::change))
            .service(
                web::resource("/agencies/{id}/hand-out").get(duty::show_hand_out).post(duty::set_hand_out),
            )
            .route("/limits", web::get().to(limits::show))
            .route("/limits/rest", web::post().to(limits::rest))
            .route("/limits/mark/{id}/{what}", web::post().to(limits::decide))
            .route("/limits/{id}/{what}", web::post().to(limits::change))
            .route("/rights", web::get().to(rights::show))
            .route("/audit", web::get().to(audit::show)),
    );
}
