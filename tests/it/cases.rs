//! One matter in many reports: merging, parents and children, following, and what everybody may read.

mod confused;
mod follow;
mod heard;
mod loops;
mod merge;
pub mod public;
mod races;
mod rating;
mod storm;
mod undo;
mod wrote;

use channels::{Channel, Identity, Inbound, Place, Thread};
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::tickets::{self, Ticket};

use crate::support::{House, inbound};

pub const BURST: &str = "Pipa PDAM pecah di Jalan Melati, air meluap ke jalan sejak subuh";

/// What a citizen brings by the form, with an address of mail to answer to.
#[derive(Clone)]
pub struct Report<'a> {
    pub text: &'a str,
    pub category: &'a str,
    pub email: Option<&'a str>,
    pub name: Option<&'a str>,
    pub area: Option<&'a str>,
    pub point: Option<(f64, f64)>,
    pub is_anonymous: bool,
    pub is_confidential: bool,
}

impl Default for Report<'_> {
    fn default() -> Self {
        Self {
            text: BURST,
            category: "air",
            email: None,
            name: None,
            area: Some("99.71.01"),
            point: None,
            is_anonymous: false,
            is_confidential: false,
        }
    }
}

fn by_form(key: &str, id: &str, text: &str) -> Inbound {
    let thread = Thread { key: Some(key.to_owned()), ..Thread::default() };
    Inbound { thread, ..inbound(Channel::Form, Identity::Unknown, id, text) }
}

/// A report comes in; its conversation goes on under the key that comes back with it.
pub async fn report(house: &House, report: Report<'_>) -> (Ticket, String) {
    let key = format!("form:{}", sahut::secret::random_token());
    let place = |(latitude, longitude)| Place { latitude, longitude, label: None };
    let inbound = Inbound {
        from: report.email.map_or(Identity::Unknown, |email| Identity::Email(email.into())),
        from_name: report.name.map(str::to_owned),
        place: report.point.map(place),
        ..by_form(&key, &key, report.text)
    };
    let wishes = Wishes {
        category: Some(report.category.into()),
        area: report.area.map(str::to_owned),
        is_anonymous: report.is_anonymous,
        is_confidential: report.is_confidential,
        ..Wishes::default()
    };
    let received = Received { wishes, ..Received::new(inbound, b"{}".to_vec(), "application/json") };
    match receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => (*ticket, key),
        other => panic!("{other:?}"),
    }
}

/// The citizen of that conversation writes again.
pub async fn more(house: &House, key: &str, text: &str) -> Outcome {
    let id = sahut::secret::random_token();
    let received = Received::new(by_form(key, &id, text), b"{}".to_vec(), "application/json");
    receive(&house.app, &received).await.expect("taken in")
}

pub async fn now(house: &House, id: TicketId) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.expect("a ticket")
}

/// Letters go into a folder of this story's own.
pub fn into_a_folder(config: &mut Config) {
    let folder = std::env::temp_dir().join(format!("sahut-cases-{}", &sahut::secret::random_token()[..12]));
    config.smtp_url = Some(format!("file://{}", folder.display()).into());
}

/// The letters that left so far, decoded; the folder is emptied.
pub fn letters(house: &House) -> Vec<Letter> {
    let url = house.app.config.smtp_url.clone().unwrap();
    let folder = secrecy::ExposeSecret::expose_secret(&url).trim_start_matches("file://").to_owned();
    let Ok(files) = std::fs::read_dir(&folder) else { return Vec::new() };
    let paths = files.filter_map(Result::ok).map(|file| file.path());
    let letters = paths.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let read = |path: std::path::PathBuf| {
        let letter = Letter::read(&std::fs::read(&path).unwrap());
        std::fs::remove_file(path).unwrap();
        letter
    };
    letters.map(read).collect()
}

#[derive(Debug)]
pub struct Letter {
    /// The whole head.
    pub head: String,
    pub to: String,
    pub text: String,
}

impl Letter {
    fn read(raw: &[u8]) -> Self {
        let raw = String::from_utf8_lossy(raw).into_owned();
        let (head, body) = raw.split_once("\r\n\r\n").expect("a head and a body");
        let to = head.lines().find_map(|line| line.strip_prefix("To: ")).expect("a To line");
        // Long lines are folded with "=\r\n" and signs written as "=3D".
        let text = body.replace("=\r\n", "").replace("=3D", "=");
        Self { head: head.to_owned(), to: to.to_owned(), text }
    }
}

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).map_or(rest, |(inside, _)| inside)
}
