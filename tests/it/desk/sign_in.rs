//! Signing in and out, and accounts that come and go.

use super::between;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, PASSWORD};

story!(staff_sign_in_and_out, async |house: &House| {
    let visitor = house.visitor();
    let wrong = visitor.post("/sign-in", &[("email", AGENT), ("password", "not this one")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains(&format!("value=\"{AGENT}\"")), "what was typed is kept");
    assert!(!wrong.text.contains("not this one"));
    let unknown = visitor.post("/sign-in", &[("email", "nobody@kota.test"), ("password", "x")]).await;
    assert_eq!(unknown.status, 422, "the answer does not tell whether the account exists");
    let elsewhere = visitor.client.post(format!("{}/sign-in", house.url)).form(&[
        ("email", AGENT),
        ("password", PASSWORD),
        ("csrf", "guessed"),
    ]);
    assert_eq!(visitor.answer(elsewhere).await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM staff_session").await, 0);

    for (email, home) in [(AGENT, "/desk"), (OFFICIAL, "/trends")] {
        let visitor = house.visitor();
        for next in ["", "//evil.example/", "https://evil.example/"] {
            let fields = [("email", email), ("password", PASSWORD), ("next", next)];
            assert_eq!(visitor.post("/sign-in", &fields).await.path, home, "{next}");
        }
    }
    let agent = house.staff(AGENT).await;
    let sessions = "SELECT COUNT(*) AS n FROM staff_session";
    let before = house.number(sessions).await;
    assert_eq!(agent.post("/sign-out", &[]).await.path, "/sign-in");
    assert_eq!(house.number(sessions).await, before - 1);
});

story!(guessing_passwords_is_limited, async |house: &House| {
    let visitor = house.visitor();
    for _ in 0..10 {
        assert_eq!(visitor.post("/sign-in", &[("email", AGENT), ("password", "guess")]).await.status, 422);
    }
    let limited = visitor.post("/sign-in", &[("email", AGENT), ("password", PASSWORD)]).await;
    assert_eq!(limited.status, 429, "even the right password waits now");
    house.app.db.clock.advance(sahut::clock::HOUR);
    assert!(visitor.post("/sign-in", &[("email", AGENT), ("password", PASSWORD)]).await.status != 429);
});

story!(a_one_time_link_works_once, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let kota = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let fields =
        [("email", "baru@kota.test"), ("name", "Bayu Baru"), ("role", "agent"), ("agency", kota.as_str())];
    let made = administrator.post("/admin/staff", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let link = between(&made.text, "id=\"one-time-link\">", "<").to_owned();
    let path = link.strip_prefix(&house.url).expect("a link of ours");
    assert!(!administrator.get("/admin/staff").await.text.contains("/welcome/"), "shown this once");

    let new = house.visitor();
    assert!(new.get(path).await.text.contains("Bayu Baru"));
    assert!(new.get(path).await.text.contains("Bayu Baru"), "looking does not use it up");
    assert_eq!(new.post(path, &[("password", "pendek")]).await.status, 422);
    let signed_in = new.post(path, &[("password", "kalimat yang cukup panjang")]).await;
    assert_eq!((signed_in.status, signed_in.path.as_str()), (200, "/desk"), "{}", signed_in.text);

    let thief = house.visitor();
    assert_eq!(thief.get(path).await.status, 404);
    assert_eq!(thief.post(path, &[("password", "kata sandi si pencuri")]).await.status, 404);
    assert_eq!(thief.get("/desk").await.path, "/sign-in");
    let again = house.visitor();
    let fields = [("email", "baru@kota.test"), ("password", "kalimat yang cukup panjang")];
    assert_eq!(again.post("/sign-in", &fields).await.path, "/desk");
});

story!(whoever_leaves_is_out_at_once, async |house: &House| {
    let (administrator, agent) = (house.staff(ADMINISTRATOR).await, house.staff(AGENT).await);
    assert_eq!(agent.get("/desk").await.status, 200);
    let id = house.number("SELECT id AS n FROM staff WHERE email = 'agent@kota.test'").await;
    let out = administrator.post(&format!("/admin/staff/{id}/active"), &[("active", "0")]).await;
    assert!(out.text.contains("tidak dapat masuk lagi"), "{}", out.text);
    assert_eq!(agent.get("/desk").await.path, "/sign-in");
    let fields = [("email", AGENT), ("password", PASSWORD)];
    assert_eq!(house.visitor().post("/sign-in", &fields).await.status, 422);
    administrator.post(&format!("/admin/staff/{id}/active"), &[("active", "1")]).await;
    assert_eq!(house.visitor().post("/sign-in", &fields).await.path, "/desk");

    let me = house.number("SELECT id AS n FROM staff WHERE email = 'admin@kota.test'").await;
    let myself = administrator.post(&format!("/admin/staff/{me}/active"), &[("active", "0")]).await;
    assert_eq!(myself.status, 422, "nobody locks themselves out");
});
