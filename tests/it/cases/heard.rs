//! Who hears of a merged case: everybody who should, and nobody twice.

use sahut::clock::MINUTE;
use sahut::tickets::Ticket;

use super::public::make_public;
use super::{Report, into_a_folder, letters, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

async fn from(house: &House, email: &str) -> Ticket {
    house.app.db.clock.advance(MINUTE);
    report(house, Report { email: Some(email), ..Report::default() }).await.0
}

async fn join(who: &Visitor, ticket: &Ticket, how: &str, other: &Ticket) {
    let number = other.number.to_string();
    let path = format!("/desk/{}/join", ticket.id);
    let joined = who.post(&path, &[("how", how), ("number", &number)]).await;
    assert_eq!(joined.status, 200, "{}", joined.text);
}

async fn unmerge(house: &House, who: &Visitor, ticket: &Ticket) {
    house.app.db.clock.advance(MINUTE);
    assert_eq!(who.post(&format!("/desk/{}/unmerge", ticket.id), &[]).await.status, 200);
}

async fn tell(house: &House, who: &Visitor, ticket: &Ticket, text: &str) -> Answer {
    house.app.db.clock.advance(MINUTE);
    who.post(&format!("/desk/{}/tell", ticket.id), &[("text", text), ("kind", "update")]).await
}

/// Everything that was due is told; to whom this went, sorted.
async fn heard(house: &House, text: &str) -> Vec<String> {
    house.work().await;
    house.app.db.clock.advance(3 * MINUTE);
    house.work().await;
    let told = letters(house).into_iter().filter(|letter| letter.text.contains(text));
    let mut to: Vec<String> = told.map(|letter| letter.to.trim_matches(['<', '>']).to_owned()).collect();
    to.sort_unstable();
    to
}

/// Somebody follows a case and says yes by the letter's link; with `false` they never say it.
async fn follow(house: &House, ticket: &Ticket, email: &str, says_yes: bool) {
    house.work().await;
    letters(house);
    let visitor = house.visitor();
    visitor.post(&format!("/cases/{}/follow", ticket.number), &[("email", email)]).await;
    house.work().await;
    let letter = letters(house).pop().expect("a letter that asks");
    let start = format!("{}/follow/", house.url);
    let token = super::between(&letter.text, &start, "\r\n");
    let token = token.split_whitespace().next().expect("a token");
    if says_yes {
        assert_eq!(visitor.post(&format!("/follow/{token}"), &[]).await.status, 200);
    }
}

const FOLLOWERS: &str = "SELECT COUNT(*) AS n FROM follower WHERE state = 'following'";

story!(who_reported_twice_hears_on_when_one_comes_apart, into_a_folder, async |house: &House| {
    let main = from(house, "siti@warga.test").await;
    let (one, two) = (from(house, "budi@warga.test").await, from(house, "budi@warga.test").await);
    let agent = house.staff(AGENT).await;
    join(&agent, &one, "merge", &main).await;
    join(&agent, &two, "merge", &main).await;
    unmerge(house, &agent, &one).await;
    assert_eq!(house.number("SELECT report_id AS n FROM follower").await, two.id.0);
    heard(house, "").await;
    tell(house, &agent, &main, "Regu sedang bekerja.").await;
    assert_eq!(heard(house, "Regu sedang bekerja.").await, ["budi@warga.test", "siti@warga.test"]);
    unmerge(house, &agent, &two).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM follower").await, 0);
    heard(house, "").await;
});

story!(
    who_follows_already_is_known_by_their_report_while_it_is_merged,
    into_a_folder,
    async |house: &House| {
        make_public(house, "air").await;
        let main = from(house, "siti@warga.test").await;
        follow(house, &main, "budi@warga.test", true).await;
        let copy = from(house, "budi@warga.test").await;
        let agent = house.staff(AGENT).await;
        join(&agent, &copy, "merge", &main).await;
        heard(house, "").await;
        // Hidden for everybody: who reported it hears on.
        agent.post(&format!("/desk/{}/public", main.id), &[]).await;
        tell(house, &agent, &main, "Regu sedang bekerja.").await;
        assert_eq!(heard(house, "Regu sedang bekerja.").await, ["budi@warga.test", "siti@warga.test"]);
        // Apart again they follow as before: by their own yes.
        unmerge(house, &agent, &copy).await;
        assert_eq!(house.number(FOLLOWERS).await, 1);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM follower WHERE report_id IS NOT NULL").await, 0);
        tell(house, &agent, &main, "Hampir selesai.").await;
        assert_eq!(heard(house, "Hampir selesai.").await, ["siti@warga.test"], "it is hidden still");
        agent.post(&format!("/desk/{}/public", main.id), &[("public", "1")]).await;
        tell(house, &agent, &main, "Selesai malam ini.").await;
        assert_eq!(heard(house, "Selesai malam ini.").await, ["budi@warga.test", "siti@warga.test"]);
    }
);

story!(
    who_never_said_yes_is_asked_again_after_their_report_comes_apart,
    into_a_folder,
    async |house: &House| {
        make_public(house, "air").await;
        let main = from(house, "siti@warga.test").await;
        follow(house, &main, "budi@warga.test", false).await;
        let copy = from(house, "budi@warga.test").await;
        let agent = house.staff(AGENT).await;
        join(&agent, &copy, "merge", &main).await;
        assert_eq!(house.number(FOLLOWERS).await, 1, "by their report");
        unmerge(house, &agent, &copy).await;
        assert_eq!(house.number(FOLLOWERS).await, 0, "nobody is subscribed by a stranger");
        heard(house, "").await;
    }
);

story!(a_yes_counts_for_the_main_report, into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let (main, copy) = (from(house, "siti@warga.test").await, from(house, "budi@warga.test").await);
    // Asked here, never answered; said yes there.
    follow(house, &main, "ani@warga.test", false).await;
    follow(house, &copy, "ani@warga.test", true).await;
    let agent = house.staff(AGENT).await;
    join(&agent, &copy, "merge", &main).await;
    heard(house, "").await;
    tell(house, &agent, &main, "Regu sedang bekerja.").await;
    let all = ["ani@warga.test", "budi@warga.test", "siti@warga.test"];
    assert_eq!(heard(house, "Regu sedang bekerja.").await, all);
    unmerge(house, &agent, &copy).await;
    heard(house, "").await;
    tell(house, &agent, &copy, "Ini pipa lain.").await;
    assert_eq!(heard(house, "Ini pipa lain.").await, ["ani@warga.test", "budi@warga.test"]);
});

story!(one_person_with_two_contacts_hears_once, into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let main = from(house, "siti@rumah.test").await;
    let office = from(house, "siti@kantor.test").await;
    follow(house, &main, "siti@kantor.test", true).await;
    follow(house, &main, "budi@warga.test", true).await;
    let supervisor = house.staff(SUPERVISOR).await;
    let person = format!("/desk/{}/person", main.id);
    let number = office.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Orang yang sama")];
    assert_eq!(supervisor.post(&format!("{person}/merge"), &fields).await.status, 200);
    tell(house, &supervisor, &main, "Regu sedang bekerja.").await;
    let told = heard(house, "Regu sedang bekerja.").await;
    assert_eq!(told.len(), 2, "Siti once, Budi once: {told:?}");
    // Two again, and each hears what is theirs.
    house.app.db.clock.advance(MINUTE);
    let merge = house.number("SELECT id AS n FROM contact_merge").await.to_string();
    assert_eq!(supervisor.post(&format!("{person}/unmerge"), &[("merge", &merge)]).await.status, 200);
    tell(house, &supervisor, &main, "Selesai malam ini.").await;
    let all = ["budi@warga.test", "siti@kantor.test", "siti@rumah.test"];
    assert_eq!(heard(house, "Selesai malam ini.").await, all);
    // Both contacts of one person follow: they hear once, and both follow again when they are parted.
    let other = from(house, "ani@warga.test").await;
    follow(house, &other, "siti@rumah.test", true).await;
    follow(house, &other, "siti@kantor.test", true).await;
    assert_eq!(supervisor.post(&format!("{person}/merge"), &fields).await.status, 200);
    tell(house, &supervisor, &other, "Besok dilanjutkan.").await;
    let told = heard(house, "Besok dilanjutkan.").await;
    assert_eq!(told.len(), 2, "Ani once, Siti once: {told:?}");
    house.app.db.clock.advance(MINUTE);
    let merge = house.number("SELECT MAX(id) AS n FROM contact_merge").await.to_string();
    assert_eq!(supervisor.post(&format!("{person}/unmerge"), &[("merge", &merge)]).await.status, 200);
    tell(house, &supervisor, &other, "Sekarang selesai.").await;
    let all = ["ani@warga.test", "siti@kantor.test", "siti@rumah.test"];
    assert_eq!(heard(house, "Sekarang selesai.").await, all);
});

story!(strangers_who_follow_read_no_name, into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let told = Report { email: Some("siti@warga.test"), name: Some("Siti Rahayu"), ..Report::default() };
    let (case, _) = report(house, told.clone()).await;
    follow(house, &case, "budi@warga.test", true).await;
    let agent = house.staff(AGENT).await;
    let refused = tell(house, &agent, &case, "Bu Rahayu, sudah kami perbaiki.").await;
    assert!(refused.status == 422 && refused.text.contains("tampaknya memuat nama"), "{}", refused.text);
    assert!(refused.text.contains("Bu Rahayu, sudah kami perbaiki."), "what was typed is kept");
    // What nobody else can follow is between them.
    agent.post(&format!("/desk/{}/public", case.id), &[]).await;
    assert_eq!(tell(house, &agent, &case, "Bu Rahayu, sudah kami perbaiki.").await.status, 200);
    assert_eq!(heard(house, "Bu Rahayu").await, ["siti@warga.test"]);
});

story!(a_child_that_was_passed_over_is_told_as_a_follower, into_a_folder, async |house: &House| {
    let (main, copy) = (from(house, "siti@warga.test").await, from(house, "budi@warga.test").await);
    let agent = house.staff(AGENT).await;
    // Below the main report first, then the same: as a child it is over.
    join(&agent, &copy, "child", &main).await;
    join(&agent, &copy, "merge", &main).await;
    heard(house, "").await;
    tell(house, &agent, &main, "Regu sedang bekerja.").await;
    assert_eq!(heard(house, "Regu sedang bekerja.").await, ["budi@warga.test", "siti@warga.test"]);
    // Who has a child there that is told hears it there, and once.
    let child = from(house, "budi@warga.test").await;
    join(&agent, &child, "child", &main).await;
    heard(house, "").await;
    tell(house, &agent, &main, "Hampir selesai.").await;
    assert_eq!(heard(house, "Hampir selesai.").await, ["budi@warga.test", "siti@warga.test"]);
});
