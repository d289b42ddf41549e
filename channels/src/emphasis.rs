//! What people type for emphasis within a line: `*tebal*` and `**tebal**`, `_miring_`. Telegram's messages and the HTML
//! of our letters show the same.

/// Emphasis within emphasis.
pub(crate) const DEPTH: usize = 3;
/// What may stand before emphasis and behind it, besides white space.
const BEFORE: &[char] = &['(', '[', '"', '\'', '“', '‘', '«', '—', '–', '*', '_'];
const AFTER: &[char] =
    &['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»', '…', '—', '–', '*', '_'];
const SIGNS: [(&str, Emphasis); 4] =
    [("**", Emphasis::Bold), ("__", Emphasis::Bold), ("*", Emphasis::Bold), ("_", Emphasis::Italic)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emphasis {
    Bold,
    Italic,
}

/// Emphasis that begins here: how long its sign is, what it is, and where its words end. A sign inside a word
/// (`nama_berkas`, `2*3`), an address or a sum is none.
pub(crate) fn found(line: &str, at: usize) -> Option<(usize, Emphasis, usize)> {
    let before = line[..at].chars().next_back();
    // What goes on with the same sign begins nothing: `file__v2__final`.
    let goes_on = |c: char| line[at..].starts_with(c);
    if before.is_some_and(|c| goes_on(c) || !c.is_whitespace() && !BEFORE.contains(&c)) {
        return None;
    }
    let (sign, emphasis) = SIGNS.into_iter().find(|(sign, _)| line[at..].starts_with(sign))?;
    let begins = at + sign.len();
    let inner = &line[begins..];
    if inner.chars().next().is_none_or(|c| c.is_whitespace() || sign.starts_with(c)) {
        return None;
    }
    inner.match_indices(sign).map(|(end, _)| begins + end).find_map(|end| {
        let last = line[..end].chars().next_back()?;
        let after = line[end + sign.len()..].chars().next();
        let ends = !last.is_whitespace() && after.is_none_or(|c| c.is_whitespace() || AFTER.contains(&c));
        ends.then_some((sign.len(), emphasis, end))
    })
}
