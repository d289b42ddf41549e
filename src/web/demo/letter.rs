//! A letter as a mail program writes it: headers, words, perhaps a file (RFC 5322, 2045, 2047, 2231).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::clock::Millis;

/// A letter to the hotline.
#[derive(Debug, Default)]
pub struct Letter<'a> {
    pub from: &'a str,
    pub name: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
    /// Message-ID without angle brackets.
    pub id: &'a str,
    /// Message-ID of the letter this answers.
    pub answers: Option<&'a str>,
    pub file: Option<File>,
    pub at: Millis,
}

#[derive(Debug)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Characters of an encoded word before it is encoded: 75 characters a word is the limit.
const WORD: usize = 15;
/// Characters of a line of base64.
const LINE: usize = 76;

impl Letter<'_> {
    pub fn write(&self) -> Vec<u8> {
        let date =
            Timestamp::from_millisecond(self.at).unwrap_or_default().strftime("%a, %d %b %Y %H:%M:%S +0000");
        let mut out = String::new();
        let mut header = |name: &str, value: &str| {
            out.push_str(name);
            out.push_str(": ");
            out.push_str(value);
            out.push_str("\r\n");
        };
        header("Date", &date.to_string());
        header("From", &format!("{} <{}>", encoded(self.name), one_line(self.from)));
        header("To", &format!("<{}>", one_line(self.to)));
        header("Subject", &encoded(self.subject));
        header("Message-ID", &format!("<{}>", one_line(self.id)));
        if let Some(answers) = self.answers {
            header("In-Reply-To", &format!("<{}>", one_line(answers)));
            header("References", &format!("<{}>", one_line(answers)));
        }
        header("MIME-Version", "1.0");
        let text = format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            base64_lines(self.body.as_bytes())
        );
        match &self.file {
            None => out.push_str(&text),
            Some(file) => {
                let boundary = format!("demo-{:x}-part", self.at);
                let file = part(file);
                let lines = [
                    &format!("Content-Type: multipart/mixed; boundary=\"{boundary}\""),
                    "",
                    &format!("--{boundary}"),
                    &text,
                    &format!("--{boundary}"),
                    &file,
                    &format!("--{boundary}--"),
                    "",
                ];
                out.push_str(&lines.join("\r\n"));
            }
        }
        out.into_bytes()
    }
}

fn part(file: &File) -> String {
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    format!(
        "Content-Type: {}\r\nContent-Disposition: attachment; filename*=UTF-8''{}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        one_line(&file.media_type),
        name.replace('+', "%20"),
        base64_lines(&file.bytes)
    )
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect()
}

/// Words of any language in a header.
fn encoded(text: &str) -> String {
    let text = one_line(text);
    if text.is_ascii()
        && !text.contains("=?")
        && text.len() < 70
        && !text.contains([',', '"', '@', '(', ';', ':'])
    {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    let word = |chunk: &[char]| format!("=?utf-8?B?{}?=", STANDARD.encode(chunk.iter().collect::<String>()));
    letters.chunks(WORD).map(word).collect::<Vec<_>>().join("\r\n ")
}

fn base64_lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let mut out = String::with_capacity(text.len() + text.len() / LINE * 2 + 2);
    for line in text.as_bytes().chunks(LINE) {
        out.extend(line.iter().map(|byte| char::from(*byte)));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use channels::email::{Ours, parse};
    use channels::{Content, Identity};

    #[test]
    fn the_adapter_reads_what_was_written() {
        let letter = Letter {
            from: "wening@warga.example",
            name: "Wening “Ning” Séptiana",
            to: "halo@tirtamaya.example",
            subject: "Tagihan PBB dua kali, mohon dicek: rumah di Jalan Kenanga nomor 12 (lama) – terima kasih",
            body: "Selamat siang,\nsaya menerima dua tagihan.\n",
            id: "a1@warga.example",
            answers: Some("c1.m2@tirtamaya.example"),
            file: Some(File {
                name: "foto rumah é.txt".into(),
                media_type: "text/plain".into(),
                bytes: b"isi".to_vec(),
            }),
            at: 1_795_399_200_000,
        };
        let ours = Ours {
            domain: "tirtamaya.example".into(),
            addresses: vec!["halo@tirtamaya.example".into()],
            ..Ours::default()
        };
        let read = parse(&letter.write(), &ours);
        assert_eq!(read.from, Identity::Email("wening@warga.example".into()));
        assert_eq!(read.from_name.as_deref(), Some(letter.name));
        assert_eq!(read.subject.as_deref(), Some(letter.subject));
        assert_eq!(read.text.trim().replace("\r\n", "\n"), letter.body.trim());
        assert_eq!(read.thread.references, ["c1.m2@tirtamaya.example"]);
        assert_eq!(read.sent_at, Some(letter.at));
        assert_eq!(read.attachments[0].name, "foto rumah é.txt");
        assert_eq!(read.attachments[0].content, Content::Bytes(b"isi".to_vec()));
    }
}
