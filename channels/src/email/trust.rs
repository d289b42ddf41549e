//! Whether the sender is who the letter says: only what our own mail server wrote into it counts.
//!
//! RFC 8601. Whoever sends a letter can write `Authentication-Results` into it. So a result counts only
//! under the name of our own server, and only in its topmost run of such headers: what stands below a
//! `Received` line came with the letter. The server must remove foreign headers under its name (§5).

use mail_parser::Message;

use crate::Trust;

/// Headers and results that are looked at.
const HEADERS: usize = 20;
const RESULTS: usize = 50;

/// One result: `dmarc=pass header.from=example.net`.
#[derive(Debug, Default)]
struct Found {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Found {
    fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What our server `authserv` found out about the one who is said to have sent it.
pub(super) fn trust(message: &Message<'_>, from: Option<&str>, authserv: &str) -> Trust {
    if authserv.is_empty() {
        return Trust::Unchecked;
    }
    let Some(domain) = from.and_then(|from| from.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase())
    else {
        return Trust::Unchecked;
    };
    let found = results(message, authserv);
    if found.is_empty() {
        return Trust::Unchecked;
    }
    let dmarc: Vec<&Found> = found.iter().filter(|of| of.method == "dmarc").collect();
    // Two results that disagree: the worse one. A record that cannot be read says nothing of who wrote.
    if dmarc.iter().any(|of| of.result == "fail") {
        return Trust::Forged;
    }
    let about_sender = |of: &Found| of.property("header.from").is_none_or(|from| last_domain(from) == domain);
    if dmarc.iter().any(|of| of.result == "pass" && about_sender(of)) {
        return Trust::Proven;
    }
    let vouched = found.iter().any(|of| of.result == "pass" && vouches(of, &domain));
    if vouched && dmarc.iter().all(|of| about_sender(of)) { Trust::Proven } else { Trust::Unproven }
}

/// Does a signature or the sending server speak for the domain? Only the domain itself or what is below it
/// in its hands; whom a parent belongs to cannot be known without a list of suffixes.
fn vouches(of: &Found, domain: &str) -> bool {
    let speaker = match of.method.as_str() {
        "dkim" => of.property("header.d").or_else(|| of.property("header.i")),
        "spf" => of.property("smtp.mailfrom").or_else(|| of.property("smtp.envelope-from")),
        _ => None,
    };
    speaker.map(last_domain).is_some_and(|speaker| {
        speaker == domain || speaker.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    })
}

fn last_domain(value: &str) -> String {
    value.rsplit('@').next().unwrap_or(value).trim_matches(['<', '>', '"', ' ']).to_lowercase()
}

/// The results under our server's name in the topmost run.
fn results(message: &Message<'_>, authserv: &str) -> Vec<Found> {
    let raw = &*message.raw_message;
    let mut found = Vec::new();
    let mut seen = 0;
    for header in message.headers() {
        if header.name().eq_ignore_ascii_case("Received") && seen > 0 {
            break;
        }
        if !header.name().eq_ignore_ascii_case("Authentication-Results") {
            continue;
        }
        let Some(value) = raw.get(header.offset_start() as usize..header.offset_end() as usize) else {
            continue;
        };
        let value = without_comments(&String::from_utf8_lossy(value));
        let mut pieces = pieces(&value).into_iter();
        let name = pieces.next().unwrap_or_default();
        // "mx.kota.test 1": a version may follow.
        let name = name.split_whitespace().next().unwrap_or_default().trim_matches('"');
        if !name.eq_ignore_ascii_case(authserv) {
            continue;
        }
        seen += 1;
        found.extend(pieces.take(RESULTS).filter_map(|piece| result(&piece)));
        // An empty or broken list of ours is a list: it was looked at.
        if found.is_empty() {
            found.push(Found { method: "none".into(), ..Found::default() });
        }
        if seen >= HEADERS {
            break;
        }
    }
    found
}

fn result(piece: &str) -> Option<Found> {
    let mut words = words(piece).into_iter();
    let first = words.next()?;
    let (method, result) = first.split_once('=')?;
    let method = method.split('/').next().unwrap_or(method);
    let properties = words
        .filter_map(|word| {
            let (key, value) = word.split_once('=')?;
            Some((key.to_lowercase(), value.trim_matches('"').to_owned()))
        })
        .collect();
    Some(Found { method: method.trim().to_lowercase(), result: result.trim().to_lowercase(), properties })
}

/// Parted at white space outside quotes; a space around `=` belongs to it.
fn words(piece: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut gap) = (false, true);
    for c in piece.chars() {
        if c == '"' {
            quoted = !quoted;
        }
        if c.is_whitespace() && !quoted {
            gap = true;
            continue;
        }
        let glue = c == '=' || words.last().is_some_and(|word| word.ends_with('='));
        match words.last_mut() {
            Some(word) if !gap || glue => word.push(c),
            _ => words.push(c.to_string()),
        }
        gap = false;
    }
    words
}

/// Parted at semicolons outside quotes.
fn pieces(value: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for c in value.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                pieces.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// Comments may nest and may hold anything, above all results that are none.
fn without_comments(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in value.chars() {
        if escaped {
            escaped = false;
        } else if c == '\\' && (quoted || depth > 0) {
            escaped = true;
        } else if c == '"' && depth == 0 {
            quoted = !quoted;
        } else if c == '(' && !quoted {
            depth += 1;
            continue;
        } else if c == ')' && !quoted && depth > 0 {
            depth -= 1;
            out.push(' ');
            continue;
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::head;
    use super::*;

    fn of(head: &str, from: &str) -> Trust {
        let raw = format!("{head}From: {from}\r\n\r\n");
        trust(&head::headers(raw.as_bytes()).unwrap(), Some(from), "mx.kota.test")
    }

    #[test]
    fn only_ours_counts() {
        let line = |name: &str, rest: &str| format!("Authentication-Results: {name}; {rest}\r\n");
        let pass = "dmarc=pass header.from=kota.test";
        let fail = "dmarc=fail header.from=kota.test";
        let from = "ayu@kota.test";
        assert_eq!(of(&line("mx.kota.test", pass), from), Trust::Proven);
        assert_eq!(of(&line("mx.evil.test", pass), from), Trust::Unchecked);
        assert_eq!(of(&line("mx.kota.test", &format!("spf=fail ({pass})")), from), Trust::Unproven);
        assert_eq!(
            of(&line("mx.kota.test", &format!("spf=fail reason=\"; {pass}\"")), from),
            Trust::Unproven
        );
        let below = line("mx.kota.test", fail) + "Received: from x by y; z\r\n" + &line("mx.kota.test", pass);
        assert_eq!(of(&below, from), Trust::Forged);
        assert_eq!(of(&line("mx.kota.test", "dkim=pass header.d=kota.test"), from), Trust::Proven);
        assert_eq!(of(&line("mx.kota.test", "dkim = pass header.d = esp.test"), from), Trust::Unproven);
        assert_eq!(of("", from), Trust::Unchecked);
    }
}
