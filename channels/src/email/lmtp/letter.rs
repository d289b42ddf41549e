//! The bytes of a letter behind DATA (RFC 5321 §4.5.2), however they are cut into pieces.

use crate::limits;

/// Where in a line we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Begin,
    Inside,
    /// Behind a CR.
    Return,
    /// Behind a dot at the beginning of a line.
    Dot,
    DotReturn,
    End,
}

/// A letter that is being read.
#[derive(Debug)]
pub struct Letter {
    raw: Vec<u8>,
    at: At,
    /// Bytes of the letter, kept or not.
    size: usize,
    before: usize,
}

impl Letter {
    /// `before` are lines to put before it.
    pub fn new(before: &str) -> Self {
        Self { raw: before.as_bytes().to_vec(), at: At::Begin, size: 0, before: before.len() }
    }

    /// Reads on; how many of the bytes belong to the letter and its end.
    pub fn feed(&mut self, bytes: &[u8]) -> usize {
        for (nth, byte) in bytes.iter().enumerate() {
            self.at = match (self.at, byte) {
                (At::End, _) => return nth,
                (At::Begin, b'.') => At::Dot,
                (At::Dot, b'\r') => At::DotReturn,
                (At::DotReturn, b'\n') => At::End,
                (At::Return, b'\n') => self.keep(b'\n', At::Begin),
                (at, byte) => {
                    if at == At::DotReturn {
                        self.keep(b'\r', At::Return);
                    }
                    self.keep(*byte, if *byte == b'\r' { At::Return } else { At::Inside })
                }
            };
        }
        bytes.len()
    }

    fn keep(&mut self, byte: u8, then: At) -> At {
        self.size += 1;
        if self.size <= limits::MESSAGE {
            self.raw.push(byte);
        } else if self.size == limits::MESSAGE + 1 {
            // Nobody wants half a letter.
            self.raw = Vec::new();
        }
        then
    }

    pub fn is_over(&self) -> bool {
        self.at == At::End
    }

    /// It is larger than we take, and goes on.
    pub fn is_too_large(&self) -> bool {
        self.size > limits::MESSAGE
    }

    /// The letter with the lines before it; none: it was larger than we take.
    pub fn raw(self) -> Option<Vec<u8>> {
        (self.size <= limits::MESSAGE && self.raw.len() >= self.before).then_some(self.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], piece: usize) -> (Option<Vec<u8>>, usize) {
        let (mut letter, mut used) = (Letter::new(""), 0);
        for some in bytes.chunks(piece) {
            used += letter.feed(some);
            if letter.is_over() {
                return (letter.raw(), used);
            }
        }
        (None, used)
    }

    #[test]
    fn dots_are_unstuffed_and_only_the_real_end_ends() {
        let sent = b"Subject: x\r\n\r\n..a\r\n.b\r\n.\n\n.\r\r\n.\rc\r\nd\n.\r\n.\r\nQUIT\r\n";
        for piece in [1, 2, 3, 7, 100] {
            let (raw, used) = read(sent, piece);
            assert_eq!(
                raw.unwrap(),
                b"Subject: x\r\n\r\n.a\r\nb\r\n\n\n.\r\r\n\rc\r\nd\n.\r\n",
                "in pieces of {piece}"
            );
            assert_eq!(&sent[used..], b"QUIT\r\n");
        }
        assert_eq!(read(b".\r\n", 1).0.unwrap(), b"");
        assert!(read(b"a\n.\nb\r\n.\n", 3).0.is_none(), "a bare line feed ends nothing");
    }

    #[test]
    fn too_large_is_read_to_its_end_and_not_kept() {
        let mut letter = Letter::new("Return-Path: <>\r\n");
        for _ in 0..=limits::MESSAGE / 1_000 {
            letter.feed(&[b'x'; 1_000]);
        }
        assert!(letter.raw.is_empty() && letter.is_too_large());
        letter.feed(b"\r\n.\r\n");
        assert!(letter.is_over() && letter.raw().is_none());
    }

    proptest! {
        #[test]
        fn there_and_back(lines in proptest::collection::vec("[.a-c\\n]{0,5}", 0..8), piece in 1usize..9) {
            let mut sent = String::new();
            for line in &lines {
                if line.starts_with('.') {
                    sent.push('.');
                }
                sent += line;
                sent += "\r\n";
            }
            let wanted: String = lines.iter().flat_map(|line| [line.as_str(), "\r\n"]).collect();
            let (raw, used) = read(format!("{sent}.\r\nNEXT").as_bytes(), piece);
            prop_assert_eq!(raw, Some(wanted.into_bytes()));
            prop_assert_eq!(used, sent.len() + 3);
        }
    }
}
