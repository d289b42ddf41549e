//! What a letter's HTML does besides saying words: pictures from elsewhere, words nobody shall see, links
//! that lead where they do not say.

use super::words;
use crate::Mark;

/// Bytes of one tag that are looked at.
const TAG: usize = 4096;

/// The marks of a body, as it came. Meant for people to be wary, so it may miss what is well hidden.
pub(super) fn marks(source: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut note = |mark: Mark| {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    };
    let mut link: Option<String> = None;
    for piece in source.split('<').skip(1) {
        let (tag, said) = piece.split_once('>').unwrap_or((piece, ""));
        let tag = tag[..words::floor(tag, TAG)].to_ascii_lowercase();
        let squeezed: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
        if fetches(&squeezed) {
            note(Mark::RemoteImages);
        }
        if hides(&squeezed) && !tag.starts_with("img") {
            note(Mark::HiddenWords);
        }
        if tag.starts_with("a ") || tag.starts_with("a\n") || tag.starts_with("a\r") {
            link = host(attribute(&squeezed, "href="));
        } else if tag.starts_with("/a") {
            link = None;
        }
        let shown = said.trim().to_ascii_lowercase();
        let shown = shown.strip_prefix("www.").map_or(shown.clone(), |rest| format!("http://{rest}"));
        if let (Some(real), Some(shown)) = (&link, host(&shown))
            && !is_same(real, &shown)
        {
            note(Mark::LyingLink);
        }
    }
    marks
}

fn fetches(tag: &str) -> bool {
    let away = |value: &str| ["http:", "https:", "//"].iter().any(|begin| value.starts_with(begin));
    (tag.starts_with("img") && away(attribute(tag, "src=")))
        || away(attribute(tag, "background="))
        || tag.split("url(").skip(1).any(|value| away(value.trim_start_matches(['"', '\'', '&'])))
        || (tag.starts_with("link") && tag.contains("stylesheet"))
}

fn hides(tag: &str) -> bool {
    let Some((_, style)) = tag.split_once("style=") else { return false };
    ["display:none", "visibility:hidden", "font-size:0", "mso-hide:all", "max-height:0", "opacity:0;"]
        .iter()
        .any(|way| style.contains(way))
        && !style.contains("font-size:0.")
}

/// The value of an attribute in a tag without white space.
fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let Some((_, value)) = tag.split_once(name) else { return "" };
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        _ => value,
    }
}

fn host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#', ' ', '"', '\'', '>']).next()?;
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host).trim_start_matches("www.");
    (host.contains('.') && host.len() <= 253).then(|| host.to_owned())
}

/// The same house, or a room in it.
fn is_same(real: &str, shown: &str) -> bool {
    let under = |a: &str, b: &str| a == b || a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.'));
    under(real, shown) || under(shown, real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lie() {
        assert_eq!(marks(r#"<a href="https://evil.test/">https://kota.test/</a>"#), [Mark::LyingLink]);
        assert_eq!(marks(r#"<a href="https://x.kota.test/">kota.test</a>"#), []);
        assert_eq!(marks(r#"<a href="https://www.kota.test/a">http://kota.test/b</a>"#), []);
        assert_eq!(marks(r#"<a href="https://a@evil.test/">www.kota.test</a>"#), [Mark::LyingLink]);
    }

    #[test]
    fn pictures_and_hidden_words() {
        assert_eq!(marks(r#"<IMG alt=x SRC = "HTTPS://spy.test/a">"#), [Mark::RemoteImages]);
        assert_eq!(marks(r#"<img src="cid:a@b"><p>x"#), []);
        assert_eq!(marks(r#"<p style="Display : None">x"#), [Mark::HiddenWords]);
        assert_eq!(marks(r#"<p style="font-size:0.9em">x"#), []);
    }
}
