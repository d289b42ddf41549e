//! An area as people write it: by its code, by its name, or by both.

use std::collections::HashMap;

use knowledge_base::fold;

use super::super::{Area, store};
use crate::db::Tx;
use crate::error::Result;

/// Areas to choose from.
const OFFERED: i64 = 10;
/// Characters that are looked at.
const READ: usize = 200;

/// What a text may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    One(Area),
    /// The first few, by code.
    Several(Vec<Area>),
    None,
}

/// `32.73.01`, `Sukasari` or `32.73.01 Sukasari`, of which the code decides. A name that nothing
/// bears is looked for as a part of longer ones.
pub async fn find(tx: &mut Tx, typed: &str) -> Result<Found> {
    let typed: String = typed.trim().chars().take(READ).collect();
    let first = typed.split(' ').next().unwrap_or_default();
    let is_code = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if is_code(first) {
        return Ok(store::area(tx, first).await?.map_or(Found::None, Found::One));
    }
    let folded = fold(&typed);
    if folded.is_empty() {
        return Ok(Found::None);
    }
    let mut found = store::areas_called(tx, &folded, OFFERED).await?;
    if found.is_empty() {
        found = store::search_areas(tx, &typed, "", OFFERED).await?;
    }
    Ok(match found.len() {
        0 => Found::None,
        1 => Found::One(found.remove(0)),
        _ => Found::Several(found),
    })
}

/// Names of what these lie in, by code.
pub async fn above(tx: &mut Tx, areas: &[Area]) -> Result<HashMap<String, String>> {
    let codes: Vec<&str> = areas.iter().filter_map(|area| area.parent_code.as_deref()).collect();
    let outer = store::areas_of_codes(tx, &codes).await?;
    Ok(outer.into_iter().map(|area| (area.code, area.name)).collect())
}
