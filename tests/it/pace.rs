//! A bot says thirty things a second, and not one more. With `SAHUT_TEST_MANY=100000` the queue of a whole city.

use sahut::outbox;

use crate::email::given;
use crate::story;
use crate::support::House;

/// Microseconds between two messages.
const BETWEEN: i64 = 33_334;

story!(notices_leave_exactly_at_the_limit, async |house: &House| {
    let app = &house.app;
    let many = given("SAHUT_TEST_MANY").and_then(|many| many.parse().ok()).unwrap_or(300);
    let began = app.db.clock.now();
    for n in 0..many {
        assert_eq!(outbox::wait(app, "ukur", &format!("{n}")).await.unwrap(), None);
        let passed = (app.db.clock.now() - began) * 1_000;
        // Never early, and never later than the millisecond in which its turn comes.
        assert!((n * BETWEEN..n * BETWEEN + 1_000).contains(&passed), "the {n}th after {passed} µs");
    }
    // One chat is told once a second.
    let before = app.db.clock.now();
    for _ in 0..3 {
        assert_eq!(outbox::wait(app, "lain", "satu").await.unwrap(), None);
    }
    assert_eq!(app.db.clock.now() - before, 2_000);
});
