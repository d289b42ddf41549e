//! Staff: signing in.

use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, PASSWORD};

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
