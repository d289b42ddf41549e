//! What stands in the house: settings, key, database, files, search, clock.

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection};

use super::Check;
use crate::app;
use crate::clock::{Clock, Millis, SECOND};
use crate::config::Config;
use crate::db::select::Select;
use crate::db::{Db, Engine, Url};
use crate::error::{Result, internal};
use crate::secret::Secret;
use crate::when;

/// The oldest PostgreSQL that the tests run on.
const POSTGRES: i64 = 15;
/// A clock that is further off gives wrong times, and PostgreSQL nodes would fight over leases.
const SKEW: Millis = 5 * SECOND;
const PATIENCE: Duration = Duration::from_secs(10);
/// What to do about a store of files that does not work.
const STORE: &str = "does the store run, is the bucket there, and are AWS_ACCESS_KEY_ID, \
    AWS_SECRET_ACCESS_KEY and AWS_REGION right? A store that is not Amazon's needs AWS_ENDPOINT too, and \
    AWS_ALLOW_HTTP=true if it has no TLS";

pub fn configuration(config: &Config) -> Vec<Check> {
    let part = "address";
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let url = &config.public_url;
    let address = if url.starts_with("https://") {
        Check::ok(part, format!("citizens and providers use {url}"))
    } else if local.iter().any(|start| url.starts_with(start)) {
        Check::warn(
            part,
            format!("{url} reaches this machine only"),
            "set public_url to the address citizens use, with https",
        )
    } else {
        let remedy = "put a proxy with a certificate in front, and set public_url to its https address";
        Check::warn(part, format!("{url} is not encrypted"), remedy)
    };
    let part = "name";
    let name = if config.city_name == Config::default().city_name {
        Check::warn(part, "citizens read \"Sahut\"", "set city_name to the body that answers")
    } else {
        Check::ok(part, config.city_name.clone())
    };
    vec![address, name]
}

pub fn secret_key(config: &Config) -> Check {
    let part = "secret key";
    if let Some(key) = &config.secret_key {
        return match Secret::new(key.clone()) {
            Ok(_) => Check::ok(part, "from the configuration"),
            Err(error) => Check::fail(part, error.to_string(), "set a longer secret_key"),
        };
    }
    let file = config.data_dir.join("secret.key");
    if matches!(config.database(), Ok(Url::Postgres(_))) {
        let remedy = format!(
            "set SAHUT_SECRET_KEY to the same value on every node (this one's is in {})",
            file.display()
        );
        return Check::warn(part, "a file of this node, while the database can serve several", remedy);
    }
    match std::fs::metadata(&file) {
        Err(_) => Check::ok(part, "is made at the first start"),
        Ok(found) if others_can_read(&found) => {
            let remedy = format!("chmod 600 {}", file.display());
            Check::fail(part, format!("{} can be read by others", file.display()), remedy)
        }
        Ok(_) => match Secret::in_folder(&config.data_dir) {
            Ok(_) => Check::ok(part, format!("in {}", file.display())),
            Err(error) => Check::fail(part, error.to_string(), "restore the file from a backup"),
        },
    }
}

#[cfg(unix)]
fn others_can_read(found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(found) & 0o077 != 0
}

#[cfg(not(unix))]
fn others_can_read(_: &std::fs::Metadata) -> bool {
    false
}

/// Also the database itself, when its tables can be read: the caller closes it.
pub async fn database(config: &Config, clock: &Clock) -> (Vec<Check>, Option<Db>) {
    let part = "database";
    let url = match config.database() {
        Ok(url) => url,
        Err(error) => return (vec![Check::fail(part, error.to_string(), "mend database_url")], None),
    };
    if let Url::Sqlite(path) = &url
        && !path.exists()
    {
        let found = format!("{} is not there yet", path.display());
        return (vec![Check::warn(part, found, "`sahut serve` or `sahut migrate` makes it")], None);
    }
    // The pool would only say that it waited in vain; one connection says why.
    if let Url::Postgres(address) = &url
        && let Err(error) = answers(address).await
    {
        let remedy = "is the server running, and are user, password and database right?";
        return (vec![Check::fail(part, error, remedy)], None);
    }
    let db = match Db::connect(&url, clock.clone()).await {
        Ok(db) => db,
        Err(error) => {
            let remedy = "database and folder must be writable for this user";
            return (vec![Check::fail(part, error.to_string(), remedy)], None);
        }
    };
    let mut checks = vec![version(&db).await];
    match db.is_migrated().await {
        Ok(true) => {
            checks.push(Check::ok("tables", "are at this version"));
            checks.push(writable(&db).await);
            checks.extend(waiting(&db).await);
            return (checks, Some(db));
        }
        Ok(false) => checks.push(Check::fail("tables", "are not at this version", "run `sahut migrate`")),
        Err(error) => checks.push(Check::fail("tables", error.to_string(), "run `sahut migrate`")),
    }
    db.close().await;
    (checks, None)
}

/// Why PostgreSQL does not answer, when it does not.
async fn answers(address: &SecretString) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, PgConnection::connect(address.expose_secret())).await {
        Ok(Ok(connection)) => connection.close().await.map_err(|error| error.to_string()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the server does not answer".into()),
    }
}

async fn version(db: &Db) -> Check {
    let part = "database";
    match db.engine() {
        Engine::Sqlite { reader, .. } => {
            let version = sqlx::query_scalar::<_, String>("SELECT sqlite_version()").fetch_one(reader).await;
            match version {
                Ok(version) => Check::ok(part, format!("SQLite {version} answers")),
                Err(error) => Check::fail(part, error.to_string(), "is the file damaged? restore a backup"),
            }
        }
        Engine::Postgres(pool) => {
            let sql = "SELECT current_setting('server_version_num')::bigint,
                              (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
            match sqlx::query_as::<_, (i64, Millis)>(sql).fetch_one(pool).await {
                Ok((number, _)) if number / 10_000 < POSTGRES => {
                    let found = format!("PostgreSQL {} is too old", number / 10_000);
                    Check::fail(part, found, format!("use PostgreSQL {POSTGRES} or newer"))
                }
                Ok((number, at)) if (at - db.clock.now()).abs() > SKEW => {
                    let off = (at - db.clock.now()) / SECOND;
                    let found = format!("PostgreSQL {}'s clock is {off} s from ours", number / 10_000);
                    Check::warn(part, found, "let both machines keep time by NTP")
                }
                Ok((number, _)) => Check::ok(part, format!("PostgreSQL {} answers", number / 10_000)),
                Err(error) => Check::fail(part, error.to_string(), "may this user use this database?"),
            }
        }
    }
}

/// Writes a row and takes it back.
async fn writable(db: &Db) -> Check {
    const UNDONE: &str = "undone on purpose";
    let outcome: Result<()> = db
        .write(async |tx| {
            let now = tx.now();
            let sql = "INSERT INTO setting (name, value, updated_at) VALUES ('doctor', '', $1)
                       ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at";
            crate::db::on!(tx, c => sqlx::query(sql).bind(now).execute(c).await.map(|_| ()))?;
            Err(internal(UNDONE))
        })
        .await;
    match outcome {
        Err(error) if error.to_string() == UNDONE => Check::ok("writing", "works"),
        Err(error) => {
            Check::fail("writing", error.to_string(), "is the disk full, or the database read-only?")
        }
        Ok(()) => Check::ok("writing", "works"),
    }
}

/// What people should look at.
async fn waiting(db: &Db) -> Vec<Check> {
    let counted = db
        .read(async |tx| {
            let load = super::load(tx).await?;
            let staff = Select::new("SELECT COUNT(*) AS n FROM staff WHERE is_active", []).number(tx).await?;
            Ok((load, staff))
        })
        .await;
    let (load, staff) = match counted {
        Ok(counted) => counted,
        Err(error) => return vec![Check::fail("reading", error.to_string(), "run `sahut migrate`")],
    };
    let jobs = if load.jobs_buried > 0 {
        let found = format!("{} gave up", load.jobs_buried);
        Check::warn("jobs", found, "look at them on the desk's page of buried jobs and replay them")
    } else if load.oldest_job_seconds > 15 * 60 {
        let found = format!("{} wait, the oldest {} min", load.jobs_waiting, load.oldest_job_seconds / 60);
        Check::warn("jobs", found, "does `sahut serve` or `sahut worker` run?")
    } else {
        Check::ok("jobs", format!("{} wait, none gave up", load.jobs_waiting))
    };
    let rejects = if load.rejects_waiting > 0 {
        let found = format!("{} could not be read", load.rejects_waiting);
        Check::warn("rejected", found, "look at them on the desk's page of rejected messages")
    } else {
        Check::ok("rejected", "no message waits for a person")
    };
    let staff = if staff == 0 {
        Check::warn("staff", "nobody can sign in", "`sahut serve` prints a link for the first administrator")
    } else {
        Check::ok("staff", format!("{staff} accounts"))
    };
    vec![jobs, rejects, staff]
}

pub async fn files(config: &Config) -> Check {
    let part = "files";
    if config.files_url.is_none() && !config.data_dir.exists() {
        return not_there_yet(part, &config.data_dir);
    }
    let outcome = match app::files(config) {
        Ok(files) => files.check().await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Check::ok(part, "can be written and read"),
        Err(error) if config.files_url.as_deref().is_some_and(|url| url.starts_with("s3://")) => {
            Check::fail(part, error.to_string(), STORE)
        }
        Err(error) => {
            Check::fail(part, error.to_string(), "data_dir or files_url must be writable for this user")
        }
    }
}

pub async fn search(config: &Config) -> Check {
    let part = "search";
    if config.meilisearch_url.is_none() && !config.data_dir.exists() {
        return not_there_yet(part, &config.data_dir);
    }
    let index = match app::index(config) {
        Ok(index) => index,
        Err(error) => {
            let remedy = "mend meilisearch_url, or make data_dir writable for this user";
            return Check::fail(part, error.to_string(), remedy);
        }
    };
    let engine = if config.meilisearch_url.is_some() { "Meilisearch" } else { "the embedded index" };
    if let Err(error) = index.health().await {
        let remedy =
            "start Meilisearch, or remove meilisearch_url; until then reports come in without search";
        return Check::fail(part, error.to_string(), remedy);
    }
    match index.count().await {
        Ok(0) => {
            let remedy = "`sahut serve` or `sahut worker` fills it from the database";
            Check::warn(part, format!("{engine} answers but is empty"), remedy)
        }
        Ok(count) => Check::ok(part, format!("{engine} has {count} articles")),
        Err(_) => {
            Check::warn(part, format!("{engine} answers but has no articles yet"), "`sahut serve` fills it")
        }
    }
}

fn not_there_yet(part: &'static str, folder: &Path) -> Check {
    Check::ok(part, format!("{} is made at the first start", folder.display()))
}

pub fn time(config: &Config, clock: &Clock) -> Check {
    let now = when::machine(clock.now(), &config.zone());
    let found = format!("it is {now} in {}", config.time_zone);
    // A machine without a battery begins in 1970; ids and numbers would be wrong for ever.
    if clock.now() < 1_735_689_600_000 {
        Check::fail("time", found, "set the machine's clock, best by NTP")
    } else {
        Check::ok("time", found)
    }
}
