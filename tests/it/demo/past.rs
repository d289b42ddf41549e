//! A past that is true, repeats, and leaves the tickets of others alone.

use super::*;

/// Tickets of a small past.
const SMALL: usize = 260;

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Told {
    number: String,
    created_at: i64,
    subject: String,
    status: String,
    channel: String,
    resolved_at: Option<i64>,
    due_at: i64,
    area_code: Option<String>,
    agency: String,
    events: i64,
    messages: i64,
}

async fn told(app: &App) -> Vec<Told> {
    let sql =
        "SELECT t.number, t.created_at, t.subject, t.status, t.channel, t.resolved_at, t.due_at, t.area_code,
        a.code AS agency, (SELECT COUNT(*) FROM ticket_event e WHERE e.ticket_id = t.id) AS events,
        (SELECT COUNT(*) FROM message m WHERE m.ticket_id = t.id) AS messages
        FROM ticket t JOIN agency a ON a.id = t.agency_id ORDER BY t.number";
    app.db.read(async |tx| Select::new(sql, []).fetch::<Told>(tx).await).await.expect("tickets")
}

/// Tickets whose assignee cannot see them.
async fn blind(app: &App) -> Vec<String> {
    let sql = "SELECT * FROM ticket WHERE assignee_id IS NOT NULL";
    app.db
        .read(async |tx| {
            let mut blind = Vec::new();
            for ticket in Select::new(sql, []).fetch::<Ticket>(tx).await? {
                let who = ticket.assignee_id.expect("somebody");
                if tickets::visible(tx, who, ticket.id).await.is_err() {
                    blind.push(ticket.number.to_string());
                }
            }
            Ok(blind)
        })
        .await
        .expect("tickets")
}

story!(a_past_is_true, async |house: &House| {
    let done = seed::seed(&house.app, SMALL, |_, _| {}).await.expect("a past");
    assert!((SMALL - 15..=SMALL + 5).contains(&done), "{done}");
    house.work().await;
    let same = |a: &'static str, b: &'static str| async move {
        assert_eq!(house.number(a).await, house.number(b).await, "{a} / {b}");
    };
    let tickets = "SELECT COUNT(*) AS n FROM ticket";
    assert_eq!(house.number(tickets).await, done as i64);
    same(tickets, "SELECT COUNT(DISTINCT number) AS n FROM ticket").await;
    same(
        tickets,
        "SELECT COUNT(*) AS n FROM ticket WHERE area_code IS NOT NULL AND created_at < 1795399200000",
    )
    .await;
    same(tickets, "SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'opened'").await;
    // The sums are what a count over all tickets says, cell by cell.
    // What was closed because its citizen did not answer is no result of anybody's.
    let cells = "SELECT COUNT(*) AS n FROM ticket_sum r WHERE r.grain = 'day' AND (r.opened <>
        (SELECT COUNT(*) FROM ticket t WHERE t.created_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class)
        OR r.resolved <>
        (SELECT COUNT(*) FROM ticket t WHERE t.resolved_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class
            AND (t.stage <> 'closed' OR t.paused_at IS NULL))
        OR r.in_time <>
        (SELECT COUNT(*) FROM ticket t WHERE t.resolved_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class
            AND (t.stage <> 'closed' OR t.paused_at IS NULL) AND t.resolved_at <= t.due_at))";
    assert_eq!(house.number(cells).await, 0);
    let unanswered = "SELECT COUNT(*) AS n FROM ticket WHERE stage = 'closed' AND paused_at IS NOT NULL";
    assert!(house.number(unanswered).await > 0, "the past has some");
    let resolved = "SELECT COUNT(*) AS n FROM ticket WHERE resolved_day IS NOT NULL
        AND (stage <> 'closed' OR paused_at IS NULL)";
    for grain in ["day", "week", "ever", "agency_day"] {
        for (count, sum) in [(tickets, "opened"), (resolved, "resolved")] {
            let sums =
                format!("SELECT CAST(SUM({sum}) AS bigint) AS n FROM ticket_sum WHERE grain = '{grain}'");
            assert_eq!(house.number(count).await, house.number(sums.leak()).await, "{sum} by {grain}");
        }
    }
    // What the city's table says held from the beginning: no ticket is late by another time than its page tells.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM category_time").await, 0);
    // Nobody is written to about the past.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE kind <> 'wake'").await, 0);
    // Believable: most were answered, somebody waits with an emergency.
    let answered = house.number("SELECT COUNT(*) AS n FROM ticket WHERE first_response_at IS NOT NULL").await;
    assert!((0.85..0.99).contains(&(answered as f64 / done as f64)), "{answered} of {done}");
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open AND class = 'emergency'").await > 0);
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE status = 'rejected'").await > 0);
    // Of what is open most is young and in time, however few there are.
    let open = house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open").await;
    let late = "SELECT COUNT(*) AS n FROM ticket WHERE is_open AND due_at < 1795399200000";
    let late = house.number(late).await;
    assert!(late * 3 <= open, "{late} of {open}");
    let in_time = house.number("SELECT COUNT(*) AS n FROM ticket WHERE resolved_at <= due_at").await;
    let done = house.number("SELECT COUNT(*) AS n FROM ticket WHERE resolved_at IS NOT NULL").await;
    assert!((0.75..0.93).contains(&(in_time as f64 / done as f64)), "{in_time} of {done}");
    // Citizens sent pictures, staff answered with some, and the files are there.
    let pictures = "SELECT COUNT(*) AS n FROM attachment a JOIN message m ON m.id = a.message_id
        WHERE a.state = 'stored' AND a.media_type = 'image/jpeg' AND m.direction = ";
    for (direction, least) in [("'in'", 3), ("'out'", 1)] {
        let sql: &'static str = format!("{pictures}{direction}").leak();
        assert!(house.number(sql).await >= least, "{direction}");
    }
    for file in files(&house.app).await {
        let bytes = house.app.files.get(&file.file_key.expect("a key")).await.expect("a file");
        assert_eq!(Some(bytes.len() as i64), file.size, "{}", file.name);
    }
    // Whoever has a ticket can see it; places in a conversation have no gaps.
    assert_eq!(blind(&house.app).await, Vec::<String>::new());
    let gaps = "SELECT COUNT(*) AS n FROM conversation c WHERE c.last_seq <>
        (SELECT COUNT(*) FROM message m WHERE m.conversation_id = c.id)
        OR c.last_seq <> (SELECT MAX(m.seq) FROM message m WHERE m.conversation_id = c.id)";
    assert_eq!(house.number(gaps).await, 0);
    let done = house.number(tickets).await as usize;
    // Once is enough.
    assert_eq!(seed::seed(&house.app, SMALL, |_, _| {}).await.expect("nothing to do"), done);
    assert_eq!(house.number(tickets).await, done as i64);
    // One is put aside until tomorrow.
    house.forget_jobs().await;
});

story!(a_past_repeats_and_goes_on_where_it_was_cut_off, async |house: &House| {
    seed::seed(&house.app, SMALL, |_, _| {}).await.expect("a past");
    let whole = told(&house.app).await;
    let other = House::build(house.engine, |_| {}).await;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let mut stop = Some(stop);
    let cut_off = tokio::select! {
        biased;
        _ = stopped => true,
        _ = seed::seed(&other.app, SMALL, |done, _| if done > 0 && let Some(stop) = stop.take() { let _ = stop.send(()); }) => false,
    };
    let part = other.number("SELECT COUNT(*) AS n FROM ticket").await;
    assert!(cut_off && part > 0 && part < whole.len() as i64, "{part} of {}", whole.len());
    seed::seed(&other.app, SMALL, |_, _| {}).await.expect("the rest");
    assert_eq!(told(&other.app).await, whole);
    for house in [house, &other] {
        house.work().await;
        // One is put aside until tomorrow.
        house.forget_jobs().await;
    }
    other.close().await;
});

story!(tickets_of_others_are_left_alone, async |house: &House| {
    let inbound = channels::email::parse(
        b"From: a@warga.test\r\nSubject: Air mati\r\n\r\nSejak pagi.",
        &house.app.ours(),
    );
    let received = sahut::intake::Received::new(inbound, Vec::new(), "message/rfc822");
    sahut::intake::receive(&house.app, &received).await.expect("a ticket");
    assert_eq!(seed::seed(&house.app, SMALL, |_, _| {}).await.expect_err("not the demo's").status(), 409);
    house.forget_jobs().await;
});
