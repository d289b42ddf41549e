//! A walk through every page that links lead to, as a citizen and as an administrator: axe-core finds
//! nothing serious, the console is empty, nothing is wider than the window. A page that somebody adds
//! is walked to without being named here.

use std::collections::{BTreeSet, VecDeque};

use fantoccini::Client;
use fantoccini::Locator::{Css, Id};
use sahut::cli::demo::city;
use url::Url;

use crate::support::axe::violations;
use crate::support::browser::{self, complaints, sideways};
use crate::support::demo_city::DemoCity;

const ADMINISTRATOR: &str = "ratna@tirtamaya.example";
/// Tickets of the city: enough for full lists.
const TICKETS: usize = 260;
/// A walk that finds more kinds of pages than these has lost its way.
const MOST: usize = 150;
/// Addresses whose last part is a name: one of them stands for all.
const NAMED: [&str; 2] = ["/help/", "/cases/"];

/// The kind of page behind an address: numbers and names left out, of a query only what is asked.
fn kind(url: &Url) -> String {
    let path = url.path();
    let path = match NAMED.iter().find(|start| path.starts_with(**start)) {
        Some(start) => format!("{start}…"),
        None => {
            path.split('/').map(|part| if is_number(part) { "…" } else { part }).collect::<Vec<_>>().join("/")
        }
    };
    let asked: BTreeSet<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let asked: Vec<_> = asked.into_iter().filter(|name| name != "language").collect();
    if asked.is_empty() { path } else { format!("{path}?{}", asked.join("&")) }
}

fn is_number(part: &str) -> bool {
    part.chars().any(|letter| letter.is_ascii_digit())
        && !part.chars().any(|letter| letter.is_ascii_lowercase())
}

/// Rooms behind the sign-in.
const CLOSED: [&str; 3] = ["/desk", "/admin", "/trends"];

/// Not pages: files, feeds, descriptions for machines, and the ways out.
fn is_page(url: &Url) -> bool {
    let path = url.path();
    let machines =
        ["/assets/", "/api", "/demo/", "/desk/live", "/desk/file", "/sign-out", "/hooks", "/openapi"];
    !machines.iter().any(|start| path.starts_with(start))
        && !["csv", "json", "xml", "ics", "eml"].iter().any(|end| path.ends_with(&format!(".{end}")))
        && !url.query().unwrap_or_default().contains("format=")
}

struct Walk<'a> {
    city: &'a DemoCity,
    window: Client,
    is_signed_in: bool,
    /// `390 px, id`.
    how: String,
    ahead: VecDeque<Url>,
    known: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Walk<'_> {
    fn see(&mut self, url: &str) {
        let Ok(mut url) = Url::parse(&self.city.url).and_then(|base| base.join(url)) else { return };
        url.set_fragment(None);
        let is_closed = CLOSED.iter().any(|room| url.path().starts_with(room));
        if is_closed && !self.is_signed_in {
            return;
        }
        let is_ours = url.as_str().starts_with(&self.city.url);
        if is_ours && is_page(&url) && self.known.insert(kind(&url)) {
            self.ahead.push_back(url);
        }
    }

    /// Looks at the page as it stands, and where it leads.
    async fn look(&mut self, url: &Url) {
        let page = format!("{} ({})", kind(url), self.how);
        let mut found = complaints(&self.window).await;
        let wide = sideways(&self.window).await;
        if wide > 0 {
            found.push(format!("{wide} px too wide"));
        }
        found.extend(violations(&self.window).await);
        self.wrong.extend(found.into_iter().map(|what| format!("{page}: {what}")));
        let script = "return [...document.querySelectorAll('a[href]')].map((link) => link.href)";
        let links = self.window.execute(script, Vec::new()).await.expect("links");
        for link in links.as_array().cloned().unwrap_or_default() {
            self.see(link.as_str().unwrap_or_default());
        }
    }

    async fn go_everywhere(&mut self) {
        while let Some(url) = self.ahead.pop_front() {
            self.window.goto(url.as_str()).await.expect("a page");
            self.look(&url).await;
            assert!(self.known.len() <= MOST, "too many kinds of pages: {:#?}", self.known);
        }
    }

    async fn sign_in(&mut self) {
        self.window.goto(&format!("{}/sign-in", self.city.url)).await.expect("a page");
        for (field, text) in
            [("email", ADMINISTRATOR.to_owned()), ("password", format!("{}\n", city::PASSWORD))]
        {
            let field = self.window.wait().for_element(Id(field)).await.expect("a field");
            field.send_keys(&text).await.expect("keys");
        }
        self.window.wait().for_element(Css(".desk")).await.expect("the desk");
        self.is_signed_in = true;
    }
}

#[actix_web::test]
async fn every_page_that_links_lead_to_is_for_everyone() {
    if std::env::var("SAHUT_TEST_WEBDRIVER").is_err() {
        eprintln!("left out: SAHUT_TEST_WEBDRIVER is not set (tests/run sets it)");
        return;
    }
    let city = DemoCity::build(TICKETS).await;
    let mut wrong = Vec::new();
    for (width, height, language) in [(390, 844, "id"), (1_440, 900, "en")] {
        let Some(window) = browser::open(width, height, language).await else { return };
        let how = format!("{width} px, {language}");
        let (ahead, known) = (VecDeque::new(), BTreeSet::new());
        let mut walk =
            Walk { city: &city, window, is_signed_in: false, how, ahead, known, wrong: Vec::new() };
        walk.see(&format!("/?language={language}"));
        walk.go_everywhere().await;
        walk.sign_in().await;
        for room in CLOSED {
            walk.see(room);
        }
        walk.go_everywhere().await;
        eprintln!("{} kinds of pages at {}: {:#?}", walk.known.len(), walk.how, walk.known);
        wrong.append(&mut walk.wrong);
        walk.window.close().await.expect("closed");
    }
    city.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
