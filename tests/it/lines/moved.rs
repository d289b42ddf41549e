//! A line's server gets another address, or is away when the line is switched on: no letter is lost by that, and
//! letters of before the line stay where they are. Through a real Dovecot; left out, and saying so, without one.

use std::net::SocketAddr;

use super::{listening, with};
use crate::email::given;
use crate::mail_proof::door::Door;
use crate::mail_proof::hand::{Hand, written};
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::house::Visitor;
use crate::support::{House, until};

const INBOX: &str = "SELECT COUNT(*) AS n FROM inbox";

/// A folder of this story's own, in which an old letter lies.
struct Folder {
    server: SocketAddr,
    hand: Hand,
    name: String,
    token: String,
}

impl Folder {
    async fn new() -> Option<Self> {
        let Some(server) = given("SAHUT_TEST_IMAP_CLEAR") else {
            eprintln!("left out: SAHUT_TEST_IMAP_CLEAR is not set (tests/run sets it)");
            return None;
        };
        let server: SocketAddr = server.parse().expect("an address");
        let token = sahut::secret::random_token();
        let name = format!("Pindah-{}", &token[..10]);
        let mut folder = Self { server, hand: Hand::at(server).await, name, token };
        folder.hand.says(&format!("CREATE {}", folder.name)).await;
        folder.puts_old(0).await;
        Some(folder)
    }

    async fn puts(&mut self, n: i64) {
        self.hand.puts(&self.name, &written(n, &self.token[..10])).await;
    }

    /// One that came weeks before the line.
    async fn puts_old(&mut self, n: i64) {
        let then = format!("{} \"01-Nov-2026 10:00:00 +0700\"", self.name);
        self.hand.puts(&then, &written(n, &self.token[..10])).await;
    }

    /// Keeps the line with its server at this port.
    async fn keep(&self, admin: &Visitor, path: &str, port: u16) {
        let (ip, port) = (self.server.ip().to_string(), port.to_string());
        let fields = with(&[
            ("imap_host", ip.as_str()),
            ("imap_port", port.as_str()),
            ("imap_security", "none"),
            ("imap_user", "hotline@kota.test"),
            ("imap_password", "rahasia"),
            ("folders", self.name.as_str()),
        ]);
        let kept = admin.post(path, &fields).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
    }

    /// Keeps a new one and switches it on; its path.
    async fn begin(&self, house: &House, admin: &Visitor, port: u16) -> String {
        self.keep(admin, "/admin/channels/mailboxes/new", port).await;
        let path =
            format!("/admin/channels/mailboxes/{}", house.number("SELECT MAX(id) AS n FROM mailbox").await);
        assert_eq!(admin.post(&format!("{path}/active"), &[("active", "1")]).await.status, 200);
        path
    }
}

async fn came(house: &House, n: i64) {
    until("letters come in", async || house.number(INBOX).await >= n).await;
    assert_eq!(house.number(INBOX).await, n);
}

async fn begun(house: &House) {
    let cursors = "SELECT COUNT(*) AS n FROM mail_cursor";
    until("the folder is read", async || house.number(cursors).await > 0).await;
}

story!(a_server_that_moves_loses_no_letter, async |house: &House| {
    let Some(mut folder) = Folder::new().await else { return };
    let admin = house.staff(ADMINISTRATOR).await;
    let path = folder.begin(house, &admin, folder.server.port()).await;
    listening(&house.app, async || {
        begun(house).await;
        folder.puts(1).await;
        came(house, 1).await;
    })
    .await;
    // The provider shuts this port over the weekend.
    folder.puts(2).await;
    house.app.db.clock.advance(10 * sahut::clock::MINUTE);
    let door = Door::before(folder.server).await;
    folder.keep(&admin, &path, door.address.port()).await;
    listening(&house.app, async || {
        came(house, 2).await;
        folder.puts(3).await;
        came(house, 3).await;
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE subject LIKE 'Surat 0%'").await, 0);
    folder.hand.says(&format!("DELETE {}", folder.name)).await;
    house.forget_jobs().await;
});

story!(a_server_that_is_away_at_first_loses_no_letter, async |house: &House| {
    let Some(mut folder) = Folder::new().await else { return };
    let admin = house.staff(ADMINISTRATOR).await;
    // Nobody listens there.
    let path = folder.begin(house, &admin, 1).await;
    listening(&house.app, async || {
        let troubles = "SELECT COUNT(*) AS n FROM line_state WHERE trouble IS NOT NULL";
        until("it says so", async || house.number(troubles).await == 1).await;
    })
    .await;
    folder.puts(1).await;
    house.app.db.clock.advance(10 * sahut::clock::MINUTE);
    folder.keep(&admin, &path, folder.server.port()).await;
    listening(&house.app, async || {
        came(house, 1).await;
        folder.puts(2).await;
        came(house, 2).await;
    })
    .await;
    folder.hand.says(&format!("DELETE {}", folder.name)).await;
    house.forget_jobs().await;
});

story!(an_archive_that_is_copied_later_stays_an_archive, async |house: &House| {
    let Some(mut folder) = Folder::new().await else { return };
    let admin = house.staff(ADMINISTRATOR).await;
    folder.begin(house, &admin, folder.server.port()).await;
    listening(&house.app, async || {
        begun(house).await;
        folder.puts(1).await;
        came(house, 1).await;
        // A tool brings the years before, behind what is read.
        folder.puts_old(2).await;
        folder.puts_old(3).await;
        folder.puts(4).await;
        let newest = "SELECT COUNT(*) AS n FROM ticket WHERE subject LIKE 'Surat 4%'";
        until("the new one is in", async || house.number(newest).await == 1).await;
        assert_eq!(house.number(INBOX).await, 2);
    })
    .await;
    folder.hand.says(&format!("DELETE {}", folder.name)).await;
    house.forget_jobs().await;
});
