//! The pages: portal for citizens, desk for staff, trends for officials, and the hooks of providers.
//!
//! A page is `page.rs` beside `page.html`; the struct is the template's contract. Handlers authorise,
//! act, answer. Everything works without JavaScript.

mod address;
mod assets;
mod choice;
mod error_page;
mod form;
mod frame;
mod response;
mod shell;
mod stretch;

pub mod admin;
pub mod agency;
pub mod chart;
pub mod demo;
pub mod desk;
pub mod health;
pub mod hooks;
pub mod number;
pub mod portal;
pub mod sign_in;
pub mod trends;
pub mod widget;

pub use address::address;
pub use assets::asset;
pub use form::{Form, Nothing};
pub use response::{html, page, see_other};
pub use shell::{Shell, SignedIn};

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Web, HttpServer, web};

use crate::app::App;
use crate::error::{Result, internal};

/// Bytes of a JSON or form body outside uploads.
const BODY: usize = 256 * 1024;

/// All routes. Each room brings its own.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(assets::routes)
        .configure(health::routes)
        .configure(hooks::routes)
        .configure(widget::routes)
        .configure(crate::api::routes)
        .configure(sign_in::routes)
        .configure(desk::routes)
        .configure(trends::routes)
        .configure(admin::routes)
        .configure(agency::routes)
        .configure(portal::routes)
        .default_service(web::to(error_page::nothing_here));
}

/// Starts serving on a listening socket. Stop it through [`Server::handle`].
pub fn start(
    app: Arc<App>,
    listener: TcpListener,
    extra: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> Result<Server> {
    app.follow_rules();
    let server = HttpServer::new(move || {
        Web::new()
            .app_data(web::Data::from(app.clone()))
            .app_data(web::PayloadConfig::new(BODY))
            .app_data(web::JsonConfig::default().limit(BODY))
            .wrap(from_fn(frame::frame))
            .wrap(Compress::default())
            .configure(extra.clone())
            .configure(routes)
    })
    .workers(2)
    .shutdown_timeout(10)
    // The program listens for signals itself, so that worker and mail stop in order, too.
    .disable_signals()
    .listen(listener)
    .map_err(|error| internal(format!("cannot listen: {error}")))?;
    Ok(server.run())
}
