//! The HTML part of our letters: one column, readable without images, styles of their own on every element
//! because mail programs drop style sheets.

use std::fmt::Write as _;

use crate::emphasis::{DEPTH, Emphasis, found};

const COLUMN: &str = "max-width:36rem;margin:0 auto;padding:1rem;font-family:system-ui,-apple-system,\
    'Segoe UI',Roboto,sans-serif;font-size:1rem;line-height:1.5;overflow-wrap:anywhere";
const QUOTE: &str = "margin:0 0 1rem;padding:0 0 0 .75rem;border-inline-start:3px solid #8a8a8a";
/// Bytes of a line that is looked through for emphasis.
const LONGEST: usize = 8 * 1024;
/// What may stand behind an address without belonging to it.
const AFTER: [char; 11] = ['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '>'];

/// Plain text as a page: paragraphs, quoted lines, addresses one can press, and what people type for emphasis where they
/// typed it themselves. Everything is escaped.
pub(super) fn page(text: &str, title: &str, language: &str, with_emphasis: bool) -> String {
    let shown = if with_emphasis { emphasised } else { linked };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n</head>\n\
         <body style=\"margin:0\">\n<div style=\"{COLUMN}\">\n",
        escaped(title)
    );
    for block in blocks(text) {
        let lines: Vec<String> = block.lines.iter().map(|line| shown(line)).collect();
        let lines = lines.join("<br>\n");
        let _: std::fmt::Result = if block.quoted {
            writeln!(out, "<blockquote style=\"{QUOTE}\">{lines}</blockquote>")
        } else {
            writeln!(out, "<p style=\"margin:0 0 1rem\">{lines}</p>")
        };
    }
    out.push_str("</div>\n</body>\n</html>\n");
    out
}

#[derive(Default)]
struct Block<'t> {
    quoted: bool,
    lines: Vec<&'t str>,
}

/// Paragraphs end at empty lines and where quoting begins or ends.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            open = false;
            continue;
        }
        let quoted = line.starts_with('>');
        let line = if quoted { line.trim_start_matches('>').trim_start() } else { line };
        match blocks.last_mut() {
            Some(last) if open && last.quoted == quoted => last.lines.push(line),
            _ => blocks.push(Block { quoted, lines: vec![line] }),
        }
        open = true;
    }
    blocks
}

/// A line with its emphasis, as Telegram shows it.
fn emphasised(line: &str) -> String {
    if line.len() > LONGEST { linked(line) } else { within(line, DEPTH) }
}

fn within(line: &str, depth: usize) -> String {
    let (mut out, mut plain, mut at) = (String::new(), 0, 0);
    while let Some(next) = line[at..].chars().next() {
        let Some((sign, emphasis, end)) = found(line, at).filter(|_| depth > 0) else {
            at += next.len_utf8();
            continue;
        };
        let tag = match emphasis {
            Emphasis::Bold => "strong",
            Emphasis::Italic => "em",
        };
        let inner = within(&line[at + sign..end], depth - 1);
        let _: std::fmt::Result = write!(out, "{}<{tag}>{inner}</{tag}>", linked(&line[plain..at]));
        at = end + sign;
        plain = at;
    }
    out.push_str(&linked(&line[plain..]));
    out
}

/// A line with its web addresses made links.
fn linked(line: &str) -> String {
    let mut out = String::new();
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let begins = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min();
        let Some(begins) = begins else {
            out.push_str(&escaped(piece));
            continue;
        };
        let (before, rest) = word.split_at(begins);
        let address = rest.trim_end_matches(AFTER);
        let shown = escaped(address);
        let _: std::fmt::Result = write!(
            out,
            "{}<a href=\"{shown}\">{shown}</a>{}{}",
            escaped(before),
            escaped(&rest[address.len()..]),
            &piece[word.len()..]
        );
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_nothing_else() {
        assert_eq!(
            linked("Lihat (https://kota.test/a?b=1&c=\"x\"). <script>"),
            "Lihat (<a href=\"https://kota.test/a?b=1&amp;c=&quot;x\">https://kota.test/a?b=1&amp;c=&quot;x</a>&quot;). &lt;script&gt;"
        );
        assert_eq!(linked("javascript:alert(1)"), "javascript:alert(1)");
    }

    #[test]
    fn emphasis_is_shown_and_nothing_else_becomes_markup() {
        let shown = |line: &str| emphasised(line);
        assert_eq!(
            shown("Halo *Bu <Siti>*, _besok_ (**pasti**): *_keduanya_* 2 * 3 nama_berkas"),
            "Halo <strong>Bu &lt;Siti&gt;</strong>, <em>besok</em> (<strong>pasti</strong>): \
             <strong><em>keduanya</em></strong> 2 * 3 nama_berkas"
        );
        assert_eq!(
            shown("*https://kota.test/a_b?x=1&y=_2_* & https://kota.test/_c_"),
            "<strong><a href=\"https://kota.test/a_b?x=1&amp;y=_2_\">https://kota.test/a_b?x=1&amp;y=_2_</a></strong> \
             &amp; <a href=\"https://kota.test/_c_\">https://kota.test/_c_</a>"
        );
        assert_eq!(shown("*<script>*"), "<strong>&lt;script&gt;</strong>");
        assert!(
            !page("*tebal*", "judul", "id", false).contains("strong"),
            "what a machine says quotes others"
        );
        assert!(page("> *tebal*", "judul", "id", true).contains("<strong>tebal</strong></blockquote>"));
    }

    #[test]
    fn quotes_are_blocks() {
        let found = blocks("Satu\ndua\n> lama\n> juga\n\ntiga");
        let found: Vec<(bool, usize)> = found.iter().map(|block| (block.quoted, block.lines.len())).collect();
        assert_eq!(found, [(false, 2), (true, 2), (false, 1)]);
    }
}
