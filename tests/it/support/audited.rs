//! Whatever a story had written into the audit can be read there by people: every action, subject and field has
//! words in both languages.

use std::collections::BTreeSet;

use sahut::audit;
use sahut::texts::Lang;
use serde_json::Value;

use super::House;

/// Newest entries of a story that are looked at.
const MOST: i64 = 500;
/// Subjects that the page names by what they are, not by a word for their kind.
const NAMED: [&str; 3] = ["ticket", "category", "area"];
/// Not fields: what holds fields, and what the page leaves out.
const FRAMES: [&str; 3] = ["before", "after", "file_key"];

/// Panics with every code that has no words.
pub async fn has_words(house: &House) {
    let entries = house.app.db.read(async |tx| audit::list(tx, None, MOST).await).await.expect("the audit");
    let mut keys = BTreeSet::new();
    for entry in entries {
        keys.insert(format!("admin-action-{}", entry.action));
        if !NAMED.contains(&entry.subject_kind.as_str()) {
            keys.insert(format!("admin-subject-{}", entry.subject_kind));
        }
        fields(&entry.detail.0, &mut keys);
    }
    let wordless = |key: &String| [Lang::Id, Lang::En].iter().any(|lang| !lang.has(key));
    let wordless: Vec<String> = keys.into_iter().filter(wordless).collect();
    assert!(wordless.is_empty(), "the audit page has no words for {wordless:?}");
}

fn fields(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                // Codes of areas stand for themselves.
                if !FRAMES.contains(&name.as_str()) && !name.starts_with(|c: char| c.is_ascii_digit()) {
                    keys.insert(format!("admin-field-{name}"));
                }
                fields(part, keys);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| fields(part, keys)),
        _ => {}
    }
}
