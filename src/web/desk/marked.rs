//! The names in a note, marked.

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub words: String,
    pub is_name: bool,
}

/// Cuts a text at these words, as they were typed; empty when none of them is in it.
pub fn pieces<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<Piece> {
    let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    // Of two that begin alike the longer one is meant.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let piece = |words: &str, is_name| Piece { words: words.to_owned(), is_name };
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((at, name)) = next(rest, &names) {
        if at > 0 {
            pieces.push(piece(&rest[..at], false));
        }
        pieces.push(piece(&rest[at..at + name.len()], true));
        rest = &rest[at + name.len()..];
    }
    if !pieces.is_empty() && !rest.is_empty() {
        pieces.push(piece(rest, false));
    }
    pieces
}

fn next<'a>(text: &str, names: &[&'a str]) -> Option<(usize, &'a str)> {
    let places = names.iter().filter_map(|name| text.find(name).map(|at| (at, *name)));
    places.min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_out() {
        let cut = pieces("Ke @Ayu Agen, cc @wira.", ["@wira", "@Ayu Agen"].into_iter());
        let words: Vec<(&str, bool)> = cut.iter().map(|p| (p.words.as_str(), p.is_name)).collect();
        assert_eq!(
            words,
            [("Ke ", false), ("@Ayu Agen", true), (", cc ", false), ("@wira", true), (".", false)]
        );
        assert!(pieces("tanpa nama", std::iter::empty()).is_empty());
    }
}
