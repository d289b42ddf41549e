//! A letter as it was written: its HTML, made harmless, with the pictures that came along.

use std::borrow::Cow;

use ammonia::Builder;

use super::thread::PICTURES;
use crate::conversations::{Attachment, FileState};

/// What the page shows of it.
pub fn shown(html: &str, files: &[Attachment]) -> String {
    with_pictures(safe(html), files)
}

/// The same for a letter whose pictures from elsewhere were fetched (`cid:rn` is the n-th of them); those that could
/// not be are left out.
pub fn with_remote(html: &str, files: &[Attachment], pictures: &[Option<String>]) -> String {
    let mut html = with_pictures(safe(html), files);
    for (place, picture) in pictures.iter().enumerate() {
        let here = picture.as_ref().map_or_else(String::new, |data| format!("src=\"{data}\""));
        html = html.replace(&format!("src=\"cid:r{place}\""), &here);
    }
    html
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
}
