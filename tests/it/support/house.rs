//! A whole house for one story: database, server on a free port, worker by hand.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use sahut::app::App;
use sahut::clock::Clock;
use sahut::config::Config;
use sahut::db::Db;
use sahut::{queue, web, worker};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Monday, 23 November 2026, 09:00 in Jakarta: stories begin then, and time stands still unless turned.
pub const MORNING: i64 = 1_795_399_200_000;

pub struct House {
    pub app: Arc<App>,
    /// `http://127.0.0.1:port`
    pub url: String,
    pub engine: Engine,
    pub folder: tempfile::TempDir,
    server: ServerHandle,
    database: Option<String>,
}

/// Builds a house, tells the story in it, and closes it. A story on PostgreSQL is left out, and says
/// so, when there is none.
pub async fn run(engine: Engine, configure: impl FnOnce(&mut Config), story: impl AsyncFnOnce(&House)) {
    if engine == Engine::Postgres && postgres().is_none() {
        eprintln!("left out: SAHUT_TEST_POSTGRES is not set (tests/run sets it)");
        return;
    }
    let house = House::build(engine, configure).await;
    story(&house).await;
    house.close().await;
}

pub fn postgres() -> Option<String> {
    std::env::var("SAHUT_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// A Meilisearch to search in instead of the embedded engine.
fn meilisearch() -> Option<String> {
    std::env::var("SAHUT_TEST_MEILISEARCH_URL").ok().filter(|url| !url.is_empty())
}

impl House {
    pub async fn build(engine: Engine, configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = Config {
            data_dir: folder.path().into(),
            public_url: url.clone(),
            city_name: "Kota Tirtamaya".into(),
            mail_from: "hotline@kota.test".into(),
            secret_key: Some("0123456789abcdef0123456789abcdef".into()),
            ..Config::default()
        };
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let (name, address) = new_database().await;
                config.database_url = Some(address.into());
                Some(name)
            }
        };
        if let Some(url) = meilisearch() {
            config.meilisearch_url = Some(url);
            config.meilisearch_key = std::env::var("SAHUT_TEST_MEILISEARCH_KEY").ok().map(Into::into);
            config.meilisearch_prefix = format!("story-{}-", &sahut::secret::random_token()[..12]);
        }
        configure(&mut config);
        let db = Db::connect(&config.database().expect("a database"), Clock::turned(MORNING))
            .await
            .expect("connect");
        db.migrate().await.expect("migrate");
        let app = App::with(config, db).await.expect("a house");
        super::city::build(&app).await;
        let server = web::start(app.clone(), listener, |_| {}).expect("a server");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let house = Self { app, url, engine, folder, server: handle, database };
        house.work().await;
        house
    }

    /// Another node of the same house: shares the database, has its own address, server and connections.
    pub async fn another_node(&self) -> Node {
        self.node_with(|_| {}).await
    }

    /// The same, with another configuration.
    pub async fn node_with(&self, configure: impl FnOnce(&mut Config)) -> Node {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = self.app.config.clone();
        if config.database_url.is_none() {
            let file = self.folder.path().join("sahut.db");
            config.database_url = Some(format!("sqlite:{}", file.display()).into());
        }
        config.data_dir = folder.path().into();
        config.public_url.clone_from(&url);
        configure(&mut config);
        let mut db = Db::connect(&config.database().expect("a database"), self.app.db.clock.clone())
            .await
            .expect("connect");
        // The clock stands: only these keep in order what both do.
        db.ids = self.app.db.ids.clone();
        let app = App::with(config, db).await.expect("a node");
        let server = web::start(app.clone(), listener, |_| {}).expect("a server");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        self.work().await;
        Node { app, url, server: handle, _folder: folder }
    }

    /// Does every job that is due.
    pub async fn work(&self) {
        worker::drain(&self.app).await.expect("jobs");
    }

    /// A browser's worth of HTTP: keeps cookies, follows redirects.
    pub fn visitor(&self) -> Visitor {
        let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        Visitor { client, url: self.url.clone() }
    }

    /// Signed in as one of [`super::city`]'s staff.
    pub async fn staff(&self, email: &str) -> Visitor {
        let visitor = self.visitor();
        let answer = visitor
            .post(
                "/sign-in",
                // Afterwards somewhere cheap that every house has.
                &[("email", email), ("password", super::city::PASSWORD), ("next", "/assets/favicon.svg")],
            )
            .await;
        assert!(answer.status < 400, "{email} cannot sign in: {} {}", answer.status, answer.text);
        visitor
    }

    /// One number from the database, to check what pages do not show.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.app
            .db
            .read(async |tx| sahut::db::select::Select::new(sql, []).number(tx).await)
            .await
            .expect("a number")
    }

    /// For stories that are not about what happens afterwards.
    pub async fn forget_jobs(&self) {
        let sql = "DELETE FROM job";
        match self.app.db.engine() {
            sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
            sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
        }
        .expect("forgetting jobs");
    }

    /// Ends the story: no job may remain, whether ready, running or buried.
    pub async fn close(self) {
        let depth = self.app.db.read(async |tx| queue::depth(tx).await).await.expect("depth");
        assert_eq!((depth.waiting, depth.buried), (0, 0), "jobs remain in the queue");
        super::audited::has_words(&self).await;
        self.server.stop(false).await;
        self.app.db.close().await;
        if let Some(name) = &self.database {
            drop_database(name).await;
        }
    }
}

/// See [`House::another_node`].
pub struct Node {
    pub app: Arc<App>,
    pub url: String,
    server: ServerHandle,
    _folder: tempfile::TempDir,
}

impl Node {
    /// From now on this node cannot reach the database.
    pub async fn lose_database(&self) {
        self.app.db.close().await;
    }

    pub async fn close(self) {
        self.server.stop(false).await;
        self.app.db.close().await;
    }
}

async fn admin() -> PgConnection {
    PgConnection::connect(&postgres().expect("PostgreSQL")).await.expect("PostgreSQL answers")
}

pub async fn new_database() -> (String, String) {
    let name = format!("story_{:016x}", rand_u64());
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut admin().await)
        .await
        .expect("a database");
    let base = postgres().expect("PostgreSQL");
    let (server, _) = base.rsplit_once('/').expect("an address with a database name");
    (name.clone(), format!("{server}/{name}"))
}

pub async fn drop_database(name: &str) {
    let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    let _ = sqlx::query(AssertSqlSafe(sql)).execute(&mut admin().await).await;
}

fn rand_u64() -> u64 {
    u64::from_str_radix(&sahut::secret::random_token()[..16], 16).expect("hex")
}

/// Somebody with a browser but without JavaScript.
#[derive(Clone)]
pub struct Visitor {
    pub client: reqwest::Client,
    pub url: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Path after redirects.
    pub path: String,
    pub text: String,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> Answer {
        self.answer(self.client.get(format!("{}{path}", self.url))).await
    }

    /// Sends a form with the token of this browser.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf().await;
        let mut fields = fields.to_vec();
        fields.push(("csrf", &token));
        self.answer(self.client.post(format!("{}{path}", self.url)).form(&fields)).await
    }

    /// The token, as the sign-in page's form carries it.
    pub async fn csrf(&self) -> String {
        let page = self.get("/sign-in").await.text;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a form with a token on /sign-in");
        rest.split('"').next().expect("a token").to_owned()
    }

    pub async fn answer(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, path) = (response.status().as_u16(), response.url().path().to_owned());
        Answer { status, path, text: response.text().await.expect("a text") }
    }
}
