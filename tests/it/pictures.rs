//! Every page of the demo city in a real browser: nothing in the console, nothing wider than a phone.
//! With `SAHUT_PICTURES=1` the README's pictures are taken on the way, so that they stay true.

use std::path::Path;

use fantoccini::Locator::{Css, Id};
use fantoccini::{Client, Locator};
use sahut::auth;
use sahut::cli::demo::{city, seed};
use sahut::db::select::Select;
use sahut::ids::TicketId;
use sahut::outbox;

use crate::support::axe::violations;
use crate::support::browser::{self, complaints, sideways};
use crate::support::demo_city::DemoCity;

const AGENT: &str = "ayu@tirtamaya.example";
const SUPERVISOR: &str = "hendro@tirtamaya.example";

/// Pictures taken of a phone; of a wide window, all are.
const ON_A_PHONE: [&str; 5] = ["home", "report", "sent", "track", "queue"];

fn takes_pictures() -> bool {
    std::env::var("SAHUT_PICTURES").is_ok_and(|value| value == "1")
}

/// What happens in the city while it is looked at.
impl DemoCity {
    /// An open ticket with much to read.
    async fn busy_ticket(&self) -> i64 {
        let sql = "SELECT t.id AS n FROM ticket t JOIN message m ON m.ticket_id = t.id
                   WHERE t.is_open AND t.status = 'in_progress' AND NOT t.is_anonymous
                   GROUP BY t.id ORDER BY COUNT(*) DESC, t.id DESC LIMIT 1";
        self.app.db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a ticket")
    }

    /// The report that was just sent is answered.
    async fn answer(&self, text: &str) {
        self.app
            .db
            .write(async |tx| {
                let agent = auth::by_email(tx, AGENT).await?.expect("an agent").id;
                let newest = "SELECT MAX(id) AS n FROM ticket WHERE channel = 'form'";
                let ticket = TicketId(Select::new(newest, []).number(tx).await?);
                outbox::reply(tx, &self.app.zone, ticket, agent, text, &[]).await
            })
            .await
            .expect("an answer");
    }
}

/// One window on its way through the city.
struct Tour<'a> {
    city: &'a DemoCity,
    window: Client,
    width: u32,
    language: &'static str,
    /// What is wrong with the pages, all of it.
    wrong: Vec<String>,
}

impl Tour<'_> {
    async fn go(&self, path: &str) {
        let joint = if path.contains('?') { '&' } else { '?' };
        let url = format!("{}{path}{joint}language={}", self.city.url, self.language);
        self.window.goto(&url).await.expect("a page");
    }

    async fn wait(&self, what: Locator<'_>) -> fantoccini::elements::Element {
        self.window.wait().for_element(what).await.unwrap_or_else(|error| panic!("{what:?}: {error}"))
    }

    async fn fill(&self, id: &str, text: &str) {
        self.wait(Id(id)).await.send_keys(text).await.expect("a field");
    }

    async fn press(&self) {
        let button = self.wait(Css("form[method=post] .buttons .button--primary")).await;
        button.click().await.expect("a button");
    }

    /// Looks at the page as it stands, and takes its picture.
    async fn look(&mut self, name: &str) {
        let page = format!("{name}, {} px, {}", self.width, self.language);
        let wide = sideways(&self.window).await;
        if wide > 0 {
            self.wrong.push(format!("{page}: {wide} px too wide"));
        }
        for complaint in complaints(&self.window).await {
            self.wrong.push(format!("{page}: {complaint}"));
        }
        let wanted = match self.width {
            1_440 => true,
            390 => ON_A_PHONE.contains(&name),
            _ => false,
        };
        if takes_pictures() && wanted {
            let size = if self.width == 390 { "-phone" } else { "" };
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/pictures");
            std::fs::create_dir_all(&folder).expect("a folder");
            let picture = self.window.screenshot().await.expect("a picture");
            let file = folder.join(format!("{name}-{}{size}.png", self.language));
            std::fs::write(file, picture).expect("a file");
        }
        // After the picture: colours are still on their way back from the dark. The narrowest pages have the same marks
        // as the phone's.
        if self.width > 320 {
            self.wrong
                .extend(violations(&self.window).await.into_iter().map(|what| format!("{page}: {what}")));
        }
    }

    async fn citizen(&mut self) {
        let (words, place, answer) = match self.language {
            "id" => (
                "Lampu jalan di depan SDN 3 mati sejak Senin, gelap sekali kalau anak-anak pulang mengaji.",
                "Jalan Kenanga, depan SDN 3",
                "Terima kasih, Bu. Regu kami mengganti lampunya besok pagi.",
            ),
            _ => (
                "The street light in front of the primary school has been off since Monday; it is pitch dark.",
                "Jalan Kenanga, in front of SDN 3",
                "Thank you. Our crew replaces the lamp tomorrow morning.",
            ),
        };
        self.go("/").await;
        self.look("home").await;
        self.go("/cases").await;
        self.look("cases").await;
        self.go("/help").await;
        self.look("help").await;
        let link = self.wait(Css("main a[href^='/help/']")).await;
        let article = link.attr("href").await.expect("a link").expect("an address");
        self.go(&article).await;
        self.look("article").await;
        self.go("/report").await;
        self.fill("text", words).await;
        self.wait(Css("#suggestions a")).await;
        self.look("report").await;
        self.press().await;
        self.fill("place", place).await;
        self.look("report-place").await;
        self.press().await;
        self.wait(Id("files")).await;
        self.look("report-files").await;
        self.press().await;
        self.wait(Id("name")).await;
        self.look("report-about").await;
        self.press().await;
        self.wait(Id("category")).await;
        self.look("report-check").await;
        self.press().await;
        self.wait(Css(".sent-codes")).await;
        self.look("sent").await;
        let mut codes = Vec::new();
        for code in self.window.find_all(Css(".digits")).await.expect("number and PIN") {
            codes.push(code.text().await.expect("digits"));
        }
        self.city.answer(answer).await;
        self.window.delete_all_cookies().await.expect("another browser");
        self.go("/track").await;
        self.look("track-form").await;
        self.fill("number", &codes[0]).await;
        self.fill("pin", &codes[1]).await;
        self.press().await;
        self.wait(Css(".letters")).await;
        self.look("track").await;
        self.go("/widget").await;
        self.wait(Css("[data-chat]:not([data-state=connecting])")).await;
        self.look("chat").await;
        self.go("/demo").await;
        self.wait(Id("chat")).await;
        self.look("demo").await;
    }

    async fn staff(&mut self) {
        self.go("/sign-in").await;
        self.look("sign-in").await;
        self.fill("email", SUPERVISOR).await;
        self.fill("password", &format!("{}\n", city::PASSWORD)).await;
        self.wait(Css(".desk")).await;
        self.go("/desk").await;
        self.wait(Css(".queue-row")).await;
        self.look("queue").await;
        self.go(&format!("/desk/{}", self.city.busy_ticket().await)).await;
        self.wait(Css(".composer")).await;
        self.look("ticket").await;
        self.go("/trends").await;
        self.wait(Css(".chart")).await;
        self.look("trends").await;
    }
}

#[actix_web::test]
async fn every_page_is_well_and_fits() {
    if std::env::var("SAHUT_TEST_WEBDRIVER").is_err() {
        eprintln!("left out: SAHUT_TEST_WEBDRIVER is not set (tests/run sets it)");
        return;
    }
    let city = DemoCity::build(if takes_pictures() { seed::TICKETS } else { 260 }).await;
    let mut wrong = Vec::new();
    for (width, height) in [(1_440, 900), (390, 844), (320, 640)] {
        for language in ["id", "en"] {
            let Some(window) = browser::open(width, height, language).await else { return };
            let mut tour = Tour { city: &city, window, width, language, wrong: Vec::new() };
            tour.citizen().await;
            tour.staff().await;
            wrong.append(&mut tour.wrong);
            tour.window.close().await.expect("closed");
        }
    }
    city.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
