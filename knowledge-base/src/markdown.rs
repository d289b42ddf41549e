//! Markdown to HTML that is safe in a page, and to plain text.
//!
//! Articles are written by staff, but staff accounts get stolen and texts get pasted: HTML in an article is
//! shown as text, and what comes out goes through ammonia in any case.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Lists and quotes nested deeper than this lose their further nesting, not their text.
const MAX_DEPTH: usize = 32;

fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

pub fn html(markdown: &str) -> String {
    // For each open element: whether it is shown.
    let mut open: Vec<bool> = Vec::new();
    let mut links: Vec<bool> = Vec::new();
    let events = parser(markdown).filter_map(|event| match event {
        Event::Start(tag) => {
            let shown = open.len() < MAX_DEPTH && !matches!(tag, Tag::Image { .. } | Tag::HtmlBlock);
            open.push(shown);
            match tag {
                Tag::Link { ref dest_url, .. } if shown && is_external(dest_url) => {
                    links.push(true);
                    let mut anchor = String::from("<a href=\"");
                    escape_into(&mut anchor, dest_url);
                    // The reader leaves our house: no credit for the target, no handle on our window.
                    anchor.push_str("\" rel=\"nofollow noopener\">");
                    Some(Event::InlineHtml(CowStr::from(anchor)))
                }
                Tag::Link { .. } => {
                    links.push(false);
                    shown.then_some(Event::Start(tag))
                }
                Tag::Heading { level, .. } => shown.then_some(Event::Start(Tag::Heading {
                    level: lower(level),
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                })),
                tag => shown.then_some(Event::Start(tag)),
            }
        }
        Event::End(tag) => {
            let shown = open.pop().unwrap_or(false);
            match tag {
                TagEnd::Link if links.pop() == Some(true) => Some(Event::InlineHtml(CowStr::from("</a>"))),
                TagEnd::Heading(level) => shown.then(|| Event::End(TagEnd::Heading(lower(level)))),
                tag => shown.then_some(Event::End(tag)),
            }
        }
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        other => Some(other),
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    ammonia::Builder::default()
        .rm_tags(["img"])
        .link_rel(None)
        .add_tag_attributes("a", ["rel"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .clean(&out)
        .to_string()
}

pub fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in parser(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::HardBreak | Event::Rule => out.push('\n'),
            // A cell ends in a blank, every other block in a new line; inline marks leave nothing behind.
            Event::SoftBreak | Event::End(TagEnd::TableCell) => out.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            ) if !out.ends_with('\n') => out.push('\n'),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Writes text with the five characters that mean something in HTML replaced.
pub fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

fn is_external(url: &str) -> bool {
    let url = url.trim_start().to_ascii_lowercase();
    url.starts_with("http:") || url.starts_with("https:") || url.starts_with("//")
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}
