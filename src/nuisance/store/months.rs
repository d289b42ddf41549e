//! SQL of the months. Each question counts by month and by what happened, in one walk along an index of its
//! time.

use crate::auth::VISIBLE;
use crate::clock::Millis;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::StaffId;

/// How often something happened in a month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// Which of the spans that were asked for.
    pub month: i64,
    pub what: String,
    pub n: i64,
}

/// What is counted by when: words and tables, and between them and the reader's right the moment that counts.
const QUESTIONS: [(&str, &str); 9] = [
    (
        "SELECT b.column1 AS month, CASE WHEN m.state = 'noted' THEN 'noted' ELSE 'proposed' END AS what,
             COUNT(*) AS n FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON m.at >= b.column2 AND m.at < b.column3 WHERE ",
    ),
    (
        "SELECT b.column1 AS month, 'labelled_reports' AS what, COUNT(DISTINCT m.ticket_id) AS n
         FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON m.at >= b.column2 AND m.at < b.column3 WHERE m.state <> 'dismissed' AND ",
    ),
    // What is taken back later was confirmed all the same: every confirmed strike asked for a limit.
    (
        "SELECT b.column1 AS month, 'confirmed' AS what, COUNT(*) AS n FROM nuisance_limit l
         JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON l.asked_at >= b.column2 AND l.asked_at < b.column3 WHERE ",
    ),
    (
        "SELECT b.column1 AS month, 'dismissed' AS what, COUNT(*) AS n
         FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON m.decided_at >= b.column2 AND m.decided_at < b.column3 WHERE m.state = 'dismissed' AND ",
    ),
    (
        "SELECT b.column1 AS month, 'set' AS what, COUNT(*) AS n FROM nuisance_limit l
         JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON l.starts_at >= b.column2 AND l.starts_at < b.column3 WHERE ",
    ),
    (
        "SELECT b.column1 AS month, 'ran_out' AS what, COUNT(*) AS n FROM nuisance_limit l
         JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON l.ends_at >= b.column2 AND l.ends_at < b.column3 WHERE l.state = 'running' AND ",
    ),
    (
        "SELECT b.column1 AS month, 'lifted' AS what, COUNT(*) AS n FROM nuisance_limit l
         JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON l.lifted_at >= b.column2 AND l.lifted_at < b.column3 WHERE l.state = 'lifted' AND ",
    ),
    (
        "SELECT b.column1 AS month, CASE WHEN EXISTS (SELECT 1 FROM nuisance_mark m
                 WHERE m.ticket_id = t.id AND m.state <> 'dismissed') THEN 'limited_nuisance' ELSE 'limited_genuine' END AS what,
             COUNT(*) AS n FROM nuisance_limited d JOIN ticket t ON t.id = d.ticket_id JOIN (VALUES ",
        ") AS b ON d.at >= b.column2 AND d.at < b.column3 WHERE ",
    ),
    (
        "SELECT b.column1 AS month, COALESCE(l.verdict, 'undecided') AS what, COUNT(*) AS n
         FROM nuisance_limit l JOIN ticket a ON a.id = l.appeal_id
         JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id JOIN (VALUES ",
        ") AS b ON a.created_at >= b.column2 AND a.created_at < b.column3 WHERE l.appeal_id IS NOT NULL AND ",
    ),
];

/// Counts over all spans up to now, of tickets the reader sees.
pub async fn count(tx: &mut Tx, viewer: StaffId, spans: &[(Millis, Millis)]) -> Result<Vec<Counted>> {
    let (now, mut counted) = (tx.now(), Vec::new());
    for (tables, moment) in QUESTIONS {
        let mut select = Select::new(tables, [viewer.0.into()]);
        for (at, (from, to)) in (0_i64..).zip(spans) {
            select.push(if at == 0 { "" } else { ", " });
            select.with("(?, ?, ?)", [at.into(), (*from).into(), (*to).min(now + 1).into()]);
        }
        select.push(moment).push(VISIBLE).push(" GROUP BY 1, 2");
        counted.extend(select.fetch::<Counted>(tx).await?);
    }
    Ok(counted)
}
