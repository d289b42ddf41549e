//! Taking letters from a mail server on the same machine (LMTP, RFC 2033), so that nobody has to ask a mailbox.
//!
//! What is said and answered, without a socket: [`Lmtp`] reads a line and says what to answer, [`Letter`] reads the
//! bytes of a letter up to its end. Strict where laxness lets letters be smuggled: a line ends with CR LF, and a
//! letter with a dot on a line of its own between two of them.
//!
//! Written here, because what there is for Rust (`smtp-proto`) reads commands, of which these are six; the
//! conversation would remain.

mod letter;

use super::parse::Ours;
use super::words;
use crate::limits;

pub use letter::Letter;

/// Bytes of a command with its end.
pub const LINE: usize = 2_048;
/// Recipients of one letter.
const RECIPIENTS: usize = 100;
/// Wrong commands until we hang up.
const MISTAKES: usize = 20;

/// What to do after a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Say(String),
    /// Say this, then read a [`Letter`], store it, and say what [`Lmtp::delivered`] gives.
    Read(String),
    /// Say this and hang up.
    Bye(String),
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is stored for good.
    Kept,
    /// Not now; the server keeps it and comes again.
    Later,
    TooLarge,
}

/// Who sends, and to which addresses of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Empty: nobody wants to hear that it did not arrive.
    pub from: String,
    /// Lower case, as they were named.
    pub to: Vec<String>,
}

impl Envelope {
    /// The lines that whoever delivers a letter puts before it (RFC 5321 §4.4).
    pub fn lines(&self) -> String {
        let mut lines = format!("Return-Path: <{}>\r\n", self.from);
        for to in &self.to {
            lines += "Delivered-To: ";
            lines += to;
            lines += "\r\n";
        }
        lines
    }
}

/// One conversation with a mail server.
#[derive(Debug)]
pub struct Lmtp {
    ours: Ours,
    host: String,
    is_greeted: bool,
    /// From MAIL on.
    envelope: Option<Envelope>,
    mistakes: usize,
}

impl Lmtp {
    /// `host` is what we are called in the greeting.
    pub fn new(ours: Ours, host: &str) -> Self {
        Self { ours, host: host.to_owned(), is_greeted: false, envelope: None, mistakes: 0 }
    }

    pub fn greeting(&self) -> String {
        format!("220 {} LMTP\r\n", self.host)
    }

    /// What the letter's envelope says by now.
    pub fn envelope(&self) -> Envelope {
        self.envelope.clone().unwrap_or_default()
    }

    /// Reads a line with its end.
    pub fn command(&mut self, line: &[u8]) -> Answer {
        let answer = match line.strip_suffix(b"\r\n").map(std::str::from_utf8) {
            _ if line.len() > LINE => wrong("500 5.5.2 the line is too long"),
            Some(Ok(line)) if !line.contains(['\r', '\n', '\0']) => self.read(line),
            _ => wrong("500 5.5.2 a line is UTF-8 and ends with CR LF"),
        };
        match answer {
            Ok(answer) => answer,
            Err(said) => {
                self.mistakes += 1;
                if self.mistakes > MISTAKES {
                    return Answer::Bye(format!("421 4.7.0 {} too many mistakes\r\n", self.host));
                }
                Answer::Say(format!("{said}\r\n"))
            }
        }
    }

    fn read(&mut self, line: &str) -> Result<Answer, String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" if !rest.is_empty() => {
                self.is_greeted = true;
                self.envelope = None;
                Ok(Answer::Say(format!(
                    "250-{}\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n\
                     250 SIZE {}\r\n",
                    self.host,
                    limits::MESSAGE
                )))
            }
            "LHLO" => wrong("501 5.5.4 say who you are: LHLO name"),
            "HELO" | "EHLO" => wrong("500 5.5.1 this is LMTP: say LHLO"),
            "NOOP" => Ok(said("250 2.0.0 yes")),
            "RSET" => {
                self.envelope = None;
                Ok(said("250 2.0.0 forgotten"))
            }
            "QUIT" => Ok(Answer::Bye("221 2.0.0 good-bye\r\n".into())),
            "VRFY" => Ok(said("252 2.5.0 send a letter and see")),
            "MAIL" | "RCPT" | "DATA" if !self.is_greeted => wrong("503 5.5.1 say LHLO first"),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" if !rest.is_empty() => wrong("501 5.5.4 DATA takes nothing"),
            "DATA" => match &self.envelope {
                None => wrong("503 5.5.1 say MAIL FROM first"),
                Some(envelope) if envelope.to.is_empty() => wrong("503 5.5.1 no recipient was taken"),
                Some(_) => Ok(Answer::Read("354 end with a dot on a line of its own\r\n".into())),
            },
            _ => wrong("500 5.5.2 there is no such command here"),
        }
    }

    fn mail(&mut self, rest: &str) -> Result<Answer, String> {
        if self.envelope.is_some() {
            return wrong("503 5.5.1 one letter at a time");
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return wrong("501 5.5.4 write MAIL FROM:<address>");
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match (name.to_ascii_uppercase().as_str(), value.to_ascii_uppercase().as_str()) {
                ("SIZE", digits) => match digits.parse::<u64>() {
                    Ok(size) if size <= limits::MESSAGE as u64 => {}
                    Ok(_) => return wrong("552 5.3.4 the letter is larger than we take"),
                    Err(_) => return wrong("501 5.5.4 SIZE is a number of bytes"),
                },
                ("BODY", "7BIT" | "8BITMIME") | ("SMTPUTF8", "") => {}
                _ => return wrong("555 5.5.4 there is no such parameter here"),
            }
        }
        // What is no address is nobody to answer, and no reason to lose a letter.
        let from = words::address(from).unwrap_or_default();
        self.envelope = Some(Envelope { from, to: Vec::new() });
        Ok(said("250 2.1.0 sender taken"))
    }

    fn rcpt(&mut self, rest: &str) -> Result<Answer, String> {
        let Some(envelope) = &mut self.envelope else {
            return wrong("503 5.5.1 say MAIL FROM first");
        };
        let Some((to, parameters)) = path(rest, "TO:") else {
            return wrong("501 5.5.4 write RCPT TO:<address>");
        };
        if !parameters.trim().is_empty() {
            return wrong("555 5.5.4 there is no such parameter here");
        }
        let Some(to) = words::address(to).filter(|to| self.ours.owns(to)) else {
            return wrong("550 5.1.1 there is no such address here");
        };
        if envelope.to.len() >= RECIPIENTS {
            return wrong("452 4.5.3 too many recipients; send the rest in another letter");
        }
        envelope.to.push(to);
        Ok(said("250 2.1.5 recipient taken"))
    }

    /// The letter was read: an answer for each recipient, and the next letter may come.
    pub fn delivered(&mut self, delivery: Delivery) -> String {
        let envelope = self.envelope.take().unwrap_or_default();
        let most = limits::MESSAGE / 1024 / 1024;
        let mut said = String::new();
        for to in &envelope.to {
            let (code, words) = match delivery {
                Delivery::Kept => ("250 2.0.0", "kept".to_owned()),
                Delivery::Later => ("451 4.3.0", "cannot be taken in now; keep it and come again".to_owned()),
                Delivery::TooLarge => ("552 5.3.4", format!("the letter is larger than {most} MB")),
            };
            for part in [code, " <", to, "> ", &words, "\r\n"] {
                said += part;
            }
        }
        said
    }
}

fn said(text: &str) -> Answer {
    Answer::Say(format!("{text}\r\n"))
}

fn wrong(text: &str) -> Result<Answer, String> {
    Err(text.to_owned())
}

/// `FROM:<address> parameters`: the address and the parameters.
fn path<'l>(rest: &'l str, before: &str) -> Option<(&'l str, &'l str)> {
    let named = rest.get(..before.len())?;
    if !named.eq_ignore_ascii_case(before) {
        return None;
    }
    let inside = rest[before.len()..].trim_start().strip_prefix('<')?;
    // A closing bracket within quotes belongs to the address.
    let (mut quoted, mut escaped) = (false, false);
    let end = inside.find(|c| {
        let is_end = c == '>' && !quoted;
        (quoted, escaped) = match c {
            _ if escaped => (quoted, false),
            '\\' if quoted => (quoted, true),
            '"' => (!quoted, false),
            _ => (quoted, false),
        };
        is_end
    })?;
    let after = &inside[end + 1..];
    (after.is_empty() || after.starts_with(' ')).then_some((&inside[..end], after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lmtp() -> Lmtp {
        let ours =
            Ours { addresses: vec!["hotline@kota.test".into(), "air@kota.test".into()], ..Ours::default() };
        Lmtp::new(ours, "lapor.kota.test")
    }

    fn say(lmtp: &mut Lmtp, line: &str) -> String {
        match lmtp.command(format!("{line}\r\n").as_bytes()) {
            Answer::Say(said) | Answer::Read(said) | Answer::Bye(said) => said,
        }
    }

    #[test]
    fn a_letter_to_two_of_us() {
        let mut lmtp = lmtp();
        assert_eq!(lmtp.greeting(), "220 lapor.kota.test LMTP\r\n");
        assert!(say(&mut lmtp, "LHLO mx.kota.test").ends_with("250 SIZE 26214400\r\n"));
        assert!(say(&mut lmtp, "mail from:<Siti@Warga.test> size=1000 BODY=8BITMIME").starts_with("250"));
        assert!(say(&mut lmtp, "RCPT TO:<Hotline+a1-x@kota.test>").starts_with("250"));
        assert!(say(&mut lmtp, "RCPT TO:<nobody@kota.test>").starts_with("550"));
        assert!(say(&mut lmtp, "RCPT TO:<hotline@elsewhere.test>").starts_with("550"));
        assert!(say(&mut lmtp, "RCPT TO:<air@kota.test>").starts_with("250"));
        assert!(matches!(lmtp.command(b"DATA\r\n"), Answer::Read(_)));
        let lines = lmtp.envelope().lines();
        assert_eq!(
            lines,
            "Return-Path: <siti@warga.test>\r\nDelivered-To: hotline+a1-x@kota.test\r\nDelivered-To: air@kota.test\r\n"
        );
        let said = lmtp.delivered(Delivery::Kept);
        assert_eq!(said.lines().filter(|line| line.starts_with("250 ")).count(), 2, "{said}");
        assert!(say(&mut lmtp, "DATA").starts_with("503"), "one letter, one envelope");
        assert!(matches!(lmtp.command(b"QUIT\r\n"), Answer::Bye(_)));
    }

    #[test]
    fn what_is_refused() {
        let mut lmtp = lmtp();
        assert!(say(&mut lmtp, "MAIL FROM:<>").starts_with("503"));
        assert!(say(&mut lmtp, "EHLO mx").starts_with("500"));
        assert!(say(&mut lmtp, "LHLO mx").starts_with("250-"));
        for (line, code) in [
            ("RCPT TO:<hotline@kota.test>", "503"),
            ("MAIL FROM:<a@b> SIZE=26214401", "552"),
            ("MAIL FROM:<a@b> SIZE=much", "501"),
            ("MAIL FROM:<a@b> NOTIFY=NEVER", "555"),
            ("MAIL FROM:a@b", "501"),
            ("MAIL FROM:<a@b>x", "501"),
            ("MAIL é", "501"),
            ("DATA", "503"),
            ("STARTTLS", "500"),
            ("", "500"),
            ("VRFY hotline", "252"),
            ("MAIL FROM:<\"a>b\"@c.test> SMTPUTF8", "250"),
            ("MAIL FROM:<a@b>", "503"),
            ("DATA", "503"),
            ("RSET", "250"),
            ("MAIL FROM:<>", "250"),
        ] {
            assert!(say(&mut lmtp, line).starts_with(code), "{line}: {}", say(&mut lmtp, "NOOP"));
        }
        assert_eq!(lmtp.envelope().lines(), "Return-Path: <>\r\n");
        for line in [&b"NOOP\n"[..], b"NOOP\r\nQUIT\r\n", b"NO\x80\r\n", &[b'x'; LINE + 1]] {
            assert!(matches!(lmtp.command(line), Answer::Say(said) if said.starts_with("500")));
        }
        let last = (0..MISTAKES).map(|_| lmtp.command(b"X\r\n")).last();
        assert!(matches!(last, Some(Answer::Bye(said)) if said.starts_with("421")));
    }

    #[test]
    fn many_recipients() {
        let mut lmtp = lmtp();
        say(&mut lmtp, "LHLO mx");
        say(&mut lmtp, "MAIL FROM:<a@b.test>");
        for n in 0..RECIPIENTS {
            assert!(say(&mut lmtp, &format!("RCPT TO:<air+{n}@kota.test>")).starts_with("250"));
        }
        assert!(say(&mut lmtp, "RCPT TO:<air@kota.test>").starts_with("452"));
        assert_eq!(lmtp.delivered(Delivery::Later).lines().count(), RECIPIENTS);
    }
}
