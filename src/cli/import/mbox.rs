//! An mbox file, letter by letter, whatever its size: the letter in hand is all that is in memory.
//!
//! A letter begins with a line `From somebody Mon Nov  2 10:15:00 2026` behind an empty one. Lines of a letter that
//! look so were quoted by whoever wrote the file: `>From ` (and `>>From `, by those who can be undone).

use std::io::{self, BufRead};

use channels::limits;
use jiff::civil::Date;

use super::Letter;
use crate::clock::Millis;

/// Bytes of a line that are looked at; what is longer comes in pieces.
const PIECE: usize = 64 * 1024;

/// The letters of an mbox file.
#[derive(Debug)]
pub struct Mbox<R> {
    reader: R,
    /// The line in hand, with its end.
    line: Vec<u8>,
    /// The line before the next letter; none: no letter was begun.
    begun: Option<Begin>,
    is_over: bool,
    /// Bytes read so far.
    pub read: u64,
}

/// The line before a letter.
#[derive(Debug)]
struct Begin {
    /// When the letter came, if that can be read.
    kept_at: Option<Millis>,
}

impl<R: BufRead> Mbox<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, line: Vec::new(), begun: None, is_over: false, read: 0 }
    }

    /// Reads a line, or a piece of one; false at the end of the file.
    fn line(&mut self) -> io::Result<bool> {
        self.line.clear();
        while self.line.len() < PIECE {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n').map_or(buffer.len(), |at| at + 1);
            let end = end.min(PIECE - self.line.len());
            if end == 0 {
                break;
            }
            self.line.extend_from_slice(&buffer[..end]);
            self.reader.consume(end);
            self.read += end as u64;
            if self.line.ends_with(b"\n") {
                break;
            }
        }
        Ok(!self.line.is_empty())
    }

    /// Looks for the first letter. False: the file is empty.
    fn begin(&mut self) -> io::Result<bool> {
        while self.line()? {
            self.begun = begins(&self.line);
            if self.begun.is_some() {
                return Ok(true);
            }
            if !self.line.trim_ascii().is_empty() {
                let reason = "it does not begin with a line \"From …\", so it is no mbox file";
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        Ok(false)
    }

    fn letter(&mut self) -> io::Result<Option<Letter>> {
        if self.is_over || (self.begun.is_none() && !self.begin()?) {
            return Ok(None);
        }
        let kept_at = self.begun.take().and_then(|begin| begin.kept_at);
        let (mut raw, mut size) = (Vec::new(), 0);
        // Nothing but a whole line can be empty or begin a letter.
        let (mut is_line, mut after_empty) = (true, false);
        self.is_over = true;
        while self.line()? {
            if is_line
                && after_empty
                && let Some(begin) = begins(&self.line)
            {
                (self.begun, self.is_over) = (Some(begin), false);
                break;
            }
            let line = if is_line { unquoted(&self.line) } else { &self.line };
            size += line.len() as u64;
            if size <= limits::MESSAGE as u64 {
                raw.extend_from_slice(line);
            }
            after_empty = is_line && matches!(self.line.as_slice(), b"\n" | b"\r\n");
            is_line = self.line.ends_with(b"\n");
        }
        if after_empty {
            // The empty line before the next letter is the file's.
            let letter = raw.strip_suffix(b"\r\n").or(raw.strip_suffix(b"\n")).map_or(raw.len(), <[u8]>::len);
            raw.truncate(letter);
        }
        Ok(Some(Letter::new(raw, size, kept_at)))
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Letter>;

    fn next(&mut self) -> Option<Self::Item> {
        let letter = self.letter().transpose();
        // Whatever cannot be read once is not read for ever.
        self.is_over |= matches!(letter, Some(Err(_)));
        letter
    }
}

/// Is this the line before a letter?
fn begins(line: &[u8]) -> Option<Begin> {
    let rest = line.strip_prefix(b"From ")?;
    let text = std::str::from_utf8(rest.get(..rest.len().min(300))?).ok()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let clock = words.iter().position(|word| time(word).is_some())?;
    Some(Begin { kept_at: moment(&words, clock) })
}

/// `10:15:00` or `10:15`, as seconds of a day.
fn time(word: &str) -> Option<i64> {
    let mut parts = word.split(':').map(|part| {
        let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    (hour < 24 && minute < 60 && second < 61 && parts.next().is_none())
        .then_some((hour * 60 + minute) * 60 + second)
}

/// `Nov 2 10:15:00 2026`, with the clock at this place. The zone is seldom said and then UTC; the letter's own date
/// is better.
fn moment(words: &[&str], clock: usize) -> Option<Millis> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let named = words.get(clock.checked_sub(2)?)?;
    let month = MONTHS.iter().position(|name| name == named)? + 1;
    let day = words.get(clock.checked_sub(1)?)?.parse().ok()?;
    let year = words[clock + 1..].iter().find(|word| word.len() == 4 && !word.starts_with(['+', '-']))?;
    let date = Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day).ok()?;
    let days = date.since(Date::constant(1970, 1, 1)).ok()?.get_days();
    Some((i64::from(days) * 86_400 + time(words[clock])?) * 1_000)
}

/// Without the sign that kept this line from looking like the beginning of a letter.
fn unquoted(line: &[u8]) -> &[u8] {
    let signs = line.iter().take_while(|byte| **byte == b'>').count();
    if signs > 0 && line[signs..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(file: &str) -> Vec<(String, Option<Millis>)> {
        Mbox::new(file.as_bytes())
            .map(|letter| letter.unwrap())
            .map(|letter| (String::from_utf8(letter.raw).unwrap(), letter.kept_at))
            .collect()
    }

    #[test]
    fn letters_are_parted_and_unquoted() {
        let file = "\nFrom a@b Mon Nov  2 10:15:00 2026\nSubject: 1\n\nhalo\n\n>From the hill\n>>From x\nFrom here on\n\nFrom c@d Thu Jan 01 00:00:01 1970 +0700\nSubject: 2\n\nx\n\nFrom nobody at all\n";
        let found = letters(file);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].0, "Subject: 1\n\nhalo\n\nFrom the hill\n>From x\nFrom here on\n");
        assert_eq!(found[0].1, Some(1_793_614_500_000));
        assert_eq!(found[1].0, "Subject: 2\n\nx\n\nFrom nobody at all\n");
        assert_eq!(found[1].1, Some(1_000));
    }

    #[test]
    fn windows_line_ends_and_empty_files() {
        let found = letters("From - Mon Nov 02 10:15:00 2026\r\nSubject: 1\r\n\r\nx\r\n\r\n");
        assert_eq!(found[0].0, "Subject: 1\r\n\r\nx\r\n");
        assert!(letters("").is_empty() && letters("\n\n").is_empty());
        let mut no_mbox = Mbox::new(&b"Subject: 1\n\nFrom a Mon Nov  2 10:15:00 2026\n"[..]);
        assert!(no_mbox.next().unwrap().is_err() && no_mbox.next().is_none());
    }

    #[test]
    fn endless_lines_and_letters_stay_small() {
        let mut file = b"From a Mon Nov  2 10:15:00 2026\nSubject: besar\n\n".to_vec();
        file.resize(limits::MESSAGE + 1_000_000, b'x');
        file.extend_from_slice(b"\n\nFrom b Mon Nov  2 10:15:00 2026\nSubject: kecil\n\ny\n");
        let found: Vec<Letter> = Mbox::new(&file[..]).map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].raw, b"Subject: besar\n\n");
        assert!(found[0].oversize.is_some_and(|size| size > limits::MESSAGE as u64));
        assert_eq!((found[1].raw.as_slice(), found[1].oversize), (&b"Subject: kecil\n\ny\n"[..], None));
    }
}
