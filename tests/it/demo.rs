//! Stories of the demo: a past that is true, a page that plays every channel, a program that starts.

mod alive;
mod past;
mod program;
mod round;
mod stage;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use actix_web::web::Data;
use reqwest::multipart::{Form, Part};
use sahut::app::App;
use sahut::auth;
use sahut::cli::demo::{self, bot_api::BotApi, city::City, seed};
use sahut::config::Config;
use sahut::conversations::Attachment;
use sahut::db::select::Select;
use sahut::ids::TicketId;
use sahut::outbox;
use sahut::texts::Lang;
use sahut::tickets::{self, Ticket};
use sahut::web::demo::{Demo, routes};
use sahut::{listen, web};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::watch;

use crate::story;
use crate::support::city::AGENT;
use crate::support::house::{Answer, Visitor};
use crate::support::{Engine, House};

async fn files(app: &App) -> Vec<Attachment> {
    let sql =
        "SELECT id, message_id, name, media_type, size, state, file_key, remote, scan, scan_note, latitude,
         longitude FROM attachment";
    app.db.read(async |tx| Select::new(sql, []).fetch::<Attachment>(tx).await).await.expect("files")
}
