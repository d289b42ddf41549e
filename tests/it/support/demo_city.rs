//! The demo city in a house on loopback, for stories that look at its pages.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use sahut::app::App;
use sahut::cli::demo::{self, city, seed};
use sahut::clock::Clock;
use sahut::config::Config;
use sahut::db::Db;
use sahut::web::demo::{Demo, routes};
use sahut::{web, worker};

use super::house::MORNING;

/// The demo city, with the clock standing still.
pub struct DemoCity {
    pub app: Arc<App>,
    pub url: String,
    server: ServerHandle,
    _folder: tempfile::TempDir,
}

impl DemoCity {
    /// With so many tickets of the past.
    pub async fn build(tickets: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let config = Config {
            secret_key: Some("0123456789abcdef0123456789abcdef".into()),
            ..demo::configure(folder.path(), &url, |_| None)
        };
        let clock = Clock::turned(MORNING);
        let db = Db::connect(&config.database().expect("a database"), clock).await.expect("connect");
        db.migrate().await.expect("migrate");
        let app = App::with(config, db).await.expect("a house");
        seed::seed(&app, tickets, |_, _| {}).await.expect("a past");
        worker::drain(&app).await.expect("jobs");
        let bot = demo::bot(&app).await.expect("a bot");
        let people = city::City::read().expect("a city").people;
        let stage = Data::new(Demo::new(bot, &app.config.data_dir, people));
        let server = web::start(app.clone(), listener, routes(stage)).expect("a server");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { app, url, server: handle, _folder: folder }
    }

    pub async fn close(self) {
        self.server.stop(false).await;
        self.app.db.close().await;
    }
}
