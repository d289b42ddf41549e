//! A letter as it was written: its HTML, made harmless, with the pictures that came along.

use std::borrow::Cow;

use ammonia::Builder;

use super::thread::PICTURES;
use crate::conversations::{Attachment, FileState};

/// What the page shows of it.
pub fn shown(html: &str, files: &[Attachment]) -> String {
    without_blanks(&with_pictures(safe(html), files))
}

/// The same for a letter whose pictures from elsewhere were fetched (`cid:rn` is the n-th of them); those that could
/// not be are left out. A letter may show one of them however often: once `room` characters of pictures are written,
/// the rest is left out, too.
pub fn with_remote(html: &str, files: &[Attachment], pictures: &[Option<String>], room: usize) -> String {
    let html = with_pictures(safe(html), files);
    let (mut shown, mut room, mut rest) = (String::with_capacity(html.len()), room, html.as_str());
    while let Some(at) = rest.find("<img ") {
        let (before, tag) = rest.split_at(at);
        let (tag, after) = tag.split_at(end_of(tag));
        shown.push_str(before);
        rest = after;
        let Some((start, place, end)) = remote(tag) else {
            shown.push_str(tag);
            continue;
        };
        shown.push_str(&tag[..start]);
        let picture = pictures.get(place).and_then(Option::as_ref);
        if let Some(data) = picture.filter(|data| data.len() <= room) {
            room -= data.len();
            shown.extend(["src=\"", data, "\""]);
        }
        shown.push_str(&tag[end..]);
    }
    shown.push_str(rest);
    without_blanks(&shown)
}

/// Where a picture is not shown stand the words its writer gave for it; a browser would show a broken frame.
fn without_blanks(html: &str) -> String {
    const WORDS: &str = " alt=\"";
    let (mut shown, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(at) = rest.find("<img ") {
        let (before, tag) = rest.split_at(at);
        let (tag, after) = tag.split_at(end_of(tag));
        shown.push_str(before);
        rest = after;
        if tag.contains(" src=\"/desk/file/") || tag.contains(" src=\"data:") {
            shown.push_str(tag);
            continue;
        }
        let words = tag.find(WORDS).map_or("", |start| &tag[start + WORDS.len()..]);
        let words = words.split('"').next().unwrap_or_default();
        if !words.trim().is_empty() {
            // An attribute may hold signs that begin a tag in a text.
            let words = words.replace('<', "&lt;").replace('>', "&gt;");
            shown.extend(["<span class=\"letter-picture\">", &words, "</span>"]);
        }
    }
    shown.push_str(rest);
    shown
}

/// Where the tag ends with which a text begins; quotes may hold anything.
fn end_of(tag: &str) -> usize {
    let mut is_quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// Where a tag says which of the pictures from elsewhere it shows: start, place, end.
fn remote(tag: &str) -> Option<(usize, usize, usize)> {
    const SOURCE: &str = "src=\"cid:r";
    let start = tag.find(SOURCE)?;
    let place = tag[start + SOURCE.len()..].split('"').next()?;
    Some((start, place.parse().ok()?, start + SOURCE.len() + place.len() + 1))
}

/// The pictures that came with a letter, where its HTML shows them (`cid:n` is the n-th file from nought).
fn with_pictures(mut html: String, files: &[Attachment]) -> String {
    if html.contains("src=\"cid:") {
        for (place, file) in files.iter().enumerate() {
            if file.state == FileState::Stored && PICTURES.contains(&file.media_type.as_str()) {
                let here = format!("src=\"/desk/file/{}?inline=1\"", file.id);
                html = html.replace(&format!("src=\"cid:{place}\""), &here);
            }
        }
    }
    html
}

/// Words and simple structure only: the pictures that came along, none from elsewhere (they tell the sender that
/// we read), no looks of their own, links that open apart.
fn safe(html: &str) -> String {
    let tags = [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "div",
        "span",
        "hr",
        "a",
        "img",
    ];
    Builder::empty()
        .tags(tags.into())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes([("a", ["href"].into()), ("img", ["src", "alt"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        .attribute_filter(|element, attribute, value| {
            let is_ours = value.starts_with("cid:") == (element == "img");
            (is_ours || attribute == "alt").then_some(Cow::Borrowed(value))
        })
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .clean(html)
        .to_string()
        .replace("<img>", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_keeps_its_words_and_nothing_else() {
        let html = r#"<div style="position:fixed" class="desk" onclick="x()">Halo <b>Ibu</b><script>alert(1)</script>
            <img src="https://spy.example/p.gif"><a href="javascript:x()">a</a> <a href="https://kota.test/">b</a></div>"#;
        let clean = safe(html);
        for gone in ["script", "alert", "img", "style", "class", "onclick", "javascript"] {
            assert!(!clean.contains(gone), "{gone}: {clean}");
        }
        assert!(clean.contains("<b>Ibu</b>") && clean.contains("href=\"https://kota.test/\""), "{clean}");
    }

    #[test]
    fn a_picture_that_is_not_shown_is_its_words() {
        let html = r#"<p><img src="cid:r0" alt="Logo <b>kota</b> &quot;kita&quot;">a<img src="cid:r1">b<img src="cid:7" alt="x">
            <img alt="src=&quot;/desk/file/1" src="https://spy.example/p.gif"></p>"#;
        let unfetched = shown(html, &[]);
        assert!(!unfetched.contains("<img"), "{unfetched}");
        let words = "<span class=\"letter-picture\">Logo &lt;b&gt;kota&lt;/b&gt; &quot;kita&quot;</span>a";
        assert!(unfetched.contains(words), "{unfetched}");
        assert!(unfetched.contains("</span>ab<span class=\"letter-picture\">x</span>"), "{unfetched}");
        let fetched = with_remote(html, &[], &[Some("data:image/png;base64,AA".into())], 100);
        assert_eq!(fetched.matches("<img ").count(), 1, "{fetched}");
        assert!(fetched.contains("src=\"data:image/png;base64,AA\""), "{fetched}");
    }
}
