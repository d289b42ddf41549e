//! The history of a report without what somebody wrote: which step, when and by whom stays, because deadlines are
//! reckoned from it.

use serde_json::Value;
use sqlx::types::Json;

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::ContactId;
use crate::tickets::EventKind;

/// Entries of one turn.
const PAGE: i64 = 500;
/// What people write.
const WORDS: [&str; 3] = ["reason", "note", "words"];

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: EventKind,
    data: Json<Value>,
}

pub async fn strip(tx: &mut Tx, contact: ContactId) -> Result<()> {
    let mut after = 0;
    loop {
        let rows = on!(tx, c => sqlx::query_as::<_, Row>(
            "SELECT e.id, e.kind, e.data FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
             WHERE t.contact_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3")
            .bind(contact).bind(after).bind(PAGE).fetch_all(c).await)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        for Row { id, kind, data } in rows {
            let mut bare = data.0.clone();
            bared(kind, &mut bare);
            if bare != data.0 {
                on!(tx, c => sqlx::query("UPDATE ticket_event SET data = $2 WHERE id = $1")
                    .bind(id).bind(Json(&bare)).execute(c).await.map(|_| ()))?;
            }
        }
    }
}

/// Takes words out and leaves codes, ids, times and the names of staff, rules and areas.
fn bared(kind: EventKind, data: &mut Value) {
    let Some(fields) = data.as_object_mut() else { return };
    let names_no_citizen = matches!(kind, EventKind::Assigned | EventKind::Routed | EventKind::Suggested);
    let is_place = kind == EventKind::Located;
    fields.retain(|name, value| match value {
        Value::String(text) => {
            !WORDS.contains(&name.as_str())
                && (names_no_citizen || is_code(text) && (!is_place || name == "deed"))
                // What the house itself wrote down.
                || name == "reason" && matches!(text.as_str(), "citizen-wrote" | "citizen-disputes" | "undelivered" | "area")
        }
        Value::Number(_) => !(is_place && matches!(name.as_str(), "latitude" | "longitude")),
        _ => !is_place,
    });
}

fn is_code(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_go_and_steps_stay() {
        let bare = |kind, mut data| {
            bared(kind, &mut data);
            data
        };
        assert_eq!(
            bare(
                EventKind::Status,
                json!({ "step": "ask_citizen", "from": "open", "reason": "Siti belum menjawab" })
            ),
            json!({ "step": "ask_citizen", "from": "open" })
        );
        assert_eq!(
            bare(EventKind::Status, json!({ "to": "open", "reason": "citizen-wrote" })),
            json!({ "to": "open", "reason": "citizen-wrote" })
        );
        assert_eq!(
            bare(
                EventKind::Located,
                json!({ "deed": "set", "from": "rumah", "to": { "place": "Jalan Melati" } })
            ),
            json!({ "deed": "set" })
        );
        assert_eq!(
            bare(EventKind::Assigned, json!({ "to": "Ayu Larasati" })),
            json!({ "to": "Ayu Larasati" })
        );
        assert_eq!(bare(EventKind::Rated, json!({ "score": 2, "words": "lama" })), json!({ "score": 2 }));
        assert_eq!(bare(EventKind::Undelivered, json!({ "error": "550 siti@warga.example" })), json!({}));
    }
}
