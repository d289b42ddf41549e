//! Trends for officials: the page, and the sums behind it as CSV.

mod csv;
mod figures;
mod page;
mod selection;
mod table;
mod tiles;
mod words;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/trends", web::get().to(page::show)).route("/trends.csv", web::get().to(csv::download));
}
