//! What somebody who may not know a citizen reads instead of their names and addresses.
//!
//! A veil knows how this citizen is known to us and covers it wherever it stands: whole words of their name,
//! their addresses and the parts these are made of, their numbers however they are written, header lines and
//! greetings of quoted mail, and the signature below a letter. What they wrote about themselves otherwise
//! remains, and the report form says so.

use std::collections::HashSet;
use std::ops::Range;

use channels::email::{Introduction, introduction};
use serde_json::Value;

use super::signature::signature;
use crate::auth::{Right, Staff};
use crate::contacts::{self, KnownAs};
use crate::conversations::{self, Direction, Message};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::ContactId;
use crate::texts::Lang;
use crate::tickets::{Entry, Ticket};

/// Shorter parts of names are too often words.
const PART: usize = 3;
/// Digits at the end of a telephone number that make it the same number.
const SAME: usize = 8;

/// Covers one citizen's identity in texts.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    /// Whole words, in lower case.
    words: HashSet<String>,
    /// Whole addresses, in lower case.
    addresses: HashSet<String>,
    /// Whole names of others, word by word, in lower case.
    names: Vec<Vec<String>>,
    /// The last digits of telephone numbers.
    numbers: HashSet<String>,
    /// Stands where something is hidden.
    mask: String,
}

impl Veil {
    /// May this reader not know whose ticket this is?
    pub fn is_needed(reader: &Staff, ticket: &Ticket) -> bool {
        !reader.role.may(if ticket.is_anonymous { Right::SeeIdentity } else { Right::SeeContact })
    }

    /// What this reader needs to read this ticket; None when they may know the citizen.
    pub async fn over(tx: &mut Tx, t: Lang, reader: &Staff, ticket: &Ticket) -> Result<Option<Self>> {
        if Self::is_needed(reader, ticket) { Self::about(tx, t, ticket).await.map(Some) } else { Ok(None) }
    }

    /// The ticket's row as this reader reads it.
    pub async fn row(tx: &mut Tx, t: Lang, reader: &Staff, mut ticket: Ticket) -> Result<Ticket> {
        if let Some(veil) = Self::over(tx, t, reader, &ticket).await? {
            veil.ticket(&mut ticket);
        }
        Ok(ticket)
    }

    /// What is over whatever leaves the house about this ticket, to agencies without accounts; None when its
    /// citizen asked for nothing and is named there.
    pub async fn outside(tx: &mut Tx, t: Lang, ticket: &Ticket) -> Result<Option<Self>> {
        if ticket.is_anonymous || ticket.is_confidential {
            Self::about(tx, t, ticket).await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// The veil over a ticket's citizen, whoever reads. Whoever reported in the form and reads in a chat has a
    /// name there, too.
    pub async fn about(tx: &mut Tx, t: Lang, ticket: &Ticket) -> Result<Self> {
        let mut veil = Self::of(tx, t, ticket.contact_id).await?;
        for other in conversations::chosen::others_in(tx, ticket.id, ticket.contact_id).await? {
            let other = Self::of(tx, t, other).await?;
            veil.words.extend(other.words);
            veil.addresses.extend(other.addresses);
            veil.numbers.extend(other.numbers);
        }
        for other in copies::about(tx, ticket.id).await? {
            veil.beside_them(&other.address, other.name.as_deref());
        }
        Ok(veil)
    }

    /// The veil over a contact, whoever reads: every name they had before they were merged with somebody, and
    /// every address answers go to, also one that they chose and never wrote from.
    async fn of(tx: &mut Tx, t: Lang, contact: ContactId) -> Result<Self> {
        let name = contacts::get(tx, contact).await?.name;
        let known = contacts::identities(tx, contact).await?;
        let mut veil = Self::new(t, name.as_deref(), &known);
        for other in contacts::other_names(tx, contact).await? {
            veil.also_called(&other);
        }
        for address in conversations::owner::addresses(tx, contact).await? {
            veil.also_at(&address);
        }
        Ok(veil)
    }

    pub fn new(t: Lang, name: Option<&str>, known: &[KnownAs]) -> Self {
        let mut veil = Self { mask: t.say("people-hidden").into_owned(), ..Self::default() };
        veil.knows(name, known);
        veil
    }

    fn knows(&mut self, name: Option<&str>, known: &[KnownAs]) {
        if let Some(name) = name {
            self.also_called(name);
        }
        for known in known {
            match known.kind.as_str() {
                "email" => self.also_at(&known.value),
                "phone" => {
                    let digits: Vec<u8> = known.value.bytes().filter(u8::is_ascii_digit).collect();
                    if digits.len() >= SAME {
                        self.numbers.insert(last(&digits));
                    }
                }
                // A visitor's token and a Telegram id are words of their own.
                _ => {
                    self.words.insert(known.value.to_lowercase());
                }
            }
        }
    }

    /// Another name, as a letter's From line gives it.
    pub fn also_called(&mut self, name: &str) {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        // "andi82" is also Andi.
        let parts = parts.flat_map(|part| [part, part.trim_matches(|c: char| c.is_ascii_digit())]);
        let long = parts.filter(|part| part.chars().count() >= PART && part.chars().any(char::is_alphabetic));
        // Émilie signs as Emilie where the keyboard has no é.
        self.words.extend(long.flat_map(|part| [part.to_lowercase(), knowledge_base::fold(part)]));
    }

    /// Another address of theirs.
    fn also_at(&mut self, address: &str) {
        let address = address.to_lowercase();
        self.also_called(address.split('@').next().unwrap_or_default());
        self.addresses.insert(address);
    }

    /// Somebody else in their letters. Offices are there, too, and are called "Dinas Air": only the whole name and the
    /// whole address are hidden, not every word they are made of.
    fn beside_them(&mut self, address: &str, name: Option<&str>) {
        self.addresses.insert(address.to_lowercase());
        let parts = name.unwrap_or_default().split(|c: char| !c.is_alphanumeric());
        let name: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
        if name.iter().any(|part| part.chars().count() >= PART) {
            self.names.push(name);
        }
    }

    /// A text as it is read through this veil, or through none.
    pub fn read(veil: Option<&Self>, text: String) -> String {
        match veil {
            Some(veil) => veil.text(&text),
            None => text,
        }
    }

    /// Does a text name them? A signature or a header line alone does not.
    pub fn is_named_in(&self, text: &str) -> bool {
        text.lines().any(|line| self.known_of(line) != line)
    }

    /// The text without what would tell who wrote it.
    pub fn text(&self, text: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        self.lines(&lines, signature(&lines))
    }

    /// A text that somebody else wrote, who signs with their own name.
    fn words(&self, text: &str) -> String {
        self.lines(&text.split_inclusive('\n').collect::<Vec<_>>(), None)
    }

    fn lines(&self, lines: &[&str], signature: Option<usize>) -> String {
        let mut covered = String::with_capacity(lines.iter().map(|line| line.len()).sum());
        let bare: Vec<&str> = lines.iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect();
        let mut n = 0;
        while n < lines.len() {
            if Some(n) == signature {
                covered.push_str(&self.mask);
                break;
            }
            let length = match introduction(&bare[n..]) {
                Some(Introduction::Header(value)) => {
                    covered.push_str(&bare[n][..value]);
                    covered.push(' ');
                    covered.push_str(&self.mask);
                    1
                }
                Some(Introduction::Attribution(length)) => {
                    covered.push_str(&self.mask);
                    signature.filter(|at| *at > n).map_or(length, |at| length.min(at - n))
                }
                None => {
                    covered.push_str(&self.known_of(bare[n]));
                    1
                }
            };
            n += length;
            covered.push_str(&lines[n - 1][bare[n - 1].len()..]);
        }
        covered
    }

    /// A line without names, numbers and addresses that we know.
    fn known_of(&self, line: &str) -> String {
        self.words_of(&self.names_of(&self.numbers_of(&self.addresses_of(line))))
    }

    fn addresses_of(&self, line: &str) -> String {
        if self.addresses.is_empty() || !line.contains('@') {
            return line.to_owned();
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@');
        runs(
            line,
            is_part,
            |run| {
                let address = run.trim_matches('.').to_lowercase();
                self.addresses.contains(&address)
            },
            &self.mask,
        )
    }

    fn numbers_of(&self, line: &str) -> String {
        if self.numbers.is_empty() {
            return line.to_owned();
        }
        runs(
            line,
            is_of_number,
            |run| {
                let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).collect();
                digits.len() >= SAME && digits.windows(SAME).any(|part| self.numbers.contains(&last(part)))
            },
            &self.mask,
        )
    }

    fn names_of(&self, line: &str) -> String {
        if self.names.is_empty() {
            return line.to_owned();
        }
        let words = words_in(line);
        let (mut covered, mut kept, mut n) = (String::with_capacity(line.len()), 0, 0);
        while n < words.len() {
            let is_here = |name: &&Vec<String>| {
                words
                    .get(n..n + name.len())
                    .is_some_and(|here| here.iter().map(|(_, word)| word).eq(name.iter()))
            };
            // The longest: "Ibu Ani" and "Ibu Ani Wijaya" may both be there.
            let Some(name) = self.names.iter().filter(is_here).max_by_key(|name| name.len()) else {
                n += 1;
                continue;
            };
            let (first, last) = (&words[n].0, &words[n + name.len() - 1].0);
            covered.push_str(&line[kept..first.start]);
            covered.push_str(&self.mask);
            kept = last.end;
            n += name.len();
        }
        covered.push_str(&line[kept..]);
        covered
    }

    fn words_of(&self, line: &str) -> String {
        if self.words.is_empty() {
            return line.to_owned();
        }
        let is_theirs = |run: &str| {
            self.words.contains(&run.to_lowercase())
                || !run.is_ascii() && self.words.contains(&knowledge_base::fold(run))
        };
        runs(line, char::is_alphanumeric, is_theirs, &self.mask)
    }

    /// What the ticket's row says in words.
    pub fn ticket(&self, ticket: &mut Ticket) {
        ticket.subject = self.text(&ticket.subject);
        ticket.body = self.text(&ticket.body);
        ticket.place = ticket.place.as_deref().map(|place| self.text(place));
    }

    /// A message as such a reader reads it. Its HTML is left out: the plain words are the same. What the house
    /// remarked about the sender (a number they gave) is about who they are; what people outside wrote that is
    /// kept as a note (an agency's answer) is read.
    pub fn message(&self, message: &mut Message) {
        message.html = None;
        message.subject = message.subject.as_deref().map(|subject| self.text(subject));
        message.error = message.error.as_deref().map(|error| self.text(error));
        message.body = match (message.direction, message.staff_id) {
            (Direction::Note, None) if message.is_automatic => self.mask.clone(),
            (Direction::Note, None) => self.words(&message.body),
            _ => self.text(&message.body),
        };
    }

    /// What happened, as such a reader reads it: reasons and errors quote addresses.
    pub fn event(&self, event: &mut Entry) {
        if let Some(data) = event.data.0.as_object_mut() {
            for value in data.values_mut() {
                if let Value::String(text) = value {
                    *text = self.text(text);
                }
            }
        }
    }

    /// What a file of the citizen's is called instead: names of files name people.
    pub fn file_name(id: &str, media_type: &str) -> String {
        let ending = match media_type {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/webp" => "webp",
            "image/heif" | "image/heic" => "heic",
            "image/avif" => "avif",
            "audio/mpeg" => "mp3",
            "audio/wav" | "audio/x-wav" => "wav",
            _ => "bin",
        };
        let short = &id[id.len().saturating_sub(5)..];
        format!("{short}.{ending}")
    }

    /// What stands where something is hidden.
    pub fn mask(&self) -> &str {
        &self.mask
    }
}

/// Digits, and what people and programs put between them: dashes of all lengths, blanks of all widths, and marks
/// nobody sees.
fn is_of_number(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '+' | '/' | '_' | '\u{2212}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}')
}

/// The digits that make a number the same number.
fn last(digits: &[u8]) -> String {
    digits[digits.len().saturating_sub(SAME)..].iter().map(|digit| char::from(*digit)).collect()
}

/// The line with every run of such characters that is to be hidden replaced; blanks around it stay.
fn runs(line: &str, is_part: impl Fn(char) -> bool, hides: impl Fn(&str) -> bool, mask: &str) -> String {
    let mut covered = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(&is_part) {
        let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |length| start + length);
        covered.push_str(&rest[..start]);
        let run = &rest[start..end];
        if hides(run) {
            let inner = run.trim();
            let before = &run[..run.len() - run.trim_start().len()];
            let after = &run[before.len() + inner.len()..];
            covered.push_str(before);
            covered.push_str(mask);
            covered.push_str(after);
        } else {
            covered.push_str(run);
        }
        rest = &rest[end..];
    }
    covered.push_str(rest);
    covered
}

/// The words of a line in lower case, and where they stand.
fn words_in(line: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in line.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            words.push((at..at + word.len(), word.to_lowercase()));
        }
        at += part.len();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siti() -> Veil {
        let known = |kind: &str, value: &str| KnownAs { kind: kind.into(), value: value.into() };
        Veil::new(
            Lang::En,
            Some("Siti Rahmawati"),
            &[
                known("email", "siti.rahma@contoh.test"),
                known("phone", "+6281234567890"),
                known("telegram", "70012345"),
            ],
        )
    }

    fn covers(text: &str) -> String {
        siti().text(text).replace("[hidden]", "#")
    }

    #[test]
    fn names_addresses_and_numbers_are_covered_however_they_are_written() {
        assert_eq!(covers("Bu SITI bilang, Rahmawati juga."), "Bu # bilang, # juga.");
        assert_eq!(covers("ke Siti.Rahma@contoh.test, ya"), "ke #, ya");
        assert_eq!(covers("WA 0812-3456-7890 atau +62 812 3456 7890."), "WA # atau #");
        for written in
            ["0812\u{a0}3456\u{a0}7890", "0812\u{2013}3456\u{2011}7890", "\u{202a}0812_3456_7890\u{202c}"]
        {
            assert_eq!(covers(&format!("WA {written}.")).matches('#').count(), 1, "{written}");
        }
        assert_eq!(covers("id 70012345 dan 7001234567"), "id # dan 7001234567");
        assert_eq!(covers("Situs web mati sejak 2026-11-23"), "Situs web mati sejak 2026-11-23");
    }

    #[test]
    fn quoted_headers_and_signatures_go() {
        let letter =
            "Ada pungli.\n> From: Orang Lain <x@y.test>\nOn Monday Bapak Z wrote:\n> tetap\n-- \nS. R.\nRT 3";
        assert_eq!(covers(letter), "Ada pungli.\n> From: #\n#\n> tetap\n#");
        assert_eq!(covers("Tolong dicek.\nHormat saya,\nSR, RT 3"), "Tolong dicek.\nHormat saya,\n#");
        assert_eq!(covers("Tolong dicek.\nTerima kasih."), "Tolong dicek.\nTerima kasih.");
        assert_eq!(covers("Jam buka: 8 pagi"), "Jam buka: 8 pagi");
        // However the quoted letter begins.
        let wrapped =
            "Baik.\nPada Sen, 2 Nov 2026 pukul 10.15 Orang Lain\n<orang@lain.test> menulis:\n\n> tetap\n";
        assert_eq!(covers(wrapped), "Baik.\n#\n\n> tetap\n");
        let copied = "> Untuk: Orang Lain\n*Ke:* Orang Lain\nOrang Lain menulis pada 2026-11-03 09:00:\n> ya";
        assert_eq!(covers(copied), "> Untuk: #\n*Ke: #\n#\n> ya");
    }

    #[test]
    fn a_text_names_somebody_by_what_is_known_of_them() {
        for text in ["Rumah Bu Rahmawati tergenang", "hubungi 0812 3456 7890", "Sítí tahu"] {
            assert!(siti().is_named_in(text), "{text}");
        }
        assert!(!siti().is_named_in("Jalan tergenang.\nDari: dinas\nTerima kasih,\nRT 3"));
    }

    #[test]
    fn of_others_the_whole_name_goes() {
        let mut veil = siti();
        veil.beside_them("dinas.air@kota.test", Some("Dinas Air (Ani)"));
        veil.beside_them("lurah@kelurahan.test", Some("Pak Lurah"));
        let covers = |text: &str| veil.text(text).replace("[hidden]", "#");
        assert_eq!(
            covers("Kata dinas air (Ani), air mati. Pak RT dan PAK  LURAH tahu."),
            "Kata #), air mati. Pak RT dan # tahu."
        );
        assert_eq!(
            covers("550 <Lurah@kelurahan.test>: dinas lain@kota.test"),
            "550 <#>: dinas lain@kota.test"
        );
        for text in ["", "pak", "Pak", "é pak", "😀 pak lurah😀"] {
            assert!(!covers(text).to_lowercase().contains("lurah"), "{text}");
        }
    }

    #[test]
    fn any_text_comes_out_whole() {
        for text in
            ["", "\n", "@", "+", "a@", "é@ü", "::", "-- ", "From:", "😀 Siti 😀", "(0812) 34567890 😀"]
        {
            let covered = siti().text(text);
            assert!(!covered.to_lowercase().contains("siti"), "{covered}");
        }
    }
}
