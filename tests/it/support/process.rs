//! The program itself, as a process of its own, on throw-away data.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::house::{Engine, drop_database, new_database, postgres};

/// Data of one installation, and how to run the program on it.
pub struct Place {
    pub folder: tempfile::TempDir,
    settings: Vec<(String, String)>,
    database: Option<String>,
}

/// A running `sahut serve` or `worker`.
pub struct Running {
    child: Child,
    /// What it said on standard output until it was ready.
    pub said: Vec<String>,
    /// `http://127.0.0.1:port`, for `serve`.
    pub url: String,
}

impl Place {
    /// None when the story needs PostgreSQL and there is none.
    pub async fn new(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut settings = vec![
            ("SAHUT_DATA_DIR".to_owned(), folder.path().join("data").display().to_string()),
            ("SAHUT_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("SAHUT_CITY_NAME".to_owned(), "Kota Tirtamaya".to_owned()),
            ("SAHUT_MAIL_FROM".to_owned(), "hotline@kota.test".to_owned()),
            ("SAHUT_SECRET_KEY".to_owned(), "0123456789abcdef0123456789abcdef".to_owned()),
        ];
        let mut database = None;
        if engine == Engine::Postgres {
            if postgres().is_none() {
                eprintln!("left out: SAHUT_TEST_POSTGRES is not set (tests/run sets it)");
                return None;
            }
            let (name, address) = new_database().await;
            settings.push(("SAHUT_DATABASE_URL".to_owned(), address));
            database = Some(name);
        }
        Some(Self { folder, settings, database })
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.into()));
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// The settings as the program reads them, for looking into its database.
    pub fn database(&self) -> sahut::db::Url {
        let known =
            |name: &str| self.settings.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        match known("SAHUT_DATABASE_URL") {
            Some(address) => address.parse().expect("an address"),
            None => sahut::db::Url::Sqlite(self.path("data/sahut.db")),
        }
    }

    /// The program with these settings and nothing else of ours in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sahut"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SAHUT_")) {
            command.env_remove(name);
        }
        command.args(arguments).envs(self.settings.iter().cloned()).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        actix_web::rt::task::spawn_blocking(move || command.output().expect("the program runs"))
            .await
            .expect("the program ran")
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub async fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let moaned = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "sahut {arguments:?}: {said}\n{moaned}");
        said
    }

    /// Starts a command that runs until it is told to stop, and waits until it is ready.
    pub async fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let started = actix_web::rt::task::spawn_blocking(move || {
            let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
            let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
            let mut said = Vec::new();
            while let Some(Ok(line)) = lines.next() {
                let ready = line.contains("Ctrl-C stops it.");
                said.push(line);
                if ready {
                    // Whatever else it says is read and dropped, so that it never blocks.
                    std::thread::spawn(move || lines.for_each(drop));
                    return (child, said);
                }
            }
            panic!("the program ended before it was ready: {said:?}, {:?}", child.wait());
        });
        let (child, said) = started.await.expect("the program started");
        let url = said
            .iter()
            .find_map(|line| {
                let at = line.find("http://127.0.0.1:")?;
                Some(line[at..].split(' ').next().expect("an address").to_owned())
            })
            .unwrap_or_default();
        Running { child, said, url }
    }

    pub async fn close(self) {
        self.drop_database().await;
    }

    /// Takes the database away, whoever uses it.
    pub async fn drop_database(&self) {
        if let Some(name) = &self.database {
            drop_database(name).await;
        }
    }
}

impl Running {
    /// The most memory it ever held, in megabytes, as Linux counted it.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1_024
    }

    /// `kill -9`, while others still look at it.
    pub fn kill_now(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-KILL", &id]).status().expect("kill");
        assert!(told.success());
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// `kill -TERM`, and how it ended; at most half a minute.
    pub async fn terminate(mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().expect("kill");
        assert!(told.success());
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().expect("a process of ours") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it did not end within 30 seconds of SIGTERM");
    }
}

impl Drop for Running {
    /// A story that fails must leave nothing running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
